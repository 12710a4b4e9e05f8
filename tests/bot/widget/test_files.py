"""The widget's files: weight, baseline of the browsers, and what is vendored. No browser needed."""

import gzip
import hashlib
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.channels.pages import Pages
from knowledge import load

ROOT = Path(__file__).parents[3]
WIDGET = ROOT / "bot" / "widget"
OWN = sorted(WIDGET.glob("*.js"))
LIMIT = 30_000

# What Chrome 80, Firefox 78 and Safari 13 do not know (a list of names, not a parser).
TOO_NEW = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish coalescing": r"\?\?",
    "logical assignment": r"(\|\||&&)=",
    "private member": r"[.\s{]#[a-zA-Z_]",
    "class field": r"^  (static )?\w+ = ",
    "static block": r"static\s*\{",
    "numeric separator": r"\b\d+_\d",
    "lookbehind": r"\(\?<[=!]",
    "top-level await": r"^(const .* = )?await\b",
    "new method": r"\.(replaceAll|at|matchAll|replaceChildren|allSettled|any|findLast|toSorted)\(",
    "new API": r"\b(structuredClone|randomUUID|ResizeObserver|adoptedStyleSheets|showModal)\b",
    "media query listener": r"matchMedia\([^)]*\)\.addEventListener",
}
UNSAFE = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.cookie\b"
# `gap` is known to grids only (grid-gap is its old name); inset and logical shorthands are newer.
TOO_NEW_STYLE = (
    r"(?<!grid-)(?<!-)\bgap:|(?<!area-)\binset\b|:is\(|:where\(|:has\(|aspect-ratio|\bdvh|@layer|@container"
    r"|margin-inline:|padding-inline:|border-(?:start|end)-|color-mix|overflow: \w+ \w"
)


def _code(path: Path) -> str:
    """The file without comments, texts and regular expressions."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)
    text = re.sub(r"(?<=[(=,:\s])/(?![/*])(?:[^/\\\n\[]|\\.|\[[^\]\n]*\])+/[gimu]*", "/x/", text)
    return re.sub(r"(?<!:)//.*", "", text)


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
    for code in ("en", "fr", "nl", "ar", "tr", "uk", "ru", "es", "pt", "ro", "fa", "ps"):
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


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_a_module_keeps_to_the_baseline_and_to_safe_ways(path: Path) -> None:
    code = _code(path)
    found = {name for name, form in TOO_NEW.items() if re.search(form, code, re.MULTILINE)}
    assert not found
    assert not re.search(UNSAFE, code)
    lines = path.read_text().splitlines()
    assert len(lines) <= 250
    assert lines[0].startswith("/*"), "a module opens with what it knows"


def test_the_lint_notices_what_is_too_new(tmp_path: Path) -> None:
    samples = ["a?.b", "a ?? b", "class A { #x }", "list.at(-1)", "a ||= b"]
    for sample in samples:
        file = tmp_path / "sample.js"
        file.write_text(sample)
        assert any(re.search(form, _code(file), re.MULTILINE) for form in TOO_NEW.values()), sample


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
