"""From a feed record to a rating, and the counts for the maintainers. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from desk.answers.models import Rating, Verdict

_SHOWN = 50


def store(data: Mapping[str, Any], at: datetime) -> bool:
    """Keeps the rating of a record of kind `useful`; False when it is none."""
    topic, language, verdict = (data.get(name) for name in ("topic", "language", "verdict"))
    if not isinstance(topic, str) or not topic or verdict not in Verdict.values:
        return False
    said = language if isinstance(language, str) else ""
    Rating.objects.create(topic=topic[:64], language=said[:8], verdict=str(verdict), at=at)
    return True


def counts() -> list[dict[str, Any]]:
    """Topic, language and how many of each verdict; most often marked wrong first."""

    def of(verdict: Verdict) -> Count:
        return Count("id", filter=Q(verdict=verdict))

    rows = (
        Rating.objects.values("topic", "language")
        .annotate(
            useful=of(Verdict.USEFUL), not_useful=of(Verdict.NOT), wrong_ones=of(Verdict.WRONG)
        )
        .order_by("-wrong_ones", "-not_useful", "topic", "language")
    )
    return [dict(row) for row in rows]


def marked_wrong() -> QuerySet[Rating]:
    """What was marked wrong and nobody has looked at, newest first."""
    return Rating.objects.filter(verdict=Verdict.WRONG, seen=False).order_by("-at")[:_SHOWN]


def marked_wrong_count() -> int:
    """How many marks nobody has looked at; shown beside the menu on every page."""
    return Rating.objects.filter(verdict=Verdict.WRONG, seen=False).count()


def seen(topic: str, language: str) -> None:
    """Somebody has looked at the answer."""
    Rating.objects.filter(topic=topic, language=language, verdict=Verdict.WRONG).update(seen=True)
