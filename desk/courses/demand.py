"""A month's needs as they may be shown, beside the offers that meet them.

The running month is rounded down to fives: two looks at it must not tell one search. Knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desk.courses import near, values
from desk.courses.models import Course, NeedsCount
from desk.courses.needs import KINDS, OUTCOMES, UNSAID
from desk.suppress import LEAST, TOTAL, Cell, published

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Row:
    """One value: searches by outcome and in all (None: hidden), offers that state it."""

    value: str
    found: int | None
    relaxed: int | None
    nothing: int | None
    total: int | None
    offers: int | None

    @property
    def bar(self) -> int:
        """The length of its bar in a chart, in units of searches."""
        return self.total or 0


@dataclass(frozen=True, kw_only=True)
class Table:
    """One kind of need, the most wanted first."""

    kind: str
    rows: tuple[Row, ...]

    @property
    def longest(self) -> int:
        """The longest bar; at least 1."""
        return max((row.bar for row in self.rows), default=0) or 1


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A month: all searches, each kind, and whether the month still runs."""

    month: date
    running: bool
    total: Row
    tables: tuple[Table, ...]


def of(month: date, *, today: date) -> Demand:
    """What may be shown of a month."""
    month = month.replace(day=1)
    running = month == today.replace(day=1)
    rows = NeedsCount.objects.filter(month=month)
    counts: dict[Cell, int] = {(row.kind, row.value, row.outcome): row.count for row in rows}
    shown = published(counts)
    if running:
        shown = {
            cell: None if number is None else number - number % LEAST
            for cell, number in shown.items()
        }
    offers = [one for one in Course.objects.filter(archived_on=None) if not one.hidden]
    tables = []
    for kind in KINDS:
        values_of = sorted({value for own, value, _outcome in counts if own == kind})
        found = [_row(shown, kind, value, offers) for value in values_of]
        found.sort(key=lambda row: (-(row.total or 0), row.value))
        tables.append(Table(kind=kind, rows=tuple(found)))
    return Demand(
        month=month, running=running, total=_row(shown, TOTAL, TOTAL, offers), tables=tuple(tables)
    )


def months() -> list[date]:
    """The months that have counts, newest first."""
    found = NeedsCount.objects.order_by("-month").values_list("month", flat=True).distinct()
    return list(found[:MONTHS])


def gaps(demand: Demand) -> list[tuple[str, Row]]:
    """Kinds and values that often found nothing that fits as wished; the most wanted first."""
    found = [
        (table.kind, row)
        for table in demand.tables
        if table.kind in ("level", "schedule", "place", "childcare", "level_schedule")
        for row in table.rows
        if row.value.strip("-|") and (row.relaxed or 0) + (row.nothing or 0) > 0
    ]
    return sorted(found, key=lambda one: -((one[1].relaxed or 0) + (one[1].nothing or 0)))[:10]


def _row(shown: dict[Cell, int | None], kind: str, value: str, offers: Sequence[Course]) -> Row:
    found, relaxed, nothing = (shown.get((kind, value, outcome), 0) for outcome in OUTCOMES)
    return Row(
        value=value,
        found=found,
        relaxed=relaxed,
        nothing=nothing,
        total=shown.get((kind, value, TOTAL), 0),
        offers=_offers(kind, value, offers),
    )


def _offers(kind: str, value: str, courses: Sequence[Course]) -> int | None:
    """How many offers state that they meet it; None where that makes no sense."""
    if value == UNSAID or kind in (TOTAL, "family"):
        return None
    if kind == "level":
        return sum(value in one.levels or "all" in one.levels for one in courses)
    if kind == "schedule":
        return sum(value in one.bands for one in courses)
    if kind == "place":
        place = near.places().find(value)
        return sum(bool(place) and value in one.municipality.split("; ") for one in courses)
    if kind == "childcare":
        return sum(one.childcare is True for one in courses)
    if kind == "target_language":
        return sum(value in (one.target_language, *one.other_languages.split()) for one in courses)
    level, _, schedule = value.partition("|")
    if level not in values.LEVELS or schedule not in values.BANDS:
        return None
    return sum(level in one.levels and schedule in one.bands for one in courses)
