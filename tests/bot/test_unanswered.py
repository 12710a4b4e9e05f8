"""Questions in vain: of three people or more, masked, and never what was not to be kept."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from bot.store import Journal
from bot.store.connect import connect
from bot.store.forget import Forgetter
from bot.store.halves import Halves
from bot.store.rows import Body
from bot.store.seal import Sealed
from bot.store.volatile import Memory, Volatile
from bot.unanswered import groups
from knowledge.ledger import Ledger
from tests.bot.store.test_seal import slot, user

CONTRACT = Path(__file__).parents[1] / "contracts" / "staff" / "unanswered.json"
EXAMPLES = Path(__file__).parents[2] / "data" / "nlu"
DOGS, TAXES = "0" * 14 + "ff" + "0" * 112, "f" * 128
NOON = 1_795_516_200.0  # 24 November 2026
_seconds = itertools.count()


@pytest.fixture
def journal(tmp_path: Path) -> Halves:
    return Halves(
        connect(f"sqlite:///{tmp_path}/bot.sqlite"),
        sealed=Sealed(["a key of the tests, thirty-two letters"]),
        ledger=Ledger(tmp_path / "ledger.jsonl"),
        volatile=Volatile(Memory()),
    )


def lost(text: str, id_: str = "m1", *, sense: str = DOGS, **parse: Any) -> Body:
    body = user(text, id_)
    ranking = [{"name": "faq/leisure_activities", "confidence": 0.3}]
    body["parse_data"] = {"sense": sense, "language": "en", "intent_ranking": ranking, **parse}
    return {**body, "timestamp": NOON + next(_seconds)}


def three(journal: Journal) -> None:
    journal.append("a", [lost("Fatima has a dog, call 0470 12 34 56")])
    journal.append("b", [lost("my dog Brutus needs papers?", alternatives=["faq/leisure"])])
    journal.append("b", [lost("puis-je amener mon dog", "m2", language="fr")])
    journal.append("c", [lost("can i bring my dog")])


def test_a_group_of_three_is_told_as_the_contract_says(journal: Halves) -> None:
    three(journal)
    assert groups(journal, EXAMPLES) == json.loads(CONTRACT.read_text(encoding="utf-8"))["groups"]


def test_two_people_are_no_group_however_often_they_ask(journal: Halves) -> None:
    for number in range(5):
        journal.append("a", [lost("can i bring my dog", f"m{number}")])
        journal.append("b", [lost("can i bring my dog", f"m{number}")])
    journal.append("c", [lost("how do I pay my taxes", sense=TAXES)])
    assert groups(journal, EXAMPLES) == []


def test_a_word_that_the_mask_does_not_know_is_shown_when_three_people_used_it(
    journal: Halves,
) -> None:
    for name, pet in (("a", "Xoloitzcuintle"), ("b", "xoloitzcuintle"), ("c", "xoloitzcuintle")):
        journal.append(name, [lost(f"can i bring my {pet} Brutus{name}")])
    (found,) = groups(journal, EXAMPLES)
    texts = {one["text"] for one in found["sentences"]}
    assert texts == {"can i bring my xoloitzcuintle ▢", "can i bring my Xoloitzcuintle ▢"}


@pytest.mark.parametrize("led", ["led", "followed", "danger"])
def test_who_has_a_person_or_is_in_danger_is_not_counted(journal: Halves, led: str) -> None:
    three(journal)
    danger = {**user("he hits me", "x1"), "parse_data": {"intent": {"name": "emergency"}}}
    before: dict[str, Body] = {
        "led": slot("led", True),
        "followed": slot("hand_over", "asked"),
        "danger": danger,
    }
    journal.append("a", [before[led]])
    for number in range(3):
        journal.append("a", [lost("can i bring my dog", f"n{number}")])
    mine = [one for one in journal.unanswered.newest() if one.conversation == "a"]
    assert len(mine) == (0 if led == "danger" else 1)
    assert bool(groups(journal, EXAMPLES)) == (led != "danger")


def test_what_is_not_stored_never_appears_not_even_when_it_is_stored_later(
    journal: Halves,
) -> None:
    for name in ("v1", "v2", "v3"):
        journal.append(name, [lost("can i bring my dog")])
    assert journal.unanswered.newest() == []
    agreed = [user("yes", "m2"), slot("store", "yes"), slot("hand_over", "asked")]
    journal.append("v1", agreed)
    assert journal.events("v1")
    assert journal.unanswered.newest() == []


def test_a_deleted_conversation_leaves_the_group(journal: Halves) -> None:
    three(journal)
    journal.append("c", [slot("erase", "R-1")])
    assert {one.conversation for one in journal.unanswered.newest()} == {"a", "b"}
    assert groups(journal, EXAMPLES) == []


def test_age_takes_them_with_their_conversation(journal: Halves) -> None:
    three(journal)
    done = Forgetter(journal).expire(days=30, case_days=90, now=9e9)
    assert (done.left, journal.unanswered.newest()) == (0, [])


def test_the_table_holds_no_word(journal: Halves, tmp_path: Path) -> None:
    three(journal)
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"dog" not in path.read_bytes(), path
