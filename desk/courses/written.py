"""A course as cells of a courses file: what exports write, previews compare and histories keep.

The other way round is `rows.parse`. Knows no file format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from desk.courses.cells import Meeting
from desk.courses.models import Course
from desk.courses.rows import COLUMNS

Cells = dict[str, str]

# Columns whose name is not the field's own, or whose value is no plain text.
_LISTS = {"levels": "levels", "audiences": "audiences", "needs": "needs"}


def cells(course: Course, sessions: Sequence[Meeting] | None = None) -> Cells:
    """Every column; `sessions` for a course whose own are not stored yet."""
    if sessions is None:
        sessions = stored(course)
    special = {
        "provider": course.provider.name,
        "other_languages": course.other_languages.strip(),
        "support_languages": course.support_languages.strip(),
        "bands": course.bands_stated,
        "sessions": "; ".join(_session(*one) for one in sessions),
        "hours_per_week": _span(course.hours_min, course.hours_max),
        **{column: " ".join(getattr(course, name)) for column, name in _LISTS.items()},
    }
    return {
        column: special[column] if column in special else _plain(getattr(course, column))
        for column in COLUMNS
    }


def stored(course: Course) -> list[Meeting]:
    """The sessions as they are stored."""
    return [(one.day, one.start, one.end, one.first, one.last) for one in course.sessions.all()]


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """Column -> [before, after], where they differ."""
    return {
        column: [before.get(column, ""), after[column]]
        for column in after
        if before.get(column, "") != after[column]
    }


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _span(low: Decimal | None, high: Decimal | None) -> str:
    stated = [f"{float(hours):g}" for hours in (low, high) if hours is not None]
    return "-".join(dict.fromkeys(stated))


def _session(day: str, start: object, end: object, first: object, last: object) -> str:
    hours = f" {start:%H:%M}-{end:%H:%M}" if start and end else ""
    dates = f" {first or ''}..{last or ''}" if first or last else ""
    return f"{day}{hours}{dates}"
