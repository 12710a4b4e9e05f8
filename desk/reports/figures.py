"""A month's cases in figures: how long people waited, who they were, how it ended and was found.

Every case counts once in each table, so that all tables add up to the same sum; what is small is
hidden by `desk/suppress.py`, as in the needs. Knows no page and no words of a conversation.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone

from desk.cases.models import Case
from desk.suppress import LEAST, TOTAL, Cell, published

KINDS = ("language", "topic", "reason", "outcome", "hour", "channel", "satisfaction")
NONE = "-"
MONTHS = 12
_CASES = "cases"


@dataclass(frozen=True, kw_only=True)
class Wait:
    """From the request to the moment a colleague took it, in minutes; `cases` were taken."""

    value: str
    cases: int | None
    median: int | None = None
    p90: int | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One value and how many cases it has; None: hidden."""

    value: str
    cases: int | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """One kind of count, most first; hours in their order."""

    kind: str
    rows: tuple[Row, ...]

    @property
    def longest(self) -> int:
        """The longest bar; at least 1."""
        return max((row.cases or 0 for row in self.rows), default=0) or 1


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A month."""

    month: date
    total: int | None
    waits: tuple[Wait, ...]
    tables: tuple[Table, ...]

    def table(self, kind: str) -> Table:
        """The table of a kind."""
        return next(table for table in self.tables if table.kind == kind)


def of(cases: QuerySet[Case], month: date) -> Figures:
    """The figures of the cases opened in a month of the office's own clock."""
    found = list(cases.filter(opened_at__year=month.year, opened_at__month=month.month))
    counts: Counter[Cell] = Counter()
    for case in found:
        counts.update((kind, value, _CASES) for kind, value in values(case).items())
    shown = published(counts)
    tables = []
    for kind in KINDS:
        names = sorted({value for own, value, _ in counts if own == kind})
        rows = [Row(value=name, cases=shown[kind, name, _CASES]) for name in names]
        if kind != "hour":
            rows.sort(key=lambda row: (-(row.cases or 0), row.value))
        tables.append(Table(kind=kind, rows=tuple(rows)))
    told = [row.value for row in tables[0].rows if row.cases]
    waits = [_wait(TOTAL, found)]
    waits += [_wait(code, [c for c in found if (c.language or NONE) == code]) for code in told]
    total = shown.get((TOTAL, TOTAL, _CASES), 0)
    return Figures(month=month, total=total, waits=tuple(waits), tables=tuple(tables))


def trend(cases: QuerySet[Case], today: date) -> tuple[tuple[date, Wait], ...]:
    """The last months, oldest first: how many cases were taken, and how long they waited."""
    return tuple(
        (
            month,
            _wait(
                TOTAL,
                cases.filter(opened_at__year=month.year, opened_at__month=month.month),
            ),
        )
        for month in reversed(months(today))
    )


def months(today: date) -> list[date]:
    """This month and those before it, newest first."""
    first = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(first, first - MONTHS, -1)]


def values(case: Case) -> dict[str, str]:
    """The one value of each kind."""
    return {
        "language": case.language or NONE,
        "topic": case.topic or NONE,
        "reason": case.reason,
        "outcome": case.outcome or NONE,
        "hour": f"{timezone.localtime(case.opened_at).hour:02d}",
        "channel": case.channel,
        "satisfaction": case.satisfaction or NONE,
    }


def percentile(numbers: Sequence[float], share: float) -> float:
    """The smallest number that at least `share` of all do not exceed (nearest rank)."""
    return sorted(numbers)[max(math.ceil(share * len(numbers)) - 1, 0)]


def _wait(value: str, cases: Iterable[Case]) -> Wait:
    waits = [_minutes(case.opened_at, case.first_claimed_at) for case in cases]
    taken = [wait for wait in waits if wait is not None]
    if len(taken) < LEAST:
        return Wait(value=value, cases=None if taken else 0)
    return Wait(
        value=value,
        cases=len(taken),
        median=round(median(taken)),
        p90=round(percentile(taken, 0.9)),
    )


def _minutes(opened: datetime, claimed: datetime | None) -> float | None:
    return None if claimed is None else max((claimed - opened).total_seconds(), 0) / 60
