"""A record of the feed becomes case and messages: once by (conversation, number), in any order.

What cannot be applied is set aside for an administrator, never lost. Knows no HTTP.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, transaction

from desk.answers import ratings
from desk.cases import forget, hearing, opening, thread
from desk.cases.models import Delivery, FeedRecord, Satisfaction
from desk.cases.records import PASSED_OVER, BrokenRecordError, Record, conversation_of, read, said

_log = logging.getLogger(__name__)
Fate = FeedRecord.Fate


class TooEarlyError(Exception):
    """The record belongs to a case that has not been opened yet."""


def take(raw: object) -> Fate:
    """Applies a record, or sets it aside; afterwards it may be acknowledged.

    Raises:
        DatabaseError: nothing was stored; the record must not be acknowledged.
    """
    try:
        record = read(raw)
        return _take_once(record, raw)
    except BrokenRecordError as error:
        return _set_aside(raw, str(error))
    except (IntegrityError, DataError) as error:
        return _set_aside(raw, type(error).__name__)
    except DatabaseError:
        raise
    except Exception as error:  # an edge: one bad record must not stop the feed
        _log.error("record set aside: %s", type(error).__name__)
        return _set_aside(raw, type(error).__name__)


def take_again(row: FeedRecord) -> Fate:
    """Applies a record that was set aside; it goes if that succeeds or it is set aside again."""
    with transaction.atomic():
        raw = json.loads(row.body)
        row.delete()
        return take(raw)


def _take_once(record: Record, raw: object) -> Fate:
    if forget.was_erased(record.conversation, record.time):
        return Fate.APPLIED
    try:
        with transaction.atomic():
            return _apply_new(record, raw)
    except IntegrityError:
        # Another consumer was faster with this record or with its message: look once more.
        with transaction.atomic():
            return _apply_new(record, raw)


def _apply_new(record: Record, raw: object) -> Fate:
    key = {"conversation": record.conversation, "number": record.number}
    if FeedRecord.objects.filter(**key).exists():
        return Fate.APPLIED
    if record.kind == "erase":
        forget.erase(record.conversation, at=record.time)
        return Fate.APPLIED
    try:
        _apply(record)
        fate, body = Fate.APPLIED, ""
    except TooEarlyError:
        fate, body = Fate.HELD, json.dumps(raw)
    FeedRecord.objects.create(**key, kind=record.kind, fate=fate, body=body)
    if record.kind == "hand_over":
        _apply_held(record.conversation)
    return fate


def _apply(record: Record) -> None:
    if record.kind in PASSED_OVER:
        return
    _APPLY[record.kind](record)


def _apply_held(conversation: str) -> None:
    held = FeedRecord.objects.filter(conversation=conversation, fate=Fate.HELD)
    for row in held.order_by("number"):
        _apply(read(json.loads(row.body)))
        row.fate, row.body = Fate.APPLIED, ""
        row.save(update_fields=["fate", "body"])


def _hand_over(record: Record) -> None:
    opening.open_case(record)


def _message(record: Record) -> None:
    hearing.hear(record.conversation, said(record.data, number=record.number, time=record.time))


def _delivery(record: Record) -> None:
    status = record.data.get("status")
    reply = record.data.get("reply")
    if status not in Delivery.values or not isinstance(reply, str):
        raise BrokenRecordError("delivery")
    if not thread.progress(record.conversation, reply, Delivery(status)):
        raise BrokenRecordError("reply")


def _flag(record: Record) -> None:
    if record.data.get("what") != "emergency":
        raise BrokenRecordError("flag")
    if not opening.flag_emergency(record.conversation, at=record.time):
        raise TooEarlyError


def _useful(record: Record) -> None:
    """How an answer was found, or a conversation with staff."""
    if record.data.get("what") == "answer":
        if not ratings.store(record.data, record.time):
            raise BrokenRecordError("useful")
        return
    value = record.data.get("value")
    case = thread.current_case(record.conversation)
    if record.data.get("what") == "case" and case is not None and value in Satisfaction.values:
        thread.touch(case, satisfaction=value)


_APPLY: Mapping[str, Callable[[Record], None]] = {
    "hand_over": _hand_over,
    "message": _message,
    "delivery": _delivery,
    "flag": _flag,
    "useful": _useful,
}


def _set_aside(raw: object, cause: str) -> Fate:
    key: dict[str, Any] = {"conversation": None, "number": None}
    kind = ""
    if isinstance(raw, Mapping):
        kind = str(raw.get("kind") or "")[:20]
        with suppress(BrokenRecordError):
            key["conversation"] = conversation_of(raw)
        number = raw.get("number")
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**31:
            key["number"] = number
    values = {"kind": kind, "fate": Fate.REFUSED, "cause": cause[:60], "body": _text(raw)}
    if None in key.values():
        FeedRecord.objects.create(**key, **values)
    else:
        FeedRecord.objects.get_or_create(**key, defaults=values)
    return Fate.REFUSED


def _text(raw: object) -> str:
    return json.dumps(raw, default=lambda value: type(value).__name__)
