"""The widget's modules as one file: the same code in an order that works."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.channels.joined import UnknownFormError, joined, loaded_later

MODULES = {
    "base": 'const word = "b";\nexport const shapes = { a: word };\nexport function add() {\n}\n',
    "middle": 'import { shapes } from "./base.js";\nexport class Middle {}\nconst word = 1;\n',
    "entry": """import * as base from "./base.js";
import { Middle } from "./middle.js";
export function define(modules) {
  console.log(Object.keys(modules).join(), base.shapes.a, typeof Middle);
}
""",
}


def test_each_module_comes_once_and_after_those_it_imports() -> None:
    code = joined(MODULES, "entry")
    places = [code.index(f'modules["{name}"] = ') for name in ("base", "middle", "entry")]
    assert places == sorted(places)
    assert code.count('modules["base"] = ') == 1
    assert "import " not in code
    assert 'const { shapes } = modules["base"];' in code


def test_the_joined_file_runs(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    file = tmp_path / "joined.mjs"
    file.write_text(joined(MODULES, "entry"))
    done = subprocess.run([node, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "base,middle,entry b function"


def test_what_comes_later_finds_its_modules_by_the_element() -> None:
    code = loaded_later('import { add } from "./base.js";\nexport function menu() {}\n')
    assert code.startswith("const { add } = customElements.get(")
    assert "export function menu() {}" in code


@pytest.mark.parametrize(
    "line",
    [
        "export default class {}",
        "export { add };",
        'import "./base.js";',
        'import base from "./base.js";',
        'import { io } from "./vendor/x.js";',
        'export * from "./base.js";',
    ],
)
def test_a_form_that_is_not_known_is_refused(line: str) -> None:
    with pytest.raises(UnknownFormError):
        joined({**MODULES, "entry": line + "\n"}, "entry")


def test_modules_that_import_each_other_are_refused() -> None:
    one = {"a": 'import { b } from "./b.js";\n', "b": 'import { a } from "./a.js";\n'}
    with pytest.raises(UnknownFormError):
        joined(one, "a")
