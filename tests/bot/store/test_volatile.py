"""Not stored: nothing in the database, an end, and a move into it once the person agrees."""

import time
from pathlib import Path

import pytest

from bot.store.connect import connect
from bot.store.halves import Halves
from bot.store.seal import Sealed
from bot.store.volatile import Memory, Volatile
from knowledge.ledger import Ledger
from tests.bot.store.test_seal import slot, user

KEY = "a key of the tests, thirty-two letters"


@pytest.fixture
def halves(tmp_path: Path) -> Halves:
    return Halves(
        connect(f"sqlite:///{tmp_path}/bot.sqlite"),
        sealed=Sealed([KEY]),
        ledger=Ledger(tmp_path / "ledger.jsonl"),
        volatile=Volatile(Memory()),
    )


def test_it_behaves_as_a_stored_conversation_and_stands_in_no_table(halves: Halves) -> None:
    first = halves.append("v1", [user("hello", "m1"), slot("language", "ar")])
    assert [event.number for event in first.events] == [1, 2]
    assert halves.append("v1", [user("hello", "m1")]).events == ()
    assert halves.seen("v1", "m1")
    state = halves.state("v1")
    assert state is not None
    assert (state["language"], state["last_number"], state["erased"]) == ("ar", 2, False)
    for number in range(40):
        halves.append("v1", [user(f"turn {number}", f"n{number}")])
    window = halves.window("v1")
    assert window is not None
    assert window.head is not None
    assert window.head.slots == {"language": "ar"}
    assert len(window.events) <= 10
    assert window.events[-1].number == 42
    assert halves.conversations() == []


def test_a_request_for_a_person_reaches_nobody_until_the_person_agrees(halves: Halves) -> None:
    halves.append("v1", [user("hello", "m1"), slot("hand_over", "asked"), slot("hand_over", None)])
    assert halves.feed() == []
    assert halves.conversations() == []
    agreed = [user("yes", "m2"), slot("store", "yes"), slot("hand_over", "asked")]
    halves.append("v1", agreed, slots={"topic": "housing_search"})
    assert [record["kind"] for record in halves.feed()] == ["hand_over"]
    assert [m.body["text"] for m in halves.messages("v1")] == ["hello", "yes"]
    assert halves.volatile.find("v1") is None
    halves.append("v1", [user("later", "m3")])
    assert [record["kind"] for record in halves.feed()] == ["hand_over", "message"]


def test_deletion_refuses_what_comes_later(halves: Halves) -> None:
    halves.append("v1", [user("hello", "m1")])
    assert halves.append("v1", [slot("erase", "R")]).erased
    assert halves.window("v1") is None
    assert halves.append("v1", [user("late", "m2")]).refused
    assert halves.feed() == []


def test_memory_ends_by_itself_and_has_a_limit() -> None:
    shelf = Memory(seconds=0.05, most=3)
    for name in "abcd":
        shelf.put(name, name)
    assert [shelf.get(name) for name in "abcd"] == [None, "b", "c", "d"]
    time.sleep(0.06)
    assert shelf.get("d") is None
    shelf.put("e", "e")
    assert list(shelf._kept) == ["e"]
