"""Who has a case open right now. A page says so every few seconds and when it goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from desk.cases import thread
from desk.cases.models import Case, Look
from desk.people.models import User

# A page says so every 20 seconds; one that has missed two is gone.
FRESH = timedelta(seconds=50)


def arrive(case: Case, user: User, *, at: datetime) -> None:
    """Notes the look; the other pages hear of it when it is new."""
    rows = Look.objects.filter(case=case, user=user)
    with transaction.atomic():
        was_there = rows.filter(at__gt=at - FRESH).exists()
        Look.objects.update_or_create(case=case, user=user, defaults={"at": at})
        if not was_there:
            thread.touch(case)


def leave(case: Case, user: User) -> None:
    """The page is gone."""
    with transaction.atomic():
        if Look.objects.filter(case=case, user=user).delete()[0]:
            thread.touch(case)


def others(case: Case, user: User, *, at: datetime) -> list[str]:
    """The names of the other colleagues who look at this case."""
    fresh = case.looks.filter(at__gt=at - FRESH).exclude(user=user).select_related("user")
    return sorted(look.user.name for look in fresh)


def by_case(cases: Iterable[Case], user: User, *, at: datetime) -> dict[int, list[str]]:
    """The same for many cases at once."""
    fresh = Look.objects.filter(case__in=list(cases), at__gt=at - FRESH).exclude(user=user)
    found: dict[int, list[str]] = {}
    for look in fresh.select_related("user"):
        found.setdefault(look.case_id, []).append(look.user.name)
    return found
