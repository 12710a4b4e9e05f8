"""A stored reply becomes exactly what tests/contracts/website promises to clients."""

import json
from pathlib import Path

from bot.channels.reply import from_event, from_response
from bot.channels.wire import reply_payload

CONTRACT = Path(__file__).parents[2] / "contracts" / "website" / "bot_uttered.json"


def test_a_stored_reply_goes_out_as_the_contract_says() -> None:
    contract = json.loads(CONTRACT.read_text())
    reply = from_event(contract["number"], contract["event"])
    assert reply_payload(reply) == contract["bot_uttered"]


def test_a_reply_of_the_turn_and_its_replay_are_the_same() -> None:
    contract = json.loads(CONTRACT.read_text())
    body = contract["event"]
    fresh = {
        **body["data"],
        **body["metadata"],
        "text": body["text"],
        "timestamp": body["timestamp"],
    }
    assert from_response(fresh, seq=16) == from_event(16, body)


def test_staff_are_shown_by_name_and_role() -> None:
    staff = {"kind": "staff", "name": "Ana", "role": "staff"}
    body = {
        "event": "bot",
        "text": "Bonjour",
        "timestamp": 1.0,
        "metadata": {"id": "r", "from": staff},
    }
    assert reply_payload(from_event(3, body))["from"] == staff
