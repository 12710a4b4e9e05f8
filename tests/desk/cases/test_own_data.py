"""An administrator shows, hands over, puts right and erases one person's data; nobody else can."""

from __future__ import annotations

import json

import pytest

from desk.cases import feed, outbox
from desk.cases.bot import Bot
from desk.cases.models import BotCall, Case, Message, Note
from desk.people.models import Deed, Role
from tests.desk.builders import logged_in, message, opened, person, record


@pytest.fixture
def case() -> Case:
    case = opened()
    feed.take(message(text="planted words"))
    return case


def test_only_administrators(case: Case) -> None:
    for role in (Role.STAFF, Role.COORDINATOR):
        client = logged_in(person(role.value, role=role))
        assert client.get(f"/cases/{case.code}/data/").status_code == 403
        assert client.post(f"/cases/{case.code}/data/file").status_code == 403
        assert client.post(f"/cases/{case.code}/data/erase").status_code == 403


def test_everything_is_shown_and_saved_and_the_log_has_no_words(case: Case) -> None:
    client = logged_in(person("ada", role=Role.ADMINISTRATOR))
    assert "planted words" in client.get(f"/cases/{case.code}/data/").content.decode()
    answer = client.post(f"/cases/{case.code}/data/file")
    data = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "planted words" in {row["text"] for row in data["desk"]["message"]}
    assert {deed.verb for deed in Deed.objects.all()} >= {"read", "print"}
    assert all("planted" not in deed.what for deed in Deed.objects.all())


def test_what_is_wrong_is_put_right(case: Case) -> None:
    client = logged_in(person("ada", role=Role.ADMINISTRATOR))
    sent = {"call_back": "0470 00 00 00", "remark": "The name is Amal."}
    client.post(f"/cases/{case.code}/data/correct", sent)
    case.refresh_from_db()
    assert case.call_back == "0470 00 00 00"
    assert Note.objects.get().text == "The name is Amal."


def test_erasing_needs_the_code_typed_and_goes_through_the_bot(case: Case, bot: object) -> None:
    client = logged_in(person("ada", role=Role.ADMINISTRATOR))
    client.post(f"/cases/{case.code}/data/erase", {"typed": "WRONG1"})
    assert not BotCall.objects.filter(kind="erase").exists()
    client.post(f"/cases/{case.code}/data/erase", {"typed": case.code.lower()})
    call = BotCall.objects.get(kind="erase")
    BotCall.objects.exclude(pk=call.pk).delete()
    url, secret = bot.url, "a secret of the tests that is long enough for HS256"  # type: ignore[attr-defined]
    assert outbox.work(Bot(url, secret), call)
    feed.take(record("c1", 30, "erase", receipt="desk"))
    assert not Message.objects.exists()
    assert (
        logged_in(person("eve", role=Role.ADMINISTRATOR))
        .get(f"/cases/{case.code}/data/")
        .status_code
        == 404
    )
