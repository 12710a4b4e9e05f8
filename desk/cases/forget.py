"""Erases a conversation from every table of the desk; the case's shell stays without words."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from desk.cases.models import OPEN_STATES, Case, Erased, Outcome, State


def erase(conversation: str, *, at: datetime) -> None:
    """Deletes all words of the conversation and refuses records up to `at` from now on."""
    with transaction.atomic():
        Case.objects.filter(conversation=conversation, state__in=OPEN_STATES).update(
            state=State.CLOSED, outcome=Outcome.ERASED, closed_at=timezone.now()
        )
        empty(conversation)
        Erased.objects.update_or_create(digest=_digest(conversation), defaults={"at": at})
        transaction.on_commit(clear_traces)


def empty(conversation: str) -> int:
    """Deletes all words and leaves the shells of the cases; returns how many shells."""
    shells = Case.objects.filter(conversation=conversation).update(
        conversation=None,
        topic="",
        wishes={},
        tags=[],
        call_back="",
        version=F("version") + 1,
        changed_at=timezone.now(),
    )
    for table in tables_that_know_a_person():
        if table is not Case:
            table._default_manager.filter(conversation=conversation).delete()
    return shells


def clear_traces() -> None:
    """SQLite keeps what was written last in its log: it goes now, not some day."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def was_erased(conversation: str, time: datetime) -> bool:
    """Whether a record of that time belongs to something erased."""
    return Erased.objects.filter(digest=_digest(conversation), at__gte=time).exists()


def tables_that_know_a_person() -> list[type[models.Model]]:
    """Every model with a column called `conversation`, whichever room it stands in."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "conversation" for field in model._meta.get_fields())
    ]


def _digest(conversation: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, conversation.encode(), hashlib.sha256).hexdigest()
