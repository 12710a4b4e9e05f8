"""A record of the bot's feed as an object: the first function that meets the foreign dict.

Knows the form of version 1. Refuses what does not fit and says why in one word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

KINDS = ("hand_over", "message", "delivery", "flag", "useful", "erase")
PASSED_OVER = ("session", "unanswered")
VERSION = 1


class BrokenRecordError(ValueError):
    """The record cannot be applied; the argument is a short cause for administrators."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record: what happened in which conversation, under which number, and when."""

    conversation: str
    number: int
    time: datetime
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message as the feed and the transcript tell it."""

    id: str
    number: int
    time: datetime
    author: str
    text: str
    language: str
    intent: str
    topic: str
    confidence: float | None
    buttons: tuple[str, ...]
    entities: Mapping[str, Any]
    file: Mapping[str, Any] | None = None


def read(raw: object) -> Record:
    """The dict of the feed as a record.

    Raises:
        BrokenRecordError: a field is missing or of the wrong kind.
    """
    if not isinstance(raw, Mapping):
        raise BrokenRecordError("no_record")
    if raw.get("version") != VERSION:
        raise BrokenRecordError("version")
    data = raw.get("data")
    if not isinstance(data, Mapping):
        raise BrokenRecordError("data")
    kind = raw.get("kind")
    if kind not in KINDS and kind not in PASSED_OVER:
        raise BrokenRecordError("kind")
    return Record(
        conversation=conversation_of(raw),
        number=_number(raw.get("number")),
        time=moment(raw.get("time")),
        kind=str(kind),
        data=data,
    )


def conversation_of(raw: Mapping[str, Any]) -> str:
    """The conversation, checked for length."""
    value = raw.get("conversation")
    if not isinstance(value, str) or not 0 < len(value) <= 64:
        raise BrokenRecordError("conversation")
    return value


def said(data: Mapping[str, Any], *, number: object, time: object) -> Said:
    """A message's fields; `number` and `time` stand beside them in a record."""
    counted = _number(number)
    author = data.get("author")
    if author not in ("newcomer", "bot", "staff"):
        raise BrokenRecordError("author")
    text = data.get("text")
    if text is not None and not isinstance(text, str):
        raise BrokenRecordError("text")
    confidence = data.get("confidence")
    buttons = data.get("buttons") or []
    if not isinstance(buttons, list):
        raise BrokenRecordError("buttons")
    entities = data.get("entities") or {}
    if not isinstance(entities, Mapping):
        raise BrokenRecordError("entities")
    return Said(
        id=_short(data.get("id"), 100) or f"number-{counted}",
        number=counted,
        time=moment(time),
        author=str(author),
        text=(text or "").replace("\x00", ""),
        language=_short(data.get("language"), 8),
        intent=_short(data.get("intent"), 64),
        topic=_short(data.get("topic"), 64).removeprefix("faq/"),
        confidence=float(confidence) if isinstance(confidence, (int, float)) else None,
        buttons=tuple(_title(button) for button in buttons),
        entities={_short(name, 40): _plain(value) for name, value in entities.items()},
        file=_file(data.get("file")),
    )


def moment(value: object) -> datetime:
    """ISO 8601 or seconds since 1970 as an aware time."""
    try:
        if isinstance(value, bool):
            raise BrokenRecordError("time")
        if isinstance(value, (int, float)):
            return datetime.fromtimestamp(value, tz=timezone.utc)
        if isinstance(value, datetime):
            read_time = value
        else:
            read_time = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError) as error:
        raise BrokenRecordError("time") from error
    return read_time if read_time.tzinfo else read_time.replace(tzinfo=timezone.utc)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise BrokenRecordError("number")
    return value


def _short(value: object, length: int) -> str:
    return str(value).replace("\x00", "")[:length] if value is not None else ""


def _file(value: object) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not isinstance(value.get("id"), str):
        raise BrokenRecordError("file")
    return {name: _plain(value[name]) for name in ("id", "kind", "type", "size") if name in value}


def _plain(value: object) -> Any:
    """A value of an entity: short words, a number, yes or no, or a list of these."""
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, list):
        return [_plain(one) for one in value[:20] if not isinstance(one, list)]
    return _short(value, 200)


def _title(button: object) -> str:
    if isinstance(button, Mapping):
        return _short(button.get("title"), 200)
    return _short(button, 200)
