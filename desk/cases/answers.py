"""Answers by button: which line of ours was answered, and what that means to staff.

A line of ours may carry options; a button's choice holds the line's short id and its own key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk import library
from desk.cases.models import Message

SHORT = 8  # characters of a line's id in a choice; Telegram gives a choice 64 bytes


def option(line: str, key: str, title: str, staff: str, *, sign: str = "") -> dict[str, Any]:
    """A button under the line with the id `line`: its title, and its meaning to staff."""
    return {
        "intent": "staff_answer",
        "entities": {"q": line[:SHORT], "a": key},
        "title": title,
        "staff": staff,
        "sign": sign,
    }


def choice(intent: str, language: str, **entities: str) -> dict[str, Any]:
    """A button of the bot's own under a line of ours."""
    texts = library.texts()
    key = "_".join(["choice", intent, *entities.values()])
    title, sign = texts.get(key, language), texts.entry(key).sign or ""
    return {"intent": intent, "entities": entities, "title": title, "sign": sign}


def answered(conversation: str, entities: Mapping[str, Any]) -> tuple[Message, str] | None:
    """The line of ours that a tapped choice answers, and the answer in the language of staff."""
    line, key = entities.get("q"), entities.get("a")
    if not isinstance(line, str) or len(line) != SHORT:
        return None
    ours = Message.objects.filter(conversation=conversation, message_id__startswith=line)
    row = ours.exclude(options=[]).order_by("-id").first()
    if row is None:
        return None
    for one in row.options:
        if one.get("entities", {}).get("a") == key:
            return row, str(one.get("staff") or one.get("title"))
    return None
