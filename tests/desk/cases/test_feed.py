"""Records of the feed: applied once, in any order, and never lost."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from desk.cases import feed, states, thread
from desk.cases.models import BotCall, Case, Erased, FeedRecord, Message
from tests.desk.builders import hand_over, message, opened, person, record

CONTRACT = Path(__file__).parents[2] / "contracts" / "feed" / "records.json"


def texts(case: Case) -> list[str]:
    return [row.text for row in thread.shown(case) if row.number is not None]


def test_a_hand_over_opens_a_case() -> None:
    case = opened(wishes={"level": "literacy"}, reason="lost")
    assert (case.state, case.reason, case.topic) == ("waiting", "lost", "reception_path_what")
    assert (case.language, case.channel, case.wishes) == ("ar", "website", {"level": "literacy"})
    assert len(case.code) == 6


def test_records_in_any_order_give_the_same_conversation() -> None:
    records = [
        hand_over("c1", 10),
        message("c1", 11, "ثلاثة"),
        message("c1", 12, "أربعة", author="bot"),
        record("c1", 13, "flag", what="emergency"),
        message("c1", 14, "خمسة"),
    ]
    for turn, order in enumerate(itertools.permutations(range(len(records)))):
        name = f"turn-{turn}"
        for index in order:
            feed.take({**records[index], "conversation": name})
        case = Case.objects.get(conversation=name)
        assert texts(case) == ["ثلاثة", "أربعة", "خمسة"]
        assert case.emergency
        assert all(row.case_id == case.pk for row in thread.shown(case))
    assert not FeedRecord.objects.exclude(fate="applied").exists()


def test_a_record_told_again_changes_nothing() -> None:
    records = [hand_over(), message(), record("c1", 13, "flag", what="emergency")]
    for one in records:
        feed.take(one)
    before = (Case.objects.get().version, Message.objects.count(), BotCall.objects.count())
    for one in [*records, *reversed(records)]:
        assert feed.take(one) == "applied"
    assert (Case.objects.get().version, Message.objects.count(), BotCall.objects.count()) == before


def test_a_closed_case_is_not_opened_by_its_old_record() -> None:
    case = opened()
    Case.objects.update(state="closed")
    FeedRecord.objects.all().delete()
    feed.take(hand_over())
    case.refresh_from_db()
    assert case.state == "closed"


BROKEN: list[Any] = [
    None,
    "text",
    {},
    {**hand_over(), "version": 2},
    {**hand_over(), "conversation": "x" * 65},
    {**hand_over(), "number": "ten"},
    {**hand_over(), "time": "yesterday"},
    {**hand_over(), "kind": "dance"},
    {**hand_over(), "data": []},
    message(author="cat"),
    message(buttons="yes"),
    message(text={"a": 1}),  # type: ignore[arg-type]
    record("c1", 12, "delivery", reply="unknown", status="delivered"),
    record("c1", 12, "delivery", reply="unknown", status="eaten"),
    record("c1", 12, "flag", what="nothing"),
    message(text="\ud800 half a character"),
]


@pytest.mark.parametrize("raw", BROKEN, ids=range(len(BROKEN)))
def test_what_cannot_be_applied_is_set_aside_whole(raw: Any) -> None:
    assert feed.take(raw) == "refused"
    row = FeedRecord.objects.get()
    assert row.cause
    assert json.loads(row.body) == raw
    assert not Message.objects.exists()


def test_a_record_set_aside_can_be_applied_after_the_cause_is_mended() -> None:
    feed.take(record("c1", 12, "delivery", reply="r1", status="delivered"))
    case = opened()
    thread.say(case, "x", at=case.opened_at, reply="r1")
    feed.take_again(FeedRecord.objects.get(fate="refused"))
    assert Message.objects.get(message_id="r1").delivery == "delivered"
    assert not FeedRecord.objects.filter(fate="refused").exists()


def test_a_database_that_is_away_leaves_the_record_with_the_bot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(thread, "store", away)
    with pytest.raises(OperationalError):
        feed.take(message())
    assert not FeedRecord.objects.exists()


def test_an_error_of_ours_sets_the_record_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("name")

    monkeypatch.setattr(thread, "store", broken)
    assert feed.take(message()) == "refused"
    assert FeedRecord.objects.get().cause == "KeyError"


def test_a_delivery_never_goes_backwards() -> None:
    case = opened()
    thread.say(case, "x", at=case.opened_at, reply="r1")
    feed.take(record("c1", 12, "delivery", reply="r1", status="delivered"))
    feed.take(record("c1", 13, "delivery", reply="r1", status="sent"))
    assert Message.objects.get(message_id="r1").delivery == "delivered"


def test_only_from_now_on_hides_what_was_said_before() -> None:
    feed.take(message("c1", 9, "before"))
    case = opened(scope="from_now")
    feed.take(message("c1", 11, "after"))
    assert texts(case) == ["after"]
    assert not BotCall.objects.filter(kind="transcript").exists()


def test_choosing_from_now_on_later_takes_away_what_was_before() -> None:
    case = opened()
    feed.take(message("c1", 9, "before"))
    feed.take(message("c1", 11, "only from now on", intent="from_now_on"))
    feed.take(message("c1", 12, "after"))
    feed.take(message("c1", 10, "late and from before"))
    case.refresh_from_db()
    assert texts(case) == ["only from now on", "after"]
    assert not Message.objects.filter(text="before").exists()


def test_whoever_goes_back_to_the_assistant_while_waiting_keeps_the_request() -> None:
    case = opened()
    feed.take(message(intent="back_to_bot"))
    case.refresh_from_db()
    assert case.state == "waiting"


def test_whoever_goes_back_to_the_assistant_ends_the_case() -> None:
    case = opened()
    states.move(case.pk, "claim", at=case.opened_at, by=person("ana"))
    feed.take(message(intent="back_to_bot"))
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    assert BotCall.objects.filter(kind="release").exists()


def test_asking_again_within_a_day_reopens_the_case_with_its_code() -> None:
    case = opened()
    states.move(case.pk, "close", at=timezone.now(), outcome="answered")
    feed.take(hand_over(number=20, reason="lost"))
    again = Case.objects.get()
    assert (again.state, again.code, again.reason, again.outcome) == (
        "waiting",
        case.code,
        "lost",
        "",
    )


def test_the_contract_of_the_feed_is_understood() -> None:
    records = json.loads(CONTRACT.read_text(encoding="utf-8"))
    opens = next(one for one in records if one["kind"] == "hand_over")
    for one in records[:-1]:
        if one["kind"] == "delivery":
            case = Case.objects.get(conversation=opens["conversation"])
            thread.say(case, "x", at=case.opened_at, reply=one["data"]["reply"])
        assert feed.take(one) == "applied", one
    case = Case.objects.get(conversation=opens["conversation"])
    said = [one["data"]["text"] for one in records if one["kind"] == "message"]
    assert texts(case)[: len(said)] == said
    assert feed.take(records[-1]) == "applied"
    assert not Message.objects.exists()
    assert Erased.objects.exists()
