"""What somebody wishes of a course: the keys of the search, their values, and their weights.

Entities of the conversation, its slots and the query keys of the API carry these same names.
Refuses to know courses, HTTP and wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desk.courses import values
from desk.courses.near import Place

SCHEDULES = ("morning", "afternoon", "evening", "weekend", "school_hours")
# Only what is known to fail these is left out, and they are never dropped.
HARD = ("target_language", "level", "audience")
# Weight in the score, and what it costs a person to do without: dropped cheapest first.
WEIGHTS: Mapping[str, float] = {
    "target_language": 4,
    "level": 4,
    "audience": 3,
    "childcare": 4,
    "schedule": 4,
    "not_schedule": 3.5,
    "place": 3,
    "free": 2.5,
    "mode": 2,
    "not_mode": 2,
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "level": tuple(level for level in values.LEVELS if level != "all"),
    "schedule": SCHEDULES,
    "not_schedule": SCHEDULES,
    "mode": values.MODES,
    "not_mode": values.MODES,
    "audience": ("women",),
}


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """One search. Several values of a key: one of them is enough (`not_`: none of them)."""

    target_language: str | None = None
    level: str | None = None
    schedule: tuple[str, ...] = ()
    not_schedule: tuple[str, ...] = ()
    place: Place | None = None
    childcare: bool = False
    mode: tuple[str, ...] = ()
    not_mode: tuple[str, ...] = ()
    free: bool = False
    audience: str | None = None

    def expressed(self) -> tuple[str, ...]:
        """The names of the wishes that were expressed, weightiest first."""
        return tuple(key for key in WEIGHTS if getattr(self, key))
