"""The widget's files: weight, baseline of the browsers, and what is vendored. No browser needed."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.channels.pages import Pages
from knowledge import load

ROOT = Path(__file__).parents[3]
WIDGET = ROOT / "bot" / "widget"
OWN = sorted(WIDGET.glob("*.js"))
LIMIT = 30_000

# The parser that holds the baseline (Chrome 80, Firefox 78, Safari 13), and where it is too strict.
BASELINE = ROOT / "tests" / "baseline"
# Names of our own that a newer browser's API bears as well.
OURS = {".calendar", ".first", ".font", ".metadata", ".provider"}
# Asked for before they are used; where there is none, something older or nothing takes their place.
ASKED_FOR = {".clipboard", ".writeText", ".isComposing"}
ASKED_FOR |= {"AudioContext", ".AudioContext", ".exponentialRampToValueAtTime"}
Lint = Callable[[list[Path]], dict[str, list[str]]]
UNSAFE = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.cookie\b"
# `gap` is known to grids only (grid-gap is its old name); inset and logical shorthands are newer.
TOO_NEW_STYLE = (
    r"(?<!grid-)(?<!-)\bgap:|(?<!area-)\binset\b|:is\(|:where\(|:has\(|aspect-ratio|\bdvh|@layer|@container"
    r"|margin-inline:|padding-inline:|border-(?:start|end)-|color-mix|overflow: \w+ \w"
)


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(load(ROOT / "data", "schaerbeek"), ())


def _request(path: str = "/", **headers: str) -> SimpleNamespace:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(
        path=path, args={"lang": path.partition("lang=")[2]}, headers=sent, host="x"
    )


def test_the_first_load_stays_below_thirty_kilobytes_in_every_language(pages: Pages) -> None:
    weights = {}
    for code in load(ROOT / "data", "schaerbeek").languages.answered:
        page = pages.page(_request(f"/?lang={code}", accept_encoding="gzip"))  # type: ignore[arg-type]
        names = set(re.findall(r'"/widget/([^"]+)"', gzip.decompress(page.body).decode()))
        assert f"v-{pages.version}/city.{code}.json" in names
        answers = [
            pages.file(_request(accept_encoding="gzip"), name)  # type: ignore[arg-type]
            for name in names
        ]
        assert {answer.status for answer in answers} == {200}
        weights[code] = len(page.body) + sum(len(answer.body) for answer in answers)
    assert max(weights.values()) <= LIMIT, weights


def test_what_is_loaded_later_is_there_with_its_words_and_look(pages: Pages) -> None:
    parts = (WIDGET / "parts.js").read_text()
    named = set(re.findall(r'(\w+): "(\w+)"', parts[parts.index("VIEWS") : parts.index("};")]))
    prepared = set(re.findall(r'"(\w+)"', parts[parts.index("prepare() {") :].splitlines()[1]))
    assert {module for _, module in named} <= prepared
    for name in (*(f"{module}.js" for module in prepared), "later.css", "later.ps.json"):
        assert pages.file(_request(), name).status == 200, name  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def lint(tmp_path_factory: pytest.TempPathFactory) -> Lint:
    """The parser with its data, as the lock file names them."""
    npm = shutil.which("npm")
    assert npm, "npm is needed for the baseline: install it, on Debian: apt install npm"
    folder = tmp_path_factory.mktemp("baseline")
    for name in ("package.json", "package-lock.json", ".npmrc", "lint.js"):
        shutil.copy(BASELINE / name, folder / name)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([npm, "ci", *quiet], cwd=folder, check=True, capture_output=True)

    def run(paths: list[Path]) -> dict[str, list[str]]:
        command = ["node", str(folder / "lint.js"), *map(str, paths)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        return {Path(path).name: found for path, found in json.loads(answer.stdout).items()}

    return run


@pytest.mark.slow
def test_the_modules_keep_to_the_oldest_browsers(lint: Lint) -> None:
    found = lint(OWN)
    assert set(found) == {path.name for path in OWN}
    assert {name for names in found.values() for name in names} == OURS | ASKED_FOR


@pytest.mark.slow
def test_the_vendored_client_keeps_to_the_oldest_browsers(lint: Lint) -> None:
    own = {".ms", ".ping", ".transport", ".writable", ".writeBuffer"}  # fields of its own objects
    (found,) = lint([WIDGET / "vendor" / "socket.io.esm.min.js"]).values()
    assert set(found) == own


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("a?.b", "optional chaining"),
        ("a ?? b", "nullish coalescing"),
        ("a ||= b", "logical assignment"),
        ("class A { #x() {} }", "private member"),
        ("class A { x = 1 }", "class field"),
        ("const a = 1_000", "numeric separator"),
        ("/(?<=a)b/", "lookbehind or named group"),
        ("list.at(-1)", ".at"),
        ("text.replaceAll(a, b)", ".replaceAll"),
        ("node.replaceChildren()", ".replaceChildren"),
        ("crypto.randomUUID()", ".randomUUID"),
        ("new ResizeObserver(f)", "ResizeObserver"),
        ("requestIdleCallback(f)", "requestIdleCallback"),
        ("structuredClone(a)", "structuredClone"),
        ('matchMedia("x").addEventListener("change", f)', "listener on a media query"),
    ],
)
def test_the_lint_notices_what_is_too_new(lint: Lint, tmp_path: Path, code: str, name: str) -> None:
    file = tmp_path / "sample.js"
    file.write_text(code)
    assert lint([file]) == {"sample.js": [name]}


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_a_module_keeps_to_safe_ways(path: Path) -> None:
    assert not re.search(UNSAFE, path.read_text())
    lines = path.read_text().splitlines()
    assert len(lines) <= 250
    assert lines[0].startswith("/*"), "a module opens with what it knows"


def test_the_style_sheet_keeps_to_the_baseline() -> None:
    sheets = (WIDGET / name for name in ("chat.css", "later.css"))
    text = "".join(sheet.read_text() for sheet in sheets)
    style = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert not re.findall(TOO_NEW_STYLE, style)
    assert "url(" not in style
    assert "animation" not in style
    assert "transition" not in style
    assert "@import" not in style


def test_no_text_for_people_stands_in_the_modules(pages: Pages) -> None:
    known: set[str] = set()
    for name in ("city.en.json", "later.en.json"):
        file = pages.file(_request(), name)  # type: ignore[arg-type]
        known |= set(re.findall(r'"(\w+)":"', (file.body or b"").decode()))
    asked = set()
    for path in OWN:
        asked |= set(re.findall(r'\bsay\("(\w+)"[),]', path.read_text()))
    assert asked - known == set()


@pytest.mark.parametrize("folder", [WIDGET / "vendor", ROOT / "tests" / "vendor"])
def test_what_is_vendored_is_what_its_readme_says(folder: Path) -> None:
    readme = (folder / "README.md").read_text()
    sums = dict(re.findall(r"- File: `([^`]+)`[\s\S]*?sha256: `([0-9a-f]{64})`", readme))
    assert set(sums) == {path.name for path in folder.glob("*.js")}
    for name, expected in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    assert list(folder.glob("*LICENSE"))
