"""Knows the website's form of what is said (tests/contracts/website). Refuses to know sockets."""

import math
from datetime import datetime, timezone
from typing import Any

from bot.channels.intake import Incoming, Receipt
from bot.channels.reply import Reply
from bot.store import Numbered


def reply_payload(reply: Reply) -> dict[str, Any]:
    """The reply as the event `bot_uttered` carries it; `time` is ISO 8601 in UTC."""
    payload: dict[str, Any] = {
        "id": reply.id,
        "seq": reply.seq,
        "time": datetime.fromtimestamp(reply.time, tz=timezone.utc).isoformat(timespec="seconds"),
        "text": reply.text,
        "quick_replies": [
            {"content_type": "text", "title": b.title, "payload": b.payload, "sign": b.sign}
            | ({"place": b.place} if b.place else {})
            for b in reply.buttons
        ],
        "metadata": reply.metadata,
        "from": reply.sender,
    }
    if reply.card:
        payload["card"] = reply.card
    return payload


def echo(message: Numbered) -> dict[str, Any]:
    """A person's own message as the event `user_echo` carries it."""
    body = message.body
    return {
        "id": message.message_id,
        "seq": message.number,
        "text": body.get("text") or "",
        "time": body.get("timestamp"),
    }


def acknowledgement(incoming: Incoming, receipt: Receipt) -> dict[str, Any]:
    """What the page learns about a message that it sent."""
    answer: dict[str, Any] = {"id": incoming.id, "status": receipt.status, "seq": receipt.seq}
    if receipt.status == "gone":
        answer |= {"status": "error", "error": "unknown_session"}
    elif receipt.status == "error":
        answer |= {"error": receipt.error, "text": receipt.words or None}
    return answer


def point(data: object) -> tuple[float, float] | None:
    """Latitude and longitude (degrees, WGS 84) of the event `whereabouts`; None: another form."""
    if not isinstance(data, dict):
        return None
    lat, lon = data.get("lat"), data.get("lon")
    numbers = [
        float(one)
        for one in (lat, lon)
        if isinstance(one, (int, float)) and not isinstance(one, bool) and math.isfinite(one)
    ]
    return (numbers[0], numbers[1]) if len(numbers) == len((lat, lon)) else None
