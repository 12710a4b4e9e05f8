"""Erasing: every table that knows a person, and nothing that comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from desk.cases import feed, forget
from desk.cases.models import (
    Appointment,
    Author,
    Blocked,
    BotCall,
    Case,
    FeedRecord,
    Message,
    Note,
)
from desk.people.models import User
from tests.desk.builders import NOON, hand_over, message, opened, person, record


def _plant(model: Any, conversation: str) -> None:
    """A row in each table that knows a person; a new table fails here until it is planted too."""
    now = timezone.now()
    someone = User.objects.filter(username="planter").first() or person("planter")
    case = Case.objects.filter(code="PLANT0").first() or Case.objects.create(
        code="PLANT0", channel="website", opened_at=now, waiting_since=now, changed_at=now
    )
    rows: dict[Any, dict[str, Any]] = {
        Case: {"code": "PLANT1", "channel": "website", "opened_at": now, "waiting_since": now,
               "changed_at": now, "topic": "housing_problem", "wishes": {"level": "A1"},
               "call_back": "0470 12 34 56", "tags": ["words"]},
        Message: {"message_id": "planted", "author": Author.NEWCOMER, "text": "words", "at": now},
        FeedRecord: {"number": 99, "fate": "refused", "body": '{"text": "words"}'},
        BotCall: {"channel": "website", "kind": "say", "not_before": now},
        Blocked: {"by": someone, "at": now},
        Note: {"case": case, "author": someone, "text": "words", "at": now},
        Appointment: {"case": case, "starts_at": now, "office": "x", "made_by": someone,
                      "made_at": now},
    }  # fmt: skip
    model.objects.create(conversation=conversation, **rows[model])


def test_nothing_of_a_person_is_left_in_any_table() -> None:
    tables = forget.tables_that_know_a_person()
    assert set(tables) >= {Case, Message, FeedRecord, BotCall}
    for table in tables:
        _plant(table, "gone")
        if table is not Case:
            _plant(table, "stays")
    forget.erase("gone", at=NOON)
    for table in tables:
        assert not table._default_manager.filter(conversation="gone").exists()
        if table is not Case:
            assert table._default_manager.filter(conversation="stays").exists()
    shell = Case.objects.get(code="PLANT1")
    assert (shell.state, shell.outcome, shell.topic, shell.wishes) == ("closed", "erased", "", {})
    assert (shell.call_back, shell.tags) == ("", [])


def test_the_record_erases_and_older_records_do_not_bring_it_back() -> None:
    opened()
    feed.take(message())
    feed.take(record("c1", 30, "erase", receipt="R-1"))
    for late in (hand_over(), message(), message(number=12), hand_over(number=29)):
        assert feed.take(late) == "applied"
    assert not Message.objects.exists()
    assert not FeedRecord.objects.exists()
    assert [case.conversation for case in Case.objects.all()] == [None]


def test_a_new_life_under_the_same_name_begins_after_the_erasure() -> None:
    opened()
    feed.take(record("c1", 30, "erase", receipt="R-1"))
    feed.take({**hand_over(number=1), "time": (NOON + timedelta(hours=1)).timestamp()})
    assert Case.objects.filter(conversation="c1", state="waiting").count() == 1


def test_erasing_while_a_colleague_leads_ends_the_case() -> None:
    case = opened()
    Case.objects.update(state="active", colleague=person("ana"))
    feed.take(record("c1", 30, "erase", receipt="R-1"))
    case.refresh_from_db()
    assert case.state == "closed"
    assert not BotCall.objects.exists()
