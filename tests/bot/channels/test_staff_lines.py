"""What the desk posts becomes a reply like the bot's own: signed buttons, the bot's course card."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.answers.choices import Choices
from bot.channels.reply import from_event
from bot.channels.staff_lines import StaffLines
from bot.channels.wire import reply_payload
from knowledge import load

KEY = b"k" * 32
CONTRACT = Path("tests/contracts/staff/question.json")


@pytest.fixture(scope="module")
def lines() -> StaffLines:
    return StaffLines(Choices(KEY), load(Path("data"), "schaerbeek"))


def test_a_question_of_the_desk_gets_buttons_that_hold_for_its_conversation_only(
    lines: StaffLines,
) -> None:
    (event,) = json.loads(CONTRACT.read_text(encoding="utf-8"))
    shown = reply_payload(from_event(9, lines.dress("c1", event)))
    first = shown["quick_replies"][0]
    assert first["title"] == "هو"
    choice = Choices(KEY).read("c1", first["payload"])
    assert choice is not None
    assert (choice.intent, choice.entities) == ("staff_answer", {"q": "a1b2c3d4", "a": "affirm"})
    assert Choices(KEY).read("c2", first["payload"]) is None


def test_a_button_that_no_channel_can_carry_is_left_out(lines: StaffLines) -> None:
    long = {"title": "x", "intent": "staff_answer", "entities": {"q": "a" * 60, "a": "b"}}
    event = {
        "event": "bot",
        "text": "?",
        "metadata": {"id": "r", "from": {"kind": "staff"}},
        "data": {"buttons": [long, {"title": "no intent"}]},
    }
    assert lines.dress("c", event)["data"]["buttons"] == []


def test_a_course_of_the_desk_is_the_bots_own_card_in_the_readers_language(
    lines: StaffLines,
) -> None:
    course = {
        "id": "bxl-017",
        "title": "Alphabétisation",
        "provider": "Collectif Alpha",
        "target_language": "fr",
        "levels": ["literacy"],
        "street": "Rue de Rome 12",
        "postcode": "1060",
        "municipality": "Saint-Gilles",
    }
    metadata = {"id": "r", "from": {"kind": "staff", "name": "Ana"}, "language": "ps"}
    event: dict[str, Any] = {"event": "bot", "text": "Alphabétisation", "metadata": metadata}
    event["metadata"]["course"] = course
    shown = reply_payload(from_event(9, lines.dress("c1", event)))
    assert shown["card"]["title"] == "Alphabétisation"
    assert shown["metadata"]["language"] == "ps"
    assert [link["kind"] for link in shown["card"]["links"]] == ["map"]
    assert shown["quick_replies"]
    assert shown["from"]["name"] == "Ana"


def test_what_the_bot_said_itself_is_left_alone(lines: StaffLines) -> None:
    for event in (
        {"event": "bot", "text": "x", "metadata": {"id": "m.1"}},
        {"event": "slot", "name": "led", "value": True},
    ):
        assert lines.dress("c", event) == event


@pytest.mark.parametrize("kind", ["staff", "bot"])
def test_a_colleague_who_asks_for_a_number_says_so_to_the_channel(
    lines: StaffLines, kind: str
) -> None:
    event = {
        "event": "bot",
        "text": "On which number can I call you?",
        "metadata": {"id": "r", "from": {"kind": kind}},
        "data": {"buttons": [{"title": "Leave my phone number", "intent": "call_back"}]},
    }
    shown = reply_payload(from_event(9, lines.dress("c", event)))
    assert shown["metadata"].get("asks") == ("number" if kind == "staff" else None)
    assert len(shown["quick_replies"]) == 1
