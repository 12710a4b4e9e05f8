"""Makes people, records and cases for the tests of the desk."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from django.test import Client

from desk.cases import feed
from desk.cases.models import Case
from desk.people.models import Role, User

# A Tuesday in the middle of the day, at which the desk is open; tests never ask the calendar.
NOON = datetime(2026, 11, 24, 10, 30, tzinfo=timezone.utc)
PASSWORD = "a password of the tests"


def person(name: str, *, role: Role = Role.STAFF, office: str = "", **values: Any) -> User:
    return User.objects.create_user(
        name, password=PASSWORD, role=role, office=office, display_name=name.title(), **values
    )


def logged_in(user: User, *, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def record(conversation: str, number: int, kind: str, **data: Any) -> dict[str, Any]:
    return {
        "row": number,
        "version": 1,
        "conversation": conversation,
        "number": number,
        "time": NOON.timestamp() + number,
        "kind": kind,
        "data": data,
    }


def hand_over(conversation: str = "c1", number: int = 10, **data: Any) -> dict[str, Any]:
    base = {
        "reason": "asked",
        "topic": "reception_path_what",
        "language": "ar",
        "channel": "website",
        "wishes": {},
        "scope": "all",
    }
    return record(conversation, number, "hand_over", **{**base, **data})


def message(
    conversation: str = "c1", number: int = 11, text: str = "مرحبا", **data: Any
) -> dict[str, Any]:
    base = {
        "id": f"m{number}",
        "author": "newcomer",
        "text": text,
        "language": "ar",
        "intent": "greet",
        "topic": None,
        "confidence": 0.9,
        "buttons": [],
    }
    return record(conversation, number, "message", **{**base, **data})


def opened(conversation: str = "c1", **data: Any) -> Case:
    """A waiting case, as a hand-over opens it."""
    feed.take(hand_over(conversation, **data))
    return Case.objects.get(conversation=conversation)
