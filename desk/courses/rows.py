"""One row of a courses file -> typed values, or what is wrong with it, column by column.

Knows the columns (README.md) and how each is written. An empty cell is unknown, never guessed.
Knows no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from desk.courses import cells, values

REQUIRED = ("id", "provider", "title", "target_language")
_YEARS = range(1990, 2100)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a row was refused: line of the file, column, reason."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A good row: the course's fields, its provider, its sessions."""

    id: str
    provider: str
    fields: Mapping[str, Any]
    sessions: tuple[cells.Meeting, ...]


COLUMNS: Mapping[str, Callable[[str], Any]] = {
    "id": cells.identifier,
    "provider": cells.text(200),
    "title": cells.text(300),
    "target_language": cells.language,
    "other_languages": cells.languages,
    "support_languages": cells.languages,
    "levels": cells.words(values.LEVELS),
    "mode": cells.one_of(values.MODES),
    "sessions": cells.sessions,
    "bands": cells.words(values.BANDS),
    "on_request": cells.flag,
    "hours_per_week": cells.hours,
    "pace": cells.one_of(values.PACES),
    "period": cells.text(100),
    "schedule_text": cells.text(300),
    "venue": cells.text(200),
    "setting": cells.one_of(values.SETTINGS),
    "street": cells.text(200),
    "postcode": cells.text(12),
    "municipality": cells.text(200),
    "neighbourhood": cells.text(100),
    "price": cells.price,
    "free": cells.flag,
    "free_for": cells.text(200),
    "price_text": cells.text(500),
    "childcare": cells.flag,
    "childcare_text": cells.text(300),
    "audience": cells.text(300),
    "audiences": cells.words(values.AUDIENCES),
    "women_only": cells.flag,
    "needs": cells.words(values.NEEDS),
    "conditions": cells.text(300),
    "enrol_how": cells.text(300),
    "enrol_phone": cells.text(60),
    "enrol_email": cells.email,
    "enrol_url": cells.url,
    "enrol_desk": cells.text(300),
    "seats": cells.number(range(0, 100_000)),
    "source_url": cells.url,
    "source_text": cells.text(200),
    "source_year": cells.text(60),
    "last_seen": cells.number(_YEARS),
    "confirmed_on": cells.day,
    "confirmed_by": cells.text(150),
    "note": cells.text(500),
}


def parse(row: Mapping[str, str], line: int) -> Row | list[Problem]:
    """Reads one row. All its problems are reported, not only the first."""
    read: dict[str, Any] = {}
    problems = []
    for column, reader in COLUMNS.items():
        text = (row.get(column) or "").strip()
        if "\x00" in text:
            problems.append(Problem(line=line, column=column, reason=_("a control character")))
            continue
        if not text and column in REQUIRED:
            problems.append(Problem(line=line, column=column, reason=_("must not be empty")))
            continue
        try:
            read[column] = reader(text)
        except cells.CellError as error:
            problems.append(Problem(line=line, column=column, reason=str(error)))
    if problems:
        return problems
    read["level_mask"] = values.to_mask(read.pop("levels"), values.LEVELS)
    read["audience_mask"] = values.to_mask(read.pop("audiences"), values.AUDIENCES)
    read["needs_mask"] = values.to_mask(read.pop("needs"), values.NEEDS)
    read["bands_stated"] = " ".join(read.pop("bands"))
    read["hours_min"], read["hours_max"] = read.pop("hours_per_week")
    sessions = read.pop("sessions")
    return Row(id=read.pop("id"), provider=read.pop("provider"), fields=read, sessions=sessions)
