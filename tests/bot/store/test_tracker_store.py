"""The own tracker store behaves as Rasa's, and does in one commit what Rasa's cannot."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.store import Journal, open_journal
from bot.store.connect import connect
from bot.store.tracker_store import OneCommitTrackerStore
from bot.store.turn import turn
from bot.store.window import CUT_AT_TURNS

DOMAIN = Domain.from_dict(
    {
        "slots": {
            name: {
                "type": "any",
                "mappings": [{"type": "custom"}],
            }
            for name in ("language", "led", "hand_over", "erase", "topic", "schedule")
        },
        "intents": ["greet", "faq"],
    }
)
WORDS = ("hello", "Bonjour à tous", "مرحبا، أين المكتب؟", "Доброго дня", "ሰላም", "👍")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(connect(f"sqlite:///{tmp_path}/bot.sqlite"))


@pytest.fixture(params=["own", "stock"])
def store(request: pytest.FixtureRequest, tmp_path: Path, journal: Journal) -> TrackerStore:
    if request.param == "own":
        return OneCommitTrackerStore(DOMAIN, journal=journal)
    return SQLTrackerStore(DOMAIN, db=str(tmp_path / "stock.sqlite"))


def said(text: str, id_: str, intent: str = "greet") -> UserUttered:
    parse = {"intent": {"name": intent, "confidence": 1.0}, "entities": [], "language": "fr"}
    return UserUttered(
        text, parse_data=parse, intent=parse["intent"], message_id=id_, input_channel="website"
    )


def one_turn(text: str, id_: str) -> list[Event]:
    return [
        said(text, id_),
        ActionExecuted("utter_greet"),
        BotUttered("…" + text, metadata={"id": f"{id_}.1"}),
        ActionExecuted("action_listen"),
    ]


async def talk(store: TrackerStore, conversation: str, events: list[Event]) -> None:
    tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
    tracker.update_with_events(events, DOMAIN)
    await store.save(tracker)


@pytest.mark.parametrize("text", WORDS)
async def test_what_was_saved_comes_back(store: TrackerStore, text: str) -> None:
    events = [SessionStarted(), ActionExecuted("action_listen"), *one_turn(text, "m1")]
    await talk(store, "c", events)
    tracker = await store.retrieve("c")
    assert tracker is not None
    assert [type(e) for e in tracker.events] == [type(e) for e in events]
    assert tracker.latest_message is not None
    assert tracker.latest_message.text == text
    assert list(tracker.events)[2].as_dict()["message_id"] == "m1"


async def test_an_unknown_conversation_is_none(store: TrackerStore) -> None:
    assert await store.retrieve("nobody") is None


async def test_saving_twice_stores_once(store: TrackerStore) -> None:
    tracker = await store.get_or_create_tracker("c", append_action_listen=False)
    tracker.update_with_events([SessionStarted(), *one_turn("hello", "m1")], DOMAIN)
    await store.save(tracker)
    await store.save(tracker)
    again = await store.retrieve("c")
    assert again is not None
    assert len(again.events) == 5


async def test_slots_and_keys_survive(store: TrackerStore) -> None:
    await talk(store, "c", [SessionStarted(), SlotSet("language", "ar"), *one_turn("hi", "m1")])
    await talk(store, "d", [SessionStarted(), *one_turn("hi", "m1")])
    tracker = await store.retrieve("c")
    assert tracker is not None
    assert tracker.get_slot("language") == "ar"
    assert set(await store.keys()) == {"c", "d"}


async def test_a_tracker_built_elsewhere_is_stored_whole(store: TrackerStore) -> None:
    events = [SessionStarted(), *one_turn("hello", "m1")]
    await store.save(DialogueStateTracker.from_events("c", events, DOMAIN.slots))
    again = await store.retrieve("c")
    assert again is not None
    assert len(again.events) == 5


async def test_the_full_tracker_holds_every_session(store: TrackerStore) -> None:
    await talk(store, "c", [SessionStarted(), *one_turn("one", "m1")])
    await talk(store, "c", [SessionStarted(), *one_turn("two", "m2")])
    full = await store.retrieve_full_tracker("c")
    assert full is not None
    assert [e.text for e in full.events if isinstance(e, UserUttered)] == ["one", "two"]


async def test_the_window_stays_short_and_keeps_the_state(journal: Journal) -> None:
    store = OneCommitTrackerStore(DOMAIN, journal=journal)
    await talk(store, "c", [SessionStarted(), SlotSet("language", "fa")])
    for number in range(60):
        await talk(store, "c", one_turn(f"turn {number}", f"m{number}"))
    tracker = await store.retrieve("c")
    assert tracker is not None
    users = [e for e in tracker.events if isinstance(e, UserUttered)]
    assert len(users) <= CUT_AT_TURNS
    assert users[-1].text == "turn 59"
    assert tracker.get_slot("language") == "fa"
    full = await store.retrieve_full_tracker("c")
    assert full is not None
    assert sum(isinstance(e, UserUttered) for e in full.events) == 60
    numbers = [event.number for event in journal.events("c")]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_hand_over_is_in_the_feed_with_the_same_commit(journal: Journal) -> None:
    store = OneCommitTrackerStore(DOMAIN, journal=journal)
    await talk(store, "c", [SessionStarted(), SlotSet("topic", "housing_search")])
    await talk(store, "c", [said("a person please", "m1"), SlotSet("hand_over", "asked")])
    await talk(store, "c", one_turn("are you there", "m2"))
    records = journal.feed()
    assert [(r["kind"], r["number"]) for r in records] == [
        ("hand_over", 4),
        ("message", 5),
        ("message", 7),
    ]
    assert records[0]["data"]["reason"] == "asked"
    assert records[0]["data"]["topic"] == "housing_search"
    assert records[1]["data"]["text"] == "are you there"
    journal.acknowledge([r["row"] for r in records[:2]])
    assert [r["number"] for r in journal.feed()] == [7]


async def test_nothing_concerns_staff_before_and_after(journal: Journal) -> None:
    store = OneCommitTrackerStore(DOMAIN, journal=journal)
    await talk(store, "c", [SessionStarted(), *one_turn("hello", "m1")])
    assert journal.feed() == []
    await talk(store, "c", [SlotSet("hand_over", "asked")])
    await talk(store, "c", [SlotSet("led", None), SlotSet("hand_over", None)])
    await talk(store, "c", one_turn("hello again", "m2"))
    assert [r["kind"] for r in journal.feed()] == ["hand_over"]


async def test_a_staff_reply_repeated_under_its_id_is_stored_once(journal: Journal) -> None:
    store = OneCommitTrackerStore(DOMAIN, journal=journal)
    heard: list[Any] = []
    journal.subscribe(heard.append)
    await talk(store, "c", [SessionStarted(), SlotSet("hand_over", "asked")])
    staff = {"id": "r1", "from": {"kind": "staff", "name": "Ana", "role": "staff"}}
    for _ in range(2):
        await talk(store, "c", [BotUttered("Bonjour", metadata=dict(staff))])
    assert [m.message_id for m in journal.messages("c")] == ["r1"]
    deliveries = [r["data"] for r in journal.feed() if r["kind"] == "delivery"]
    assert deliveries == [{"reply": "r1", "status": "sent"}]
    assert [e.message_id for c in heard for e in c.events if e.message_id] == ["r1"]


async def test_how_far_a_staff_reply_has_come_is_told_under_a_number_of_its_own(
    journal: Journal,
) -> None:
    store = OneCommitTrackerStore(DOMAIN, journal=journal)
    await talk(store, "c", [SessionStarted(), SlotSet("hand_over", "asked")])
    staff = {"id": "r1", "from": {"kind": "staff", "name": "Ana", "role": "staff"}}
    await talk(store, "c", [BotUttered("Bonjour", metadata=staff)])
    journal.delivery("c", "r1", "delivered")
    journal.delivery("c", "no-line-of-ours", "delivered")
    journal.delivery("nobody", "r1", "delivered")
    await talk(store, "c", one_turn("merci", "m9"))
    told = [r for r in journal.feed() if r["kind"] == "delivery"]
    assert [r["data"]["status"] for r in told] == ["sent", "delivered"]
    numbers = [r["number"] for r in journal.feed()]
    assert len(numbers) == len(set(numbers))


async def test_the_desks_lines_are_dressed_before_they_are_stored(journal: Journal) -> None:
    journal.dress_with(lambda conversation, body: {**body, "text": f"{conversation}: dressed"})
    store = OneCommitTrackerStore(DOMAIN, journal=journal)
    await talk(store, "c", [SessionStarted(), BotUttered("plain", metadata={"id": "r1"})])
    assert [m.body["text"] for m in journal.messages("c")][-1:] == ["c: dressed"]
    with turn("c"):
        await talk(store, "c", one_turn("salut", "m2"))
    assert "dressed" not in [m.body["text"] for m in journal.messages("c")][-1]


async def test_erasing_leaves_no_word_and_refuses_what_comes_later(
    journal: Journal, tmp_path: Path
) -> None:
    store = OneCommitTrackerStore(DOMAIN, journal=journal)
    await talk(store, "c", [SessionStarted(), *one_turn("ZEBRAWORD", "m1")])
    await talk(store, "c", [SlotSet("hand_over", "asked"), *one_turn("ZEBRAWORD2", "m2")])
    with turn("c") as current:
        await talk(store, "c", [said("erase", "m3"), SlotSet("erase", "R-1")])
    assert current.saved
    assert current.erased
    assert [(r["kind"], r["data"]) for r in journal.feed()] == [("erase", {"receipt": "R-1"})]
    assert await store.retrieve("c") is None
    with turn("c") as later:
        await talk(store, "c", one_turn("late", "m4"))
    assert not later.saved
    assert journal.events("c") == ()
    open_journal.cache_clear()
    for file in tmp_path.iterdir():
        assert b"ZEBRAWORD" not in file.read_bytes() or file.name.endswith("-wal")


async def test_a_failing_save_is_told_to_the_turn_and_never_raises(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = OneCommitTrackerStore(DOMAIN, journal=journal)
    await talk(store, "c", [SessionStarted(), *one_turn("kept", "m1")])

    def full(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("insert", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patch, turn("c") as current:
        patch.setattr(journal, "append", full)
        await talk(store, "c", one_turn("lost", "m2"))
    assert not current.saved
    assert current.failed
    assert [m.message_id for m in journal.messages("c")] == ["m1", "m1.1"]
    with turn("c") as next_turn:
        await talk(store, "c", one_turn("kept again", "m3"))
    assert next_turn.saved
