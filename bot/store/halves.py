"""The journal's two halves as one: the database, and what is not to be stored.

Knows which half holds a conversation. Refuses to know how either keeps it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from redis import Redis

from bot.store import rows, tables, told
from bot.store.connect import connect
from bot.store.journal import Journal, Window
from bot.store.rows import Body, Committed, Numbered
from bot.store.seal import Sealed
from bot.store.volatile import Kept, Memory, RedisShelf, Volatile, agrees, is_volatile
from bot.store.window import Head
from knowledge.ledger import Ledger

_MESSAGES = ("user", "bot")


class Halves(Journal):
    """A journal for stored conversations and for those that are not to be stored."""

    def __init__(
        self, engine: sa.engine.Engine, *, sealed: Sealed, ledger: Ledger, volatile: Volatile
    ) -> None:
        super().__init__(engine, sealed=sealed, ledger=ledger)
        self.volatile = volatile

    def append(
        self, conversation: str, bodies: Sequence[Body], *, slots: Mapping[str, Any] | None = None
    ) -> Committed:
        """Stores in the half where the conversation lives; moves it when the person agrees."""
        if not is_volatile(conversation):
            return super().append(conversation, bodies, slots=slots)
        kept = self.volatile.find(conversation)
        if kept is None and super().state(conversation) is not None:
            return super().append(conversation, bodies, slots=slots)
        if not agrees(bodies):
            done = self.volatile.append(conversation, kept, bodies, slots or {})
            return self._forget_traces(done) if done.erased else done
        if kept is not None and not kept.erased:
            self._store_past(conversation, kept)
        committed = super().append(conversation, bodies, slots=slots)
        self.volatile.drop(conversation)
        return committed

    def _forget_traces(self, done: Committed) -> Committed:
        """What is noted of a chat that is not stored goes with it."""
        with self._engine.begin() as connection:
            deletable = told.take_back(connection, done.conversation)
        return replace(done, deletable=deletable)

    def stores(self, conversation: str) -> bool:
        """Whether what is said here may be written down: not before the person agrees."""
        return not is_volatile(conversation) or super().state(conversation) is not None

    def window(self, conversation: str) -> Window | None:
        """The conversation's state and last turns; None when there is none (or it is erased)."""
        if is_volatile(conversation) and (kept := self.volatile.find(conversation)):
            head = Head(**kept.head) if kept.head else None
            return None if kept.erased else Window(head=head, events=kept.numbered)
        return super().window(conversation)

    def events(self, conversation: str, *, after: int = 0) -> tuple[Numbered, ...]:
        """All events that are still there with a number above `after`, in order."""
        if is_volatile(conversation) and (kept := self.volatile.find(conversation)):
            return tuple(event for event in kept.numbered if event.number > after)
        return super().events(conversation, after=after)

    def messages(self, conversation: str, *, after: int = 0) -> tuple[Numbered, ...]:
        """The messages that are still there with a number above `after`, in order."""
        if is_volatile(conversation) and (kept := self.volatile.find(conversation)):
            told = (event for event in kept.numbered if event.body["event"] in _MESSAGES)
            return tuple(event for event in told if event.number > after)
        return super().messages(conversation, after=after)

    def state(self, conversation: str) -> dict[str, Any] | None:
        """The conversation's row."""
        if is_volatile(conversation) and (kept := self.volatile.find(conversation)):
            hidden = ("head", "events")
            row = {name: value for name, value in vars(kept).items() if name not in hidden}
            return {"conversation": conversation, **row}
        return super().state(conversation)

    def seen(self, conversation: str, message: str) -> bool:
        """Whether a message with this id is there."""
        if is_volatile(conversation) and (kept := self.volatile.find(conversation)):
            return any(event.message_id == message for event in kept.numbered)
        return super().seen(conversation, message)

    def set_pin(self, conversation: str, pin: str | None) -> None:
        """Keeps the PIN's hash with the conversation."""
        if is_volatile(conversation) and (kept := self.volatile.find(conversation)):
            kept.pin = pin
            self.volatile.keep(conversation, kept)
            return
        super().set_pin(conversation, pin)

    def unguard(self, conversation: str) -> None:
        """The person says that nobody else holds this phone."""
        if is_volatile(conversation) and (kept := self.volatile.find(conversation)):
            kept.guarded, kept.pin = False, None
            self.volatile.keep(conversation, kept)
            return
        super().unguard(conversation)

    def _store_past(self, conversation: str, kept: Kept) -> None:
        """Writes what was said so far; the transcript has it, nothing else gets it."""
        with self._engine.begin() as connection:
            rows.write(connection, conversation, None, kept.numbered, {}, self._sealed)
            mine = {"conversation": conversation}
            for table in (tables.feed, tables.unanswered):
                connection.execute(sa.delete(table).filter_by(**mine))
            values = {
                "last_number": kept.last_number,
                "followed": False,
                "guarded": kept.guarded,
                "pin": kept.pin,
            }
            connection.execute(sa.update(tables.conversation).filter_by(**mine).values(**values))


def open_halves(url: str, *, keys: Sequence[str], ledger: Ledger, redis_url: str) -> Halves:
    """The journal of the database at `url`, its tables brought up to date.

    Raises `sqlalchemy.exc.SQLAlchemyError` when the database cannot be reached.
    """
    sealed = Sealed(keys)
    shelf: Memory | RedisShelf = Memory()
    if redis_url:
        redis = Redis.from_url(redis_url, socket_connect_timeout=1.0, socket_timeout=2.0)
        shelf = RedisShelf(redis, sealed)
    return Halves(connect(url), sealed=sealed, ledger=ledger, volatile=Volatile(shelf))
