"""What somebody wishes of a course: the keys of the search, their values, and their weights.

Entities of the conversation, its slots and the query keys of the API carry these same names.
Refuses to know courses, HTTP and wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desk.courses import values
from knowledge.places import Place

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
    "day": 3.5,
    "place": 3,
    "without": 3,
    "free": 2.5,
    "price_max": 2.5,
    "mode": 2,
    "not_mode": 2,
    "group": 2,
    "starts_by": 1.5,
    "support_language": 1.5,
    "hours_max": 1.5,
    "setting": 1,
    "pace": 1,
}
# What counts more than the rest when somebody says "cheaper", "closer" or "sooner".
PREFERENCES = ("price", "distance", "start")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "level": tuple(level for level in values.LEVELS if level != "all"),
    "schedule": SCHEDULES,
    "not_schedule": SCHEDULES,
    "day": values.DAYS,
    "mode": values.MODES,
    "not_mode": values.MODES,
    "audience": ("women",),
    "group": tuple(values.AUDIENCES),
    "without": tuple(need for need in values.NEEDS if need != "nothing"),
    "setting": values.SETTINGS,
    "pace": values.PACES,
    "prefer": PREFERENCES,
}
# Several values of these: one of them is enough (`not_`, `without`: none of them).
MANY = ("schedule", "not_schedule", "day", "mode", "not_mode", "without", "setting")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """One search. `text` and `prefer` are no wishes: they are neither met nor failed."""

    target_language: str | None = None
    level: str | None = None
    schedule: tuple[str, ...] = ()
    not_schedule: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    place: Place | None = None
    childcare: bool = False
    mode: tuple[str, ...] = ()
    not_mode: tuple[str, ...] = ()
    free: bool = False
    price_max: Decimal | None = None
    audience: str | None = None
    group: str | None = None
    without: tuple[str, ...] = ()
    starts_by: date | None = None
    support_language: str | None = None
    hours_max: Decimal | None = None
    setting: tuple[str, ...] = ()
    pace: str | None = None
    prefer: str | None = None
    text: str = ""

    def expressed(self) -> tuple[str, ...]:
        """The names of the wishes that were expressed, weightiest first."""
        return tuple(key for key in WEIGHTS if getattr(self, key) not in (None, False, (), ""))
