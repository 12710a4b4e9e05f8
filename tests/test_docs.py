"""The documents name what exists, and the README stays short."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_ROOMS = "actions bench bot data deploy desk docs knowledge tests watch"
_FOLDERS = "|".join(_ROOMS.split())
_PATH = re.compile(rf"`((?:{_FOLDERS})/[\w./-]*|[\w.-]+\.(?:py|yml|env|toml))`|\]\(([\w./-]+)\)")


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_named_paths_exist(document: Path) -> None:
    missing = []
    for code, link in _PATH.findall(document.read_text(encoding="utf-8")):
        found = (document.parent / link) if link else (ROOT / code)
        if not found.exists() and not (code and "/" not in code and _somewhere(code)):
            missing.append(code or link)
    assert missing == []


def _somewhere(name: str) -> bool:
    """Whether a room holds a file of this name; a document may say which room it speaks of."""
    return any(any((ROOT / room).rglob(name)) for room in _FOLDERS.split("|"))


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < 150


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_every_make_command_that_a_document_names_exists(document: Path) -> None:
    heads = re.findall(r"^([a-z][a-z -]*):(?!=)", (ROOT / "Makefile").read_text(), re.M)
    targets = {name for head in heads for name in head.split()}
    text = document.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M)) - targets == set()
