"""What the frame around every page shows: who is logged in, on duty or not, office and city."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from desk.answers import ratings
from desk.people.models import Role, User


def chrome(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"city": settings.CITY}
    return {
        "city": settings.CITY,
        "me": user,
        "on_duty": user.on_duty(timezone.now()),
        "is_administrator": user.role == Role.ADMINISTRATOR,
        "wrong_answers": ratings.marked_wrong_count(),
        "keeps_courses": user.role in (Role.COORDINATOR, Role.ADMINISTRATOR),
    }
