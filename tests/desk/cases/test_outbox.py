"""Calls to the bot over real HTTP: in order, repeated under the same id, until they are done."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from desk.cases import outbox, thread
from desk.cases.bot import Bot, BotRefusedError, BotUnreachableError, Speaker
from desk.cases.consumer import Consumer
from desk.cases.models import BotCall, Case, FeedRecord, Message
from tests.desk.bot_server import BotServer
from tests.desk.builders import logged_in, opened, person

CONTRACTS = Path(__file__).parents[2] / "contracts" / "staff"


@pytest.fixture
def consumer(bot: BotServer) -> Consumer:
    return Consumer(bot=Bot(bot.url, settings.BOT_API_SECRET), wait=0)


def work(consumer: Consumer) -> None:
    while consumer.work_once():
        pass


def settle(consumer: Consumer) -> None:
    """Both loops until nothing is left to do."""
    while consumer.take_page() + consumer.work_once():
        pass


def test_a_hand_over_travels_from_feed_to_honest_words(bot: BotServer, consumer: Consumer) -> None:
    bot.transcripts["c1"] = [
        {"number": 1, "id": "m1", "time": 1.0, "author": "newcomer", "text": "سؤال"},
        {"number": 2, "id": "m1.1", "time": 2.0, "author": "bot", "text": "جواب", "buttons": ["ن"]},
    ]
    bot.numbers["c1"] = 2
    told = bot.tell("c1", "hand_over", reason="asked", language="ar", channel="website")
    settle(consumer)
    case = Case.objects.get()
    assert [row.text for row in thread.shown(case)][:2] == ["سؤال", "جواب"]
    assert case.code in bot.said("c1")[0]
    assert told["row"] in bot.acknowledged
    assert bot.rows == []
    assert not BotCall.objects.exists()


def test_claim_reply_and_close_reach_the_bot_in_order(bot: BotServer, consumer: Consumer) -> None:
    ana = logged_in(person("ana"))
    case = opened()
    ana.post(f"/cases/{case.code}/claim")
    ana.post(f"/cases/{case.code}/reply", {"text": "Bonjour", "reply": "reply-0001"})
    ana.post(f"/cases/{case.code}/close", {"outcome": "answered"})
    settle(consumer)
    told = [
        event["text"] if event["event"] == "bot" else (event["name"], event.get("value"))
        for _, _, event in bot.events
    ]
    honest, led, listen, claimed, reply, closed, *rest = told
    assert led == ("led", True)
    assert listen == ("action_listen", None)
    assert "Ana" in claimed
    assert reply == "Bonjour"
    assert rest == [("led", None), ("hand_over", None), ("action_listen", None)]
    assert Message.objects.get(message_id="reply-0001").delivery == "delivered"


def test_a_bot_that_is_down_gets_everything_once_it_is_back(
    bot: BotServer, consumer: Consumer
) -> None:
    case = opened()
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{case.code}/claim")
    ana.post(f"/cases/{case.code}/reply", {"text": "Bonjour", "reply": "reply-0001"})
    bot.status = 503
    consumer.work_once()
    assert BotCall.objects.order_by("id").first().problem == "status 503"  # type: ignore[union-attr]
    page = ana.get(f"/cases/{case.code}/").content.decode()
    assert "cannot be reached" in page
    bot.status = 0
    outbox.make_all_due()
    work(consumer)
    assert len(bot.said("c1")) == 3
    assert bot.slots("c1") == [("led", True)]


def test_an_unanswered_reply_is_repeated_under_its_id(bot: BotServer, consumer: Consumer) -> None:
    case = opened()
    BotCall.objects.all().delete()
    thread.say(case, "Bonjour", at=timezone.now(), staff=person("ana"), reply="reply-0001")
    call = BotCall.objects.get()
    outbox.work(consumer.bot, call)  # arrives, but the worker dies before it notes so
    Message.objects.update(delivery="sending")
    BotCall.objects.create(
        conversation="c1", channel="website", kind="say", message=call.message,
        not_before=timezone.now(),
    )  # fmt: skip
    work(consumer)
    ids = Counter(event["metadata"]["id"] for _, _, event in bot.events)
    assert ids == {"reply-0001": 2}
    assert bot.said("c1") == ["Bonjour"]


def test_a_refused_reply_fails_and_can_be_sent_again(bot: BotServer, consumer: Consumer) -> None:
    ana = logged_in(person("ana"))
    case = opened()
    ana.post(f"/cases/{case.code}/claim")
    work(consumer)
    ana.post(f"/cases/{case.code}/reply", {"text": "Bonjour", "reply": "reply-0001"})
    bot.status = 400
    work(consumer)
    row = Message.objects.get(message_id="reply-0001")
    assert row.delivery == "failed"
    assert "Send again" in ana.get(f"/cases/{case.code}/").content.decode()
    bot.status = 0
    ana.post(f"/cases/{case.code}/resend/{row.pk}")
    settle(consumer)
    row.refresh_from_db()
    assert row.delivery == "delivered"


def test_a_call_is_never_leased_twice() -> None:
    opened()
    now = timezone.now()
    first, second = outbox.due(at=now)[0], outbox.due(at=now)[0]
    assert outbox.lease(first, at=now)
    assert not outbox.lease(second, at=now)
    assert outbox.due(at=now) == []
    assert outbox.due(at=now + outbox.LEASE + timedelta(seconds=1))


def test_calls_for_a_conversation_that_is_gone_are_dropped(
    bot: BotServer, consumer: Consumer
) -> None:
    opened()
    bot.status = 404
    work(consumer)
    assert not BotCall.objects.exists()


def test_broken_records_are_acknowledged_and_set_aside(bot: BotServer, consumer: Consumer) -> None:
    bot.rows.append({"row": 1, "version": 9})
    consumer.take_page()
    assert bot.acknowledged == [1]
    assert FeedRecord.objects.get().cause == "version"


def test_a_wrong_secret_is_told_apart_from_a_bot_that_is_away(bot: BotServer) -> None:
    with pytest.raises(BotRefusedError):
        Bot(bot.url, "another secret that is long enough for HS256").feed(wait=0, limit=1)
    with pytest.raises(BotUnreachableError):
        Bot("http://127.0.0.1:9", settings.BOT_API_SECRET).feed(wait=0, limit=1)


@pytest.mark.parametrize("name", ["reply", "question", "claim", "give_back", "close"])
def test_what_is_posted_is_the_contract(name: str, bot: BotServer) -> None:
    speaker = Bot(bot.url, settings.BOT_API_SECRET)
    make = {
        "reply": lambda: speaker.say(
            "c1", "website", "Bonjour", reply="r-77",
            speaker=Speaker(kind="staff", name="Ana", role="staff"),
        ),
        "question": lambda: speaker.say(
            "c1", "website", "د لیدنې لپاره ژباړونکی غواړئ؟", reply="a1b2c3d4e5f6",
            speaker=Speaker(kind="staff", name="Ana", role="staff"), language="ps", draft=True,
            buttons=[
                {"title": title, "intent": "staff_answer", "entities": {"q": "a1b2c3d4", "a": key}}
                for title, key in (("هو", "affirm"), ("نه", "deny"))
            ],
        ),
        "claim": lambda: speaker.lead("c1", "website"),
        "give_back": lambda: speaker.step_back("c1", "website"),
        "close": lambda: speaker.release("c1", "website"),
    }  # fmt: skip
    make[name]()
    posted = [event for _, _, event in bot.events]
    assert posted == json.loads((CONTRACTS / f"{name}.json").read_text(encoding="utf-8"))
