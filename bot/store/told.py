"""How far each chat of a platform has been told what stands in its conversation.

A reply counts as told once the platform has taken it. Also keeps the platform's own message ids,
as long as it would still delete them. Refuses to know how anything is sent.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store import tables

DELETABLE_SECONDS = 48 * 3600  # Telegram deletes no message that is older
LATE_SECONDS = 24 * 3600  # an answer that comes later than this only surprises

_chat, _sent, _event, _conversation = tables.chat, tables.sent, tables.event, tables.conversation


@dataclass(frozen=True, kw_only=True)
class Chat:
    """`told`: up to which number; `noticed`: the notice was shown; `gone`: since when, or None."""

    told: int = 0
    noticed: bool = False
    gone: float | None = None


class Told:
    """The chats' progress. Every method may raise `sqlalchemy.exc.SQLAlchemyError`."""

    def __init__(self, engine: sa.engine.Engine, *, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def now(self) -> float:
        """The time in seconds since the epoch, as `gone` is noted."""
        return self._clock()

    def chat(self, conversation: str) -> Chat:
        """The chat as it stands; a new one when nothing is known."""
        query = sa.select(_chat).where(_chat.c.conversation == conversation)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Chat(told=row.told, noticed=row.noticed, gone=row.gone) if row else Chat()

    def knows(self, conversation: str) -> bool:
        """Whether anything is noted of the chat."""
        query = sa.select(_chat.c.told).where(_chat.c.conversation == conversation)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def update(self, conversation: str, **values: Any) -> None:
        """Notes `told`, `noticed` or `gone` (a time, or None: reachable again)."""
        with self._engine.begin() as connection:
            changed = connection.execute(
                sa.update(_chat).where(_chat.c.conversation == conversation).values(**values)
            )
            if not changed.rowcount:
                fresh = {"told": 0, "noticed": False, "gone": None, **values}
                connection.execute(sa.insert(_chat).values(conversation=conversation, **fresh))

    def sent(self, conversation: str, message: int, part: str) -> None:
        """Notes a message of ours that the platform has taken; `part` says which."""
        with self._engine.begin() as connection:
            keep(connection, conversation, message, part=part, time=self._clock())

    def has(self, conversation: str, part: str) -> bool:
        """Whether this part of a reply has been taken by the platform."""
        query = sa.select(_sent.c.message).where(
            _sent.c.conversation == conversation, _sent.c.part == part
        )
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def untold(self, channel: str) -> list[str]:
        """The reachable conversations of a channel with a reply of the last day to be told."""
        told = sa.func.coalesce(_chat.c.told, 0)
        query = (
            sa.select(_event.c.conversation)
            .join(_conversation, _conversation.c.conversation == _event.c.conversation)
            .outerjoin(_chat, _chat.c.conversation == _event.c.conversation)
            .where(
                _conversation.c.channel == channel,
                _event.c.kind == "bot",
                _event.c.number > told,
                _event.c.time > self._clock() - LATE_SECONDS,
                _chat.c.gone.is_(None),
            )
            .distinct()
        )
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def sweep(self) -> int:
        """Forgets the message ids that the platform would not delete any more."""
        old = _sent.c.time < self._clock() - DELETABLE_SECONDS
        with self._engine.begin() as connection:
            return int(connection.execute(sa.delete(_sent).where(old)).rowcount)


def keep(
    connection: sa.engine.Connection, conversation: str, message: int, *, part: str, time: float
) -> None:
    """Notes a message id of the platform in a transaction of the caller's, once."""
    mine = (_sent.c.conversation == conversation) & (_sent.c.message == message)
    if connection.execute(sa.select(_sent.c.message).where(mine)).first() is None:
        values = {"conversation": conversation, "message": message, "part": part, "time": time}
        connection.execute(sa.insert(_sent).values(values))


def take_back(connection: sa.engine.Connection, conversation: str) -> tuple[int, ...]:
    """Forgets a chat in a transaction of the caller's; returns what the platform may delete."""
    query = sa.select(_sent.c.message).where(_sent.c.conversation == conversation)
    messages = tuple(sorted(connection.scalars(query)))
    for table in (tables.sent, tables.chat, tables.waiting_update):
        connection.execute(sa.delete(table).where(table.c.conversation == conversation))
    return messages
