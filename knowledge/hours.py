"""Opening hours of a week and holidays: open at a moment, and when next.

Knows days and clock times in the office's own time zone. Knows nobody's duty roster.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOK_AHEAD = 60


@dataclass(frozen=True, kw_only=True)
class Span:
    """Open on these days (0 = Monday) from one clock time until another.

    `only` says, by language, for whom the span is kept; empty for everybody.
    """

    days: tuple[int, ...]
    start: time
    end: time
    only: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """Days on which everything is closed, without a list to renew each year."""

    fixed: frozenset[tuple[int, int]]
    after_easter: frozenset[int]
    days: frozenset[date]

    def __contains__(self, day: date) -> bool:
        return (
            day in self.days
            or (day.month, day.day) in self.fixed
            or (day - easter(day.year)).days in self.after_easter
        )


NO_HOLIDAYS = Holidays(fixed=frozenset(), after_easter=frozenset(), days=frozenset())


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_open(spans: Iterable[Span], holidays: Holidays, at: datetime, zone: ZoneInfo) -> bool:
    """Whether one of the spans covers the moment `at` (aware)."""
    return open_span(spans, holidays, at, zone) is not None


def open_span(
    spans: Iterable[Span], holidays: Holidays, at: datetime, zone: ZoneInfo
) -> Span | None:
    """The span that covers the moment `at` (aware)."""
    local = at.astimezone(zone)
    if local.date() in holidays:
        return None
    clock, day = local.time(), local.weekday()
    open_now = (span for span in spans if day in span.days and span.start <= clock < span.end)
    return next(open_now, None)


def next_opening(
    spans: Iterable[Span], holidays: Holidays, at: datetime, zone: ZoneInfo
) -> datetime | None:
    """The first beginning of a span after `at`, in the office's time zone; None if none is near."""
    spans = tuple(spans)
    local = at.astimezone(zone)
    for ahead in range(_LOOK_AHEAD):
        day = local.date() + timedelta(days=ahead)
        if day in holidays:
            continue
        starts = sorted(
            datetime.combine(day, span.start, tzinfo=zone)
            for span in spans
            if day.weekday() in span.days
        )
        for start in starts:
            if start > local:
                return start
    return None


def day_numbers(text: str) -> tuple[int, ...]:
    """`mon-fri` or `tue, thu` as numbers, 0 = Monday.

    Raises:
        ValueError: a word that is no day.
    """
    numbers: list[int] = []
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        begin = DAYS.index(first)
        numbers.extend(range(begin, DAYS.index(last or first) + 1))
    return tuple(numbers)
