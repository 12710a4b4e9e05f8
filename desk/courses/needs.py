"""What people search for, as monthly counts: each search is added in that moment, none is kept.

Every kind of count gets exactly one value a search, so that each kind adds up to all searches.
Languages are counted by family: a rare language would point at a person. Knows no page.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F

from desk.courses.models import NeedsCount
from desk.courses.search import Outcome
from desk.courses.wishes import Wishes

KINDS = ("level", "schedule", "place", "childcare", "target_language", "family", "level_schedule")
OUTCOMES = ("found", "relaxed", "nothing")
UNSAID, SEVERAL = "-", "several"
_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("fr", "es", "pt", "ro", "it", "ca"), "romance"),
    **dict.fromkeys(("en", "nl", "de", "af", "sv", "da", "no"), "germanic"),
    **dict.fromkeys(("uk", "ru", "bg", "pl", "sr", "hr", "sk", "cs", "lv", "lt"), "slavic_baltic"),
    **dict.fromkeys(("ar", "he", "mt"), "arabic"),
    **dict.fromkeys(("fa", "ps", "ku", "ckb", "tg"), "iranian"),
    **dict.fromkeys(("tr", "az", "uz", "kk"), "turkic"),
    **dict.fromkeys(("ti", "am", "so", "om", "sw", "ln", "rw", "ff", "wo"), "african"),
}
_log = logging.getLogger(__name__)


def family(language: str) -> str:
    """The family that a language is counted in."""
    return _FAMILIES.get(language, "other")


def outcome(found: Outcome) -> str:
    """How a search ended."""
    if not found.total:
        return "nothing"
    return "relaxed" if found.relaxed else "found"


def values(wishes: Wishes, language: str) -> dict[str, str]:
    """The one value of each kind."""
    level = wishes.level or UNSAID
    schedule = _one(wishes.schedule)
    return {
        "level": level,
        "schedule": schedule,
        "place": wishes.place.municipality[:60] if wishes.place else UNSAID,
        "childcare": "yes" if wishes.childcare else UNSAID,
        "target_language": wishes.target_language or UNSAID,
        "family": family(language),
        "level_schedule": f"{level}|{schedule}",
    }


def count(wishes: Wishes, found: Outcome, *, language: str, today: date) -> None:
    """Adds one search. A database that cannot be written costs a count, never an answer."""
    month, ended = today.replace(day=1), outcome(found)
    try:
        with transaction.atomic():
            for kind, value in values(wishes, language).items():
                cell: dict[str, Any] = {
                    "month": month,
                    "kind": kind,
                    "value": value,
                    "outcome": ended,
                }
                if not NeedsCount.objects.filter(**cell).update(count=F("count") + 1):
                    NeedsCount.objects.get_or_create(**cell)
                    NeedsCount.objects.filter(**cell).update(count=F("count") + 1)
    except DatabaseError as error:
        _log.warning("a search was not counted: %s", type(error).__name__)


def _one(wished: tuple[str, ...]) -> str:
    if not wished:
        return UNSAID
    return wished[0] if len(wished) == 1 else SEVERAL
