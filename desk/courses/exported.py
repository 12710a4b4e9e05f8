"""The inventory as a file, by kind. Knows which kinds there are; each format knows itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from desk.courses import written
from desk.courses.exchange import hsds, tables
from desk.courses.models import Course

KINDS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "template": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_README = Path(__file__).parent / "README.md"
_ROW = re.compile(r"\| `(.+?)` \| (.+) \|")


def content(kind: str) -> bytes:
    """The file; `template` is an empty workbook that explains its columns."""
    if kind == "template":
        return tables.to_xlsx([], explanations())
    courses = (
        Course.objects.filter(archived_on=None)
        .select_related("provider")
        .prefetch_related("sessions")
    )
    if kind == "json":
        return hsds.write(courses)
    cells = [written.cells(course) for course in courses]
    return tables.to_csv(cells) if kind == "csv" else tables.to_xlsx(cells, explanations())


def explanations() -> list[tuple[str, str]]:
    """Column and how it is written, as the README beside this file says."""
    lines = _README.read_text(encoding="utf-8").splitlines()
    return [
        (found[1].replace("`, `", ", "), found[2].replace("`", ""))
        for line in lines
        if (found := _ROW.match(line))
    ]
