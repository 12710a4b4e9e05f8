"""Knows the website's form of a reply (tests/contracts/website). Refuses to know sockets."""

from datetime import datetime, timezone
from typing import Any

from bot.channels.reply import Reply


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
