"""The import law and the call law of the house, and that no city's name stands in code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale

from knowledge.city import load

ROOT = Path(__file__).parents[1]
ROOMS = ("knowledge", "watch", "bot", "actions", "desk")
MAY_IMPORT: dict[str, set[str]] = {
    "knowledge": set(),
    "watch": set(),
    "bot": {"knowledge", "watch"},
    "actions": {"watch"},
    "desk": {"knowledge", "watch"},
}
FORBIDDEN: dict[str, set[str]] = {
    "knowledge": {"rasa", "rasa_sdk", "django", "requests", "sanic", "sqlalchemy", "httpx"},
    "watch": {"rasa", "rasa_sdk", "django", "requests", "sanic", "sqlalchemy", "httpx"},
    "bot": {"django", "rasa_sdk", "requests"},
    "actions": {"rasa", "django", "sqlalchemy"},
    "desk": {"rasa", "rasa_sdk", "sanic"},
}


def sources(room: str) -> list[Path]:
    return [p for p in sorted((ROOT / room).rglob("*.py")) if "vendor" not in p.parts]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    others = set(ROOMS) - {room} - MAY_IMPORT[room]
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(room)
        for name in imports(path)
        if name in others | FORBIDDEN[room]
    ]
    assert broken == []


CALLS_OUT = {
    "actions/desk_client.py",
    "desk/cases/bot.py",
    "desk/cases/staff_group.py",
    "desk/cases/translate.py",
}


def test_one_module_per_outside_service() -> None:
    """Bot calls the action server (through Rasa), actions the desk, the desk the bot."""
    clients = {"requests", "httpx", "urllib3", "aiohttp"}
    callers = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sources(room)
        if clients & set(imports(path))
    }
    assert callers <= CALLS_OUT


def test_no_code_names_a_city_its_country_or_clock() -> None:
    names = set()
    for file in (ROOT / "data" / "cities").glob("*/city.yml"):
        city = load(file.parent)
        names |= {city.id, city.name.lower(), str(city.timezone).lower()}
        names |= {Locale(code).territories[city.country].lower() for code in ("en", "fr", "lv")}
    code = [p for room in ROOMS for p in sources(room)]
    code += [*(ROOT / "bot" / "widget").glob("*.js"), *(ROOT / "data" / "rules").glob("*.yml")]
    code += [ROOT / name for name in ("run.py", "Makefile", "domain.yml", "config.yml")]
    code += sorted((ROOT / "desk" / "static" / "desk").glob("*.js"))
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in code
        if path.exists()
        for name in sorted(names)
        if name in path.read_text(encoding="utf-8").lower()
    ]
    assert found == []
