"""Tables only grow: old code serves on while new tables stand, so an upgrade needs no pause.

What is to go or to change is first left unused for one release; then its name stands in GONE.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    [
        *ROOT.glob("desk/*/migrations/[0-9]*.py"),
        *(ROOT / "bot" / "store" / "migrations" / "versions").glob("[0-9]*.py"),
    ]
)
# Django's and Alembic's operations that old code would trip over.
BREAKING = {
    "RemoveField",
    "DeleteModel",
    "RenameField",
    "RenameModel",
    "AlterModelTable",
    "drop_table",
    "drop_column",
    "rename_table",
}
# (file, operation) pairs that are known to be safe, each with its reason.
GONE: dict[tuple[str, str], str] = {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_migration_takes_nothing_away(path: Path) -> None:
    calls = [
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    breaking = [call for call in calls if call in BREAKING and (path.name, call) not in GONE]
    assert breaking == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_new_column_does_without_a_value_from_old_code(path: Path) -> None:
    """Alembic: nullable or with a default of the database. Django: null or `db_default`."""
    source = path.read_text(encoding="utf-8")
    for column in re.findall(r"op\.add_column\((.*?)\n    \)", source, re.S):
        assert "nullable=False" not in column or "server_default" in column, path.name
