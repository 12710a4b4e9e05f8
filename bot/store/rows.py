"""Knows how one conversation's rows are read and written on an open connection.

Refuses to know when a transaction begins and ends; the journal does.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from bot.feed import FeedRecord, Followed, records
from bot.store import files, tables, told, unanswered
from bot.store.seal import Sealed
from bot.store.window import CUT_AT_TURNS, Head, cut

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A stored event: its number in the conversation, counted from 1, and Rasa's dict of it."""

    number: int
    body: Body

    @property
    def message_id(self) -> str | None:
        """The message's id for a person's or a bot's message, else None."""
        return message_id(self.body)


@dataclass(frozen=True, kw_only=True)
class Committed:
    """What a commit did: the events it stored, whether it erased or refused the conversation.

    `deletable`: the messages of an erased conversation that its platform may still delete.
    """

    conversation: str
    channel: str
    events: tuple[Numbered, ...]
    erased: bool = False
    refused: bool = False
    deletable: tuple[int, ...] = ()


def message_id(body: Body) -> str | None:
    """The id of a person's message (`message_id`) or of a reply (`metadata.id`)."""
    if body["event"] == "user":
        return body.get("message_id")
    if body["event"] == "bot":
        return (body.get("metadata") or {}).get("id")
    return None


def read_conversation(
    connection: sa.engine.Connection, conversation: str, *, lock: bool = False
) -> Any:
    query = sa.select(tables.conversation).where(tables.conversation.c.conversation == conversation)
    return connection.execute(query.with_for_update() if lock else query).first()


def read_head(row: Any, sealed: Sealed) -> Head:
    """The state before the window, from a conversation's row."""
    return Head(**json.loads(sealed.open(row.window_head, row.conversation)))


def read_events(
    connection: sa.engine.Connection,
    conversation: str,
    start: int,
    sealed: Sealed,
    *,
    kinds: Sequence[str] | None = None,
) -> tuple[Numbered, ...]:
    query = (
        sa.select(tables.event.c.number, tables.event.c.body)
        .where(tables.event.c.conversation == conversation, tables.event.c.number >= start)
        .order_by(tables.event.c.number)
    )
    if kinds:
        query = query.where(tables.event.c.kind.in_(kinds))
    rows = connection.execute(query)
    return tuple(
        Numbered(number=row.number, body=json.loads(sealed.open(row.body, conversation)))
        for row in rows
    )


def read_known_ids(
    connection: sa.engine.Connection, conversation: str, bodies: Sequence[Body]
) -> set[str]:
    ids = [known for body in bodies if (known := message_id(body))]
    if not ids:
        return set()
    return set(
        connection.scalars(
            sa.select(tables.event.c.message_id).where(
                tables.event.c.conversation == conversation, tables.event.c.message_id.in_(ids)
            )
        )
    )


def write(
    connection: sa.engine.Connection,
    conversation: str,
    row: Any,
    events: tuple[Numbered, ...],
    slots: Mapping[str, Any],
    sealed: Sealed,
) -> Committed:
    """Stores numbered events, the state after them and what staff must see; or erases it all."""
    before = Followed(
        language=row.language if row else None,
        channel=row.channel if row else None,
        led=row.led if row else False,
        followed=row.followed if row else False,
        guarded=row.guarded if row else False,
    )
    after, fed, erase = records(before, [(e.number, e.body) for e in events], slots)
    deletable: tuple[int, ...] = ()
    if erase:
        deletable = told.take_back(connection, conversation)
        connection.execute(
            sa.delete(tables.event).where(tables.event.c.conversation == conversation)
        )
        for table in (tables.feed, tables.unanswered):
            connection.execute(sa.delete(table).where(table.c.conversation == conversation))
        fed = [record for record in fed if record.kind == "erase"]
        after = replace(after, led=False, followed=False, guarded=False)
    elif events:
        connection.execute(
            sa.insert(tables.event), [_event_row(conversation, e, sealed) for e in events]
        )
        numbered = [(e.number, e.body) for e in events]
        unanswered.keep(connection, conversation, numbered, before, after)
    if erase or (before.followed and not after.followed):
        files.drop(connection, conversation)
    _write_state(connection, conversation, row, events, after, sealed, erased=erase)
    if fed:
        connection.execute(
            sa.insert(tables.feed), [_feed_row(conversation, f, sealed) for f in fed]
        )
    return Committed(
        conversation=conversation,
        channel=after.channel or "",
        events=events,
        erased=erase,
        deletable=deletable,
    )


def write_delivery(
    connection: sa.engine.Connection, conversation: str, reply: str, status: str, sealed: Sealed
) -> None:
    """A feed record of how far staff's reply has come; nothing once staff follow no longer."""
    row = read_conversation(connection, conversation, lock=True)
    if row is None or row.erased or not row.followed:
        return
    if not read_known_ids(connection, conversation, [{"event": "bot", "metadata": {"id": reply}}]):
        return
    number = row.last_number + 1
    connection.execute(
        sa.update(tables.conversation)
        .where(tables.conversation.c.conversation == conversation)
        .values(last_number=number)
    )
    data = {"reply": reply, "status": status}
    record = FeedRecord(number=number, time=time.time(), kind="delivery", data=data)
    connection.execute(sa.insert(tables.feed), [_feed_row(conversation, record, sealed)])


def _write_state(
    connection: sa.engine.Connection,
    conversation: str,
    row: Any,
    events: tuple[Numbered, ...],
    after: Followed,
    sealed: Sealed,
    *,
    erased: bool,
) -> None:
    start, head = (row.window_start, read_head(row, sealed)) if row else (1, Head())
    last = events[-1].number if events else (row.last_number if row else 0)
    if erased:
        start, head = last + 1, Head()
    elif _turns(connection, conversation, start) > CUT_AT_TURNS:
        bodies = [event.body for event in read_events(connection, conversation, start, sealed)]
        old = cut(bodies)
        start, head = start + old, head.after(bodies[:old]) if old else head
    values = {
        "last_number": last,
        "window_start": start,
        "window_head": sealed.close(head.dump(), conversation),
        "language": after.language,
        "channel": after.channel,
        "led": after.led,
        "followed": after.followed,
        "erased": erased,
        "guarded": after.guarded,
        "pin": row.pin if row and after.guarded else None,
        "updated": time.time(),
    }
    if row is None:
        statement = sa.insert(tables.conversation).values(conversation=conversation, **values)
    else:
        statement = (
            sa.update(tables.conversation)
            .where(tables.conversation.c.conversation == conversation)
            .values(**values)
        )
    connection.execute(statement)


def _turns(connection: sa.engine.Connection, conversation: str, start: int) -> int:
    return int(
        connection.scalar(
            sa.select(sa.func.count())
            .select_from(tables.event)
            .where(
                tables.event.c.conversation == conversation,
                tables.event.c.number >= start,
                tables.event.c.kind == "user",
            )
        )
        or 0
    )


def _event_row(conversation: str, event: Numbered, sealed: Sealed) -> dict[str, Any]:
    body = json.dumps(event.body, ensure_ascii=False, separators=(",", ":"))
    return {
        "conversation": conversation,
        "number": event.number,
        "kind": event.body["event"],
        "message_id": event.message_id,
        "time": event.body.get("timestamp") or time.time(),
        "body": sealed.close(body, conversation),
    }


def _feed_row(conversation: str, record: FeedRecord, sealed: Sealed) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "number": record.number,
        "kind": record.kind,
        "time": record.time,
        "data": sealed.close(json.dumps(record.data, ensure_ascii=False), conversation),
    }
