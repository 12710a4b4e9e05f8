"""Closed cases lose their words by age; the log of deeds its old lines; a restore erases again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from desk.cases import feed
from desk.cases.expiry import expire
from desk.cases.models import Case, Message, Note
from desk.people import log
from desk.people.models import Deed, Verb
from knowledge.ledger import Ledger
from tests.desk.builders import NOON, message, opened, person

DAYS = {"case_days": 90, "log_days": 365}


def closed(conversation: str, *, ago: int) -> Case:
    case = opened(conversation)
    feed.take(message(conversation, text=f"planted {conversation}"))
    Note.objects.create(
        conversation=conversation, case=case, author=person(conversation), text="n", at=NOON
    )
    Case.objects.filter(pk=case.pk).update(
        state="closed", closed_at=timezone.now() - timedelta(days=ago)
    )
    return case


def test_words_of_old_cases_go_and_their_shells_stay() -> None:
    old, fresh = closed("old", ago=91), closed("fresh", ago=89)
    opened("open")
    done = expire(timezone.now(), **DAYS)
    assert (done.cases, done.left) == (1, 0)
    assert not Message.objects.filter(conversation="old").exists()
    assert not Note.objects.filter(case=old).exists()
    assert Message.objects.filter(conversation="fresh").exists()
    assert Case.objects.get(pk=old.pk).conversation is None
    assert Case.objects.get(pk=fresh.pk).conversation == "fresh"
    assert expire(timezone.now(), **DAYS).cases == 0


def test_a_person_with_a_newer_case_keeps_the_thread() -> None:
    closed("back", ago=200)
    feed.take({**message("back", 50), "time": timezone.now().timestamp()})
    Case.objects.filter(conversation="back").update(closed_at=timezone.now())
    assert expire(timezone.now(), **DAYS).cases == 0


def test_a_run_that_is_stopped_says_what_is_left() -> None:
    closed("old", ago=91)
    done = expire(timezone.now(), **DAYS, stopped=lambda: True)
    assert (done.cases, done.left) == (0, 1)


def test_the_log_keeps_a_year_of_ids_and_verbs() -> None:
    a_year_ago = timezone.now() - timedelta(days=366)
    with mock.patch("django.utils.timezone.now", return_value=a_year_ago):
        log.note(None, Verb.READ, "case:1")
    log.note(None, Verb.READ, "case:2")
    assert expire(timezone.now(), **DAYS).deeds == 1
    assert [deed.what for deed in Deed.objects.all()] == ["case:2"]


def test_after_a_restore_the_ledger_is_repeated(tmp_path: Path) -> None:
    opened("wish")
    opened("stays")
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.add(["wish"], "wish")
    ledger.add(["stays"], "age")
    with override_settings(LEDGER=str(tmp_path / "ledger.jsonl")):
        call_command("replay", "2026-01-01T00:00:00+00:00", verbosity=0)
    assert list(Case.objects.values_list("conversation", flat=True).order_by("id")) == [
        None,
        "stays",
    ]


@pytest.mark.parametrize("name", ["expire"])
def test_the_command_says_what_it_did(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    closed("old", ago=91)
    call_command(name)
    assert "1 cases emptied" in capsys.readouterr().out
