"""Holds one course against one wish: met, failed, or cannot tell.

Three answers, never two: what a source does not state neither meets nor fails.
Knows no SQL, no ranking and no wording.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from desk.courses import near
from desk.courses.values import BANDS, LEVELS, TIMED, WEEKDAY
from desk.courses.wishes import Wishes

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


class Facts(NamedTuple):
    """What the search must know of a course, in the order of the columns it reads."""

    id: str
    target_language: str
    other_languages: str
    level_mask: int | None
    mode: str
    band_mask: int | None
    lat: float | None
    lon: float | None
    more_points: list[list[float]]
    municipality: str
    free: bool | None
    childcare: bool | None
    women_only: bool | None
    conditions: str
    has_contact: bool
    last_seen: int | None
    confirmed: bool


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


def distance(facts: Facts, wishes: Wishes) -> float | None:
    """Kilometres from the wished place to the nearest site; None when one of them is unknown."""
    if wishes.place is None or facts.lat is None or facts.lon is None:
        return None
    here = (wishes.place.lat, wishes.place.lon)
    points = [(facts.lat, facts.lon), *((lat, lon) for lat, lon in facts.more_points)]
    return min(near.kilometres(here, point) for point in points)


def verdict(key: str, facts: Facts, wishes: Wishes, km: float | None) -> Verdict:
    """The answer for one wish; `km` is what `distance` gave."""
    if key == "target_language":
        languages = (facts.target_language, *facts.other_languages.split())
        return _from(wishes.target_language in languages)
    if key == "level":
        return level(facts.level_mask, str(wishes.level))
    if key == "schedule":
        verdicts = {schedule(facts.band_mask, wish) for wish in wishes.schedule}
        return _best(verdicts)
    if key == "not_schedule":
        return not_schedule(facts.band_mask, wishes.not_schedule)
    if key == "place":
        return _from(None if km is None else near.minutes(km) <= near.NEAR_MINUTES)
    if key == "mode":
        return _from(facts.mode in wishes.mode if facts.mode else None)
    if key == "not_mode":
        return _from(facts.mode not in wishes.not_mode if facts.mode else None)
    return _from(
        {"childcare": facts.childcare, "free": facts.free, "audience": facts.women_only}[key]
    )


def _from(known: bool | None) -> Verdict:
    if known is None:
        return "unknown"
    return "met" if known else "failed"


def _best(verdicts: set[Verdict]) -> Verdict:
    if "met" in verdicts:
        return "met"
    return "unknown" if "unknown" in verdicts else "failed"
