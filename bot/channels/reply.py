"""Knows how Rasa's response dict becomes a reply. Refuses to know platforms and languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_SHOWN = (
    "topic",
    "language",
    "stamp",
    "source",
    "sign",
    "simple",
    "emergency",
    "draft",
    "page",
    "audio",
    "asks",
    "veiled",
)


@dataclass(frozen=True, kw_only=True)
class Button:
    """What a person can tap: its title, the signed choice it sends back, a picture sign.

    `place`: "simpler" for simple words, "more" for what may stand folded away, "pin" for what hides
    the conversation behind a PIN, else None.
    """

    title: str
    payload: str
    sign: str | None = None
    place: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One reply of the bot or of staff, as every channel sends it.

    `id` is unique in the conversation; `seq` is its number there (None before it is stored);
    `time` is in seconds since the epoch; `sender` is {"kind": "bot"} or staff's name and role.
    """

    id: str
    seq: int | None
    time: float
    text: str
    buttons: tuple[Button, ...] = ()
    card: dict[str, Any] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    sender: dict[str, Any] = field(default_factory=lambda: {"kind": "bot"})


def from_response(response: Mapping[str, Any], *, seq: int | None = None) -> Reply:
    """The reply in the flat dict that Rasa hands to an output channel."""
    return Reply(
        id=str(response.get("id") or ""),
        seq=seq,
        time=float(response.get("timestamp") or 0.0),
        text=response.get("text") or "",
        buttons=tuple(
            Button(title=b["title"], payload=b["payload"], sign=b.get("sign"), place=b.get("place"))
            for b in response.get("buttons") or ()
        ),
        card=response.get("card"),
        metadata={key: response[key] for key in _SHOWN if response.get(key) is not None},
        sender=dict(response.get("from") or {"kind": "bot"}),
    )


def from_event(number: int, body: Mapping[str, Any]) -> Reply:
    """The reply in a stored `bot` event."""
    flat = {
        **(body.get("data") or {}),
        **(body.get("metadata") or {}),
        "text": body.get("text"),
        "timestamp": body.get("timestamp"),
    }
    return from_response(flat, seq=number)
