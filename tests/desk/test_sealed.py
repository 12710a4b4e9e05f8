"""What the desk writes of a newcomer's words stands sealed in its database; keys turn."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import override_settings

from desk import sealed
from desk.cases import feed
from desk.cases.models import FeedRecord, Message
from tests.desk.builders import message, opened, record

NEW = "another key of the tests for sealing and long enough"


def stored(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")  # names of the tests
        return " ".join(row[0] for row in cursor.fetchall())


def test_words_are_sealed_in_the_tables_and_read_by_the_models() -> None:
    opened()
    feed.take(message(text="planted words"))
    feed.take(record("c1", 40, "message", author="nobody", text="planted broken"))
    assert "planted" not in stored("cases_message", "text")
    assert "planted" not in stored("cases_feedrecord", "body")
    assert Message.objects.get(number=11).text == "planted words"
    assert "planted words" in Message.objects.values_list("text", flat=True)
    assert "planted broken" in FeedRecord.objects.get(number=40).body


def test_an_empty_text_stays_empty_so_that_it_can_be_asked_for() -> None:
    opened()
    assert FeedRecord.objects.filter(body="").count() == 1


def test_keys_turn() -> None:
    from django.conf import settings

    opened()
    feed.take(message(text="planted words"))
    with override_settings(SEAL_KEYS=f"{NEW},{settings.SEAL_KEYS}"):
        assert sealed.reseal() == Message.objects.count()
        assert sealed.reseal() == 0
    with override_settings(SEAL_KEYS=NEW):
        assert Message.objects.get(number=11).text == "planted words"


def test_a_sealed_column_needs_no_migration(capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    assert {name for _, name in sealed.sealed_columns()} >= {"text", "body"}
