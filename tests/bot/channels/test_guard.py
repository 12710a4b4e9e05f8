"""Where danger was told: who may choose a PIN, what it opens, how long somebody can guess."""

from pathlib import Path
from typing import Any

import pytest

from bot.answers.choices import Choice, Choices
from bot.channels import guard
from bot.channels.guard import Guard
from bot.channels.reply import from_event
from bot.store import Journal
from bot.store.halves import Halves, open_halves
from knowledge import load
from knowledge.ledger import Ledger

KEY = b"k" * 32
REAL = load(Path("data"), "schaerbeek")


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path) -> Halves:
    url = f"sqlite:///{tmp_path}/bot.sqlite"
    return open_halves(url, keys=("s" * 32,), ledger=Ledger(None), redis_url="")


@pytest.fixture
def made(journal: Journal, clock: Clock) -> Guard:
    spoken = {"event": "slot", "name": "language", "value": "ar", "timestamp": clock.now}
    journal.append("c", [spoken])
    return Guard(
        journal, Choices(KEY), lambda: REAL, key=KEY, public_url="https://chat.example", clock=clock
    )


def user(clock: Clock, number: int, intent: str = "emergency") -> dict[str, Any]:
    named = {"name": intent, "confidence": 1.0}
    parse = {"intent": named, "intent_ranking": [named], "entities": [], "language": "ar"}
    return {
        "event": "user",
        "timestamp": clock.now,
        "text": f"message {number}",
        "message_id": f"m{number}",
        "input_channel": "website",
        "parse_data": parse,
    }


def staff(clock: Clock) -> dict[str, Any]:
    sender = {"kind": "staff", "name": "Amina", "role": "VIA"}
    about = {"id": "r1", "from": sender, "language": "fr"}
    data = {"buttons": [{"title": "Oui", "payload": "x"}]}
    text = "Venez lundi, nous vous cachons."
    return {
        "event": "bot",
        "timestamp": clock.now,
        "text": text,
        "metadata": about,
        "data": data,
    }


@pytest.mark.parametrize("conversation", ["wStored", "vNotStored"])
def test_a_pin_opens_what_was_said_and_no_other_does(
    made: Guard, journal: Halves, clock: Clock, conversation: str
) -> None:
    assert made.choose(conversation, "4711") == "late"  # nothing was said
    journal.append(conversation, [user(clock, 1, "greet")])
    assert made.choose(conversation, "4711") == "late"  # no danger was told
    journal.append(conversation, [user(clock, 2)])
    for odd in ("12", "123456789", "abcd", "", None, 4711, ["4711"], "4711'--"):
        assert made.choose(conversation, odd) == "malformed"
    assert made.choose(conversation, "٤٧ ١١") == "set"
    assert made.open(conversation, "4711") == 0
    assert made.open(conversation, "4712") == "wrong"
    assert made.choose(conversation, "0000") == "late"  # there is one already
    journal.append(conversation, [user(clock, 3, "greet")])
    assert made.open(conversation, "۴۷۱۱") == 0  # later turns leave it
    state = journal.state(conversation)
    assert state is not None
    assert "4711" not in str(state)


def test_the_time_to_choose_is_when_danger_is_told(
    made: Guard, journal: Halves, clock: Clock
) -> None:
    journal.append("c", [user(clock, 1)])
    clock.now += guard.CHOOSE_SECONDS + 1
    assert made.choose("c", "4711") == "late"
    assert not made.lift("c")
    assert made.open("c", "4711") == "closed"
    # Whoever holds the phone now and cries for help opens no more than they have seen.
    last = journal.append("c", [user(clock, 2)]).events[-1].number
    assert not made.lift("c")
    assert made.choose("c", "9999") == "set"
    assert made.open("c", "9999") == last


def test_guessing_ends(made: Guard, journal: Halves, clock: Clock) -> None:
    journal.append("c", [user(clock, 1)])
    assert made.choose("c", "4711") == "set"
    assert [made.open("c", "0000") for _ in range(6)] == ["wrong"] * 5 + ["wait"]
    assert made.open("c", "4711") == "wait"
    clock.now += guard.PAUSE_SECONDS + 1
    assert [made.open("c", "0000") for _ in range(6)] == ["wrong"] * 5 + ["closed"]
    clock.now += 10 * guard.PAUSE_SECONDS
    assert made.open("c", "4711") == "closed"


def test_the_right_pin_forgives_wrong_ones(made: Guard, journal: Halves, clock: Clock) -> None:
    journal.append("c", [user(clock, 1)])
    made.choose("c", "4711")
    for _ in range(3):
        assert [made.open("c", "0000") for _ in range(4)] == ["wrong"] * 4
        assert made.open("c", "4711") == 0


def test_only_i_use_this_phone(made: Guard, journal: Halves, clock: Clock) -> None:
    journal.append("c", [user(clock, 1)])
    tapped = made.act("c", Choice(intent=guard.UNGUARD), id_="x")
    assert tapped.text == REAL.texts.get("widget_later_pin_lifted", "ar")
    state = journal.state("c")
    assert state is not None
    assert not state["guarded"]


@pytest.mark.parametrize("language", list(REAL.languages.answered))
def test_a_colleagues_words_wait_behind_a_button(
    made: Guard, journal: Halves, clock: Clock, language: str
) -> None:
    journal.append("c", [user(clock, 1)])
    (event,) = journal.append("c", [staff(clock)]).events
    reply = from_event(event.number, event.body)
    shown = made.veiled("c", reply, language)
    assert shown.id == reply.id
    assert "lundi" not in str(shown)
    assert "Amina" not in str(shown)
    (button,) = shown.buttons
    assert button.title
    assert shown.text == REAL.texts.get("guard_message", language)
    choice = Choices(KEY).read("c", button.payload)
    assert choice is not None
    opened = made.act("c", choice, id_="x")
    assert opened.text == reply.text
    assert opened.sender["name"] == "Amina"
    assert opened.buttons == reply.buttons
    assert Choices(KEY).read("another", button.payload) is None


def test_a_forged_number_opens_nothing(made: Guard, journal: Halves, clock: Clock) -> None:
    journal.append("c", [user(clock, 1)])
    late = REAL.texts.get("guard_late", "ar")
    for number in ("1", "0", "99", "", "-1", "x"):
        choice = Choice(intent=guard.OPEN, entities={"m": number})
        assert made.act("c", choice, id_="x").text == late


def test_the_page_for_the_pin_is_a_sealed_link(made: Guard, journal: Halves, clock: Clock) -> None:
    journal.append("c", [user(clock, 1)])
    text = made.act("c", Choice(intent=guard.PROTECT), id_="x").text
    assert "https://chat.example/my-data/" in text
    assert ".pin" in text
    clock.now += guard.CHOOSE_SECONDS + 1
    late = made.act("c", Choice(intent=guard.PROTECT), id_="x").text
    assert late == REAL.texts.get("guard_late", "ar")


def test_a_pass_holds_for_one_conversation(made: Guard) -> None:
    token = made.issue_pass("c", 7)
    assert made.read_pass("c", token) == 7
    for other, odd in (("d", token), ("c", token[:-2]), ("c", None), ("c", 7), ("c", "x" * 5000)):
        assert made.read_pass(other, odd) is None
