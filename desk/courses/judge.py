"""Holds what is known of a course against one wish: met, failed, or cannot tell.

Three answers, never two: what a source does not state neither meets nor fails.
Knows no SQL, no ranking and no wording.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from desk.courses import near
from desk.courses.values import AUDIENCES, BANDS, DAYS, LEVELS, NEEDS, TIMED, WEEKDAY
from desk.courses.wishes import Wishes
from knowledge.places import Place

Verdict = Literal["met", "failed", "unknown"]

_WRITING = LEVELS["literacy"] | LEVELS["alphabet"]
_HALF_DAYS = BANDS["morning"] | BANDS["afternoon"]
_HOURS = _HALF_DAYS | BANDS["evening"] | BANDS["day"] | BANDS["school_hours"]
# Bands that leave a wish open while no hours are stated: "in the daytime" may be the morning.
_LEAVES_OPEN = {
    "morning": BANDS["day"] | BANDS["school_hours"],
    "afternoon": BANDS["day"] | BANDS["school_hours"],
    "evening": 0,
    "weekend": 0,
    "school_hours": _HALF_DAYS | BANDS["day"],
}


def accepted_levels(level: str) -> int:
    """The levels that do not make a course fail this wish: those that meet it or leave it open."""
    mask = LEVELS[level] | LEVELS["all"]
    # Nobody states "alphabet" yet: literacy and beginners' classes often take these learners.
    return mask | LEVELS["literacy"] | LEVELS["A1"] if level == "alphabet" else mask


def level(mask: int | None, wish: str) -> Verdict:
    """ "All levels" means the levels of the CEFR: whether literacy is among them is not said."""
    if mask is None:
        return "unknown"
    if mask & LEVELS[wish]:
        return "met"
    if mask & LEVELS["all"] and not LEVELS[wish] & _WRITING:
        return "met"
    return "unknown" if mask & accepted_levels(wish) else "failed"


def schedule(mask: int | None, wish: str) -> Verdict:
    """Whether a course with these bands meets at that time."""
    if mask is None:
        return "unknown"
    if mask & (BANDS["any"] | BANDS[wish]):
        return "met"
    if mask & TIMED:
        return "failed"
    if mask & WEEKDAY and wish != "weekend":
        return "unknown"
    if wish != "weekend" and not mask & _HOURS:
        return "unknown"  # only "at the weekend" is stated
    return "unknown" if mask & _LEAVES_OPEN[wish] else "failed"


def not_schedule(mask: int | None, unwanted: tuple[str, ...]) -> Verdict:
    """Sessions are attended whole; stated bands are groups to choose from."""
    if mask is None:
        return "unknown"
    if mask & BANDS["any"]:
        return "met"
    bad = 0
    for band in unwanted:
        bad |= BANDS[band]
    if mask & TIMED:
        return "failed" if mask & bad else "met"
    if mask & ~bad & (_HOURS | BANDS["weekend"]):
        return "met"
    return "failed" if mask & bad else "unknown"


def languages(value: tuple[str, str], wish: str) -> Verdict:
    """Whether one learns that language; a further language counts as much as the first."""
    first, others = value
    return _from(wish == first or wish in others.split())


def days(mask: int | None, wish: tuple[str, ...]) -> Verdict:
    """Whether it meets on one of these days."""
    if mask is None:
        return "unknown"
    return _from(any(mask & 1 << DAYS.index(day) for day in wish))


def way(value: Site, place: Place) -> tuple[Verdict, float | None]:
    """Whether the nearest site is near, and how many kilometres away (None: not known)."""
    if value.lat is None or value.lon is None:
        return "unknown", None
    here = (place.lat, place.lon)
    km = min(near.kilometres(here, point) for point in ((value.lat, value.lon), *value.more_points))
    return _from(near.minutes(km) <= near.NEAR_MINUTES), km


def price(value: tuple[bool | None, Decimal | None], most: Decimal) -> Verdict:
    """Whether it costs no more than that."""
    free, amount = value
    if free:
        return "met"
    return _from(None if amount is None else amount <= most)


def without(mask: int | None, lacking: tuple[str, ...]) -> Verdict:
    """Whether somebody who lacks these can follow it."""
    return _from(None if mask is None else not any(mask & NEEDS[need] for need in lacking))


def start(value: tuple[bool | None, date | None], latest: date) -> Verdict:
    """Whether one can start by then; what starts on request always can."""
    on_request, first = value
    if on_request:
        return "met"
    return _from(None if first is None else first <= latest)


def support(codes: str, wish: str) -> Verdict:
    """Whether the teacher can help in that language."""
    return _from(wish in codes.split() if codes else None)


class Site(NamedTuple):
    """Where a course takes place: its first point, further ones, its municipalities."""

    lat: float | None
    lon: float | None
    more_points: tuple[tuple[float, float], ...]
    municipality: str


# Wish -> what must be known of a course (names of index.py), and the answer for one such value.
RULES: Mapping[str, tuple[str, Callable[[Any, Wishes], Verdict]]] = {
    "target_language": ("languages", lambda v, w: languages(v, str(w.target_language))),
    "level": ("levels", lambda v, w: level(v, str(w.level))),
    "audience": ("women_only", lambda v, w: _from(v)),
    "childcare": ("childcare", lambda v, w: _from(v)),
    "schedule": ("bands", lambda v, w: _best({schedule(v, wish) for wish in w.schedule})),
    "not_schedule": ("bands", lambda v, w: not_schedule(v, w.not_schedule)),
    "day": ("days", lambda v, w: days(v, w.day)),
    "place": ("site", lambda v, w: way(v, _placed(w))[0]),
    "without": ("needs", lambda v, w: without(v, w.without)),
    "free": ("price", lambda v, w: _from(v[0])),
    "price_max": ("price", lambda v, w: price(v, w.price_max or Decimal(0))),
    "mode": ("mode", lambda v, w: _from(v in w.mode if v else None)),
    "not_mode": ("mode", lambda v, w: _from(v not in w.not_mode if v else None)),
    "group": ("audiences", lambda v, w: _has(v, AUDIENCES[str(w.group)])),
    "starts_by": ("start", lambda v, w: start(v, w.starts_by or date.max)),
    "support_language": ("support", lambda v, w: support(v, str(w.support_language))),
    "hours_max": ("hours", lambda v, w: _from(None if v is None else v <= w.hours_max)),
    "setting": ("setting", lambda v, w: _from(v in w.setting if v else None)),
    "pace": ("pace", lambda v, w: _from(v == w.pace if v else None)),
}


def _placed(wishes: Wishes) -> Place:
    assert wishes.place is not None
    return wishes.place


def _has(mask: int | None, bit: int) -> Verdict:
    return _from(None if mask is None else bool(mask & bit))


def _from(known: bool | None) -> Verdict:
    if known is None:
        return "unknown"
    return "met" if known else "failed"


def _best(verdicts: set[Verdict]) -> Verdict:
    if "met" in verdicts:
        return "met"
    return "unknown" if "unknown" in verdicts else "failed"
