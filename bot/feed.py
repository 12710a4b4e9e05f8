"""Knows which stored events concern staff, and the record that each becomes.

Refuses to know the desk's tables and the road the records take (contract: tests/contracts/feed).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

WISHES = (
    "target_language",
    "level",
    "schedule",
    "place",
    "childcare",
    "mode",
    "free",
    "audience",
    "not_schedule",
    "not_mode",
    "day",
    "course",
)
_RATED = "rated_"
# How a conversation with a colleague was; told after the case is closed.
_RATED_CASE = "rate_case"
EMERGENCY = "emergency"


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What the feed must remember of a conversation between two turns.

    `followed` is true from the hand-over until the desk closes the case; `guarded` once danger was
    told (bot/channels/guard.py).
    """

    language: str | None = None
    channel: str | None = None
    led: bool = False
    followed: bool = False
    guarded: bool = False


@dataclass(frozen=True, kw_only=True)
class FeedRecord:
    """One feed record; `number` is its event's number in the conversation."""

    number: int
    time: float
    kind: str
    data: dict[str, Any]


def records(
    before: Followed,
    events: Sequence[tuple[int, dict[str, Any]]],
    slots: Mapping[str, Any],
) -> tuple[Followed, list[FeedRecord], bool]:
    """What new events mean for staff.

    Args:
        before: the conversation as the last turn left it.
        events: (number, Rasa's event dict) in order.
        slots: the slot values after these events.

    Returns:
        The conversation as these events leave it, the records, and whether to erase it.
    """
    now, fed, erase = before, [], False
    for number, body in events:
        kind = body["event"]
        data: dict[str, Any] | None = None
        name = kind
        if kind == "user":
            now = replace(now, channel=now.channel or body.get("input_channel"))
            said = message(body)
            now = replace(now, guarded=now.guarded or said["intent"] == EMERGENCY)
            if (said["intent"] or "").startswith(_RATED):
                name, data = "useful", _rated(said, slots)
            elif said["intent"] == _RATED_CASE:
                name, data = "useful", {"what": "case", "value": said["entities"].get("a")}
            elif now.followed:
                name, data = "message", said
        elif kind == "bot" and now.followed:
            name, data = _said(body)
        elif kind == "slot":
            now, name, data = _slot(now, body, slots)
            erase = erase or name == "erase"
        if data is not None:
            fed.append(FeedRecord(number=number, time=body["timestamp"], kind=name, data=data))
    return now, fed, erase


def message(body: dict[str, Any]) -> dict[str, Any]:
    """A stored message as staff read it: who said what, and what the bot understood."""
    if body["event"] == "bot":
        metadata = body.get("metadata") or {}
        sender = metadata.get("from") or {"kind": "bot"}
        return {
            "id": metadata.get("id"),
            "author": sender["kind"],
            "text": body.get("text") or "",
            "language": metadata.get("language"),
            "intent": None,
            "topic": metadata.get("topic"),
            "confidence": None,
            "buttons": [b["title"] for b in (body.get("data") or {}).get("buttons") or []],
            "entities": {},
        }
    parse = body.get("parse_data") or {}
    carried = (body.get("metadata") or {}).get("file")
    ranking = parse.get("intent_ranking") or []
    entities = {e["entity"]: e["value"] for e in parse.get("entities") or []}
    return {
        "id": body.get("message_id"),
        "author": "newcomer",
        "text": body.get("text") or "",
        "language": parse.get("language"),
        "intent": (parse.get("intent") or {}).get("name"),
        "topic": entities.pop("topic", None),
        "confidence": ranking[0]["confidence"] if ranking else None,
        "buttons": [],
        "entities": entities,
        **({"file": carried} if carried else {}),
    }


def _rated(said: dict[str, Any], slots: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody thinks of an answer: no word of the conversation goes along."""
    return {
        "what": "answer",
        "topic": said["topic"],
        "language": slots.get("language"),
        "verdict": said["intent"].removeprefix(_RATED),
    }


def _said(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    data = message(body)
    if data["author"] == "staff":
        return "delivery", {"reply": data["id"], "status": "sent"}
    return "message", data


def _slot(
    now: Followed, body: dict[str, Any], slots: Mapping[str, Any]
) -> tuple[Followed, str, dict[str, Any] | None]:
    name, value = body["name"], body["value"]
    if name == "language":
        return replace(now, language=value or now.language), name, None
    if name == "led":
        return replace(now, led=bool(value)), name, None
    if name == "erase" and value:
        return now, name, {"receipt": value}
    if name == "hand_over" and not value:
        return replace(now, followed=False), name, None
    if name == "hand_over" and not now.followed:
        data = {
            "reason": value,
            "topic": slots.get("topic"),
            "language": now.language,
            "channel": now.channel,
            "wishes": {wish: slots[wish] for wish in WISHES if slots.get(wish)},
            "scope": "all",
        }
        return replace(now, followed=True), name, data
    return now, name, None
