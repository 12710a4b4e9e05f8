"""Knows the one transaction of a turn: events, window, feed rows, or nothing at all.

Refuses to know what a message means, who sends it and who reads the feed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store import rows, tables
from bot.store.files import Files
from bot.store.inbox import Inbox
from bot.store.rows import Body, Committed, Numbered, message_id
from bot.store.seal import OPEN, Sealed
from bot.store.told import Told
from bot.store.unanswered import Unanswered
from bot.store.window import Head
from knowledge.ledger import Ledger

_MESSAGES = ("user", "bot")
NO_LEDGER = Ledger(None)


@dataclass(frozen=True, kw_only=True)
class Window:
    """What a tracker is rebuilt from. `stored` counts the events held in the database."""

    head: Head | None
    events: tuple[Numbered, ...]


class Journal:
    """The bot's database behind the words that the rest of the bot needs.

    Every method may raise `sqlalchemy.exc.SQLAlchemyError`; nothing is stored by halves.
    """

    def __init__(
        self, engine: sa.engine.Engine, *, sealed: Sealed = OPEN, ledger: Ledger = NO_LEDGER
    ) -> None:
        self._engine = engine
        self._sealed = sealed
        self._ledger = ledger
        self._listeners: list[Callable[[Committed], None]] = []
        self._dress: Callable[[str, Body], Body] | None = None
        self.files = Files(engine, sealed=sealed)
        self.inbox = Inbox(engine, sealed=sealed)
        self.told = Told(engine)
        self.unanswered = Unanswered(engine, sealed=sealed)

    def subscribe(self, listener: Callable[[Committed], None]) -> None:
        """Calls `listener` after each commit that no turn waits for (the desk's events)."""
        self._listeners.append(listener)

    def dress_with(self, dress: Callable[[str, Body], Body]) -> None:
        """Lets `dress` complete what the desk posts before it is stored."""
        self._dress = dress

    def dressed(self, conversation: str, bodies: Sequence[Body]) -> list[Body]:
        """Events of the desk as they are to be stored, shown and replayed."""
        if self._dress is None:
            return list(bodies)
        return [self._dress(conversation, body) for body in bodies]

    def announce(self, committed: Committed) -> None:
        """Tells the listeners of a commit."""
        for listener in self._listeners:
            listener(committed)

    def append(
        self, conversation: str, bodies: Sequence[Body], *, slots: Mapping[str, Any] | None = None
    ) -> Committed:
        """Stores new events of a conversation in one transaction, and what follows from them.

        `slots` are the slot values after these events; a hand-over tells staff some of them.
        """
        with self._engine.begin() as connection:
            row = rows.read_conversation(connection, conversation, lock=True)
            if row is not None and row.erased:
                return Committed(
                    conversation=conversation, channel=row.channel or "", events=(), refused=True
                )
            known = rows.read_known_ids(connection, conversation, bodies)
            fresh = [body for body in bodies if message_id(body) not in known]
            first = (row.last_number if row else 0) + 1
            events = tuple(
                Numbered(number=first + place, body=body) for place, body in enumerate(fresh)
            )
            done = rows.write(connection, conversation, row, events, slots or {}, self._sealed)
            if done.erased:
                self._ledger.add([conversation], "wish")  # before the commit: begun is repeated
        if done.erased:
            self.clear_traces()
        return done

    def clear_traces(self) -> None:
        """After a deletion: no word of it in memory, nor in SQLite's write-ahead log."""
        self._sealed.forget()
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def window(self, conversation: str) -> Window | None:
        """The conversation's state and last turns; None when there is none (or it is erased)."""
        with self._engine.connect() as connection:
            row = rows.read_conversation(connection, conversation)
            if row is None or row.erased:
                return None
            events = rows.read_events(connection, conversation, row.window_start, self._sealed)
        head = None if row.window_start == 1 else rows.read_head(row, self._sealed)
        return Window(head=head, events=events)

    def events(self, conversation: str, *, after: int = 0) -> tuple[Numbered, ...]:
        """All stored events with a number above `after`, in order."""
        with self._engine.connect() as connection:
            return rows.read_events(connection, conversation, after + 1, self._sealed)

    def messages(self, conversation: str, *, after: int = 0) -> tuple[Numbered, ...]:
        """The person's and the bot's messages with a number above `after`, in order."""
        with self._engine.connect() as connection:
            return rows.read_events(
                connection, conversation, after + 1, self._sealed, kinds=_MESSAGES
            )

    def state(self, conversation: str) -> dict[str, Any] | None:
        """The conversation's row (language, channel, led, followed, erased, last_number)."""
        with self._engine.connect() as connection:
            row = rows.read_conversation(connection, conversation)
        return dict(row._mapping) if row else None

    def stores(self, conversation: str) -> bool:
        """Whether what is said here may be written down."""
        return True

    def seen(self, conversation: str, message: str) -> bool:
        """Whether a message with this id is stored in the conversation."""
        with self._engine.connect() as connection:
            return bool(
                connection.scalar(
                    sa.select(sa.func.count())
                    .select_from(tables.event)
                    .where(
                        tables.event.c.conversation == conversation,
                        tables.event.c.message_id == message,
                    )
                )
            )

    def ping(self) -> None:
        """Raises when the database does not answer."""
        with self._engine.connect() as connection:
            connection.execute(sa.select(1))

    def waiting(self) -> tuple[int, float]:
        """How many feed records wait, and the time of the oldest (0: none)."""
        with self._engine.connect() as connection:
            counted = sa.select(sa.func.count(), sa.func.min(tables.feed.c.time))
            row = connection.execute(counted).one()
        return int(row[0]), float(row[1] or 0)

    def set_pin(self, conversation: str, pin: str | None) -> None:
        """Keeps the PIN's hash (bot/channels/guard.py) with the conversation."""
        mine = tables.conversation.c.conversation == conversation
        with self._engine.begin() as connection:
            connection.execute(sa.update(tables.conversation).where(mine).values(pin=pin))

    def unguard(self, conversation: str) -> None:
        """The person says that nobody else holds this phone."""
        mine = tables.conversation.c.conversation == conversation
        values = {"guarded": False, "pin": None}
        with self._engine.begin() as connection:
            connection.execute(sa.update(tables.conversation).where(mine).values(**values))

    def conversations(self) -> list[str]:
        """The ids of all conversations that are not erased."""
        with self._engine.connect() as connection:
            return list(
                connection.scalars(
                    sa.select(tables.conversation.c.conversation).where(
                        ~tables.conversation.c.erased
                    )
                )
            )

    def feed(self, *, limit: int = 100) -> list[dict[str, Any]]:
        """The oldest waiting feed records, each with its `row`, as the contract tells."""
        with self._engine.connect() as connection:
            waiting = connection.execute(
                sa.select(tables.feed).order_by(tables.feed.c.row).limit(limit)
            ).all()
        return [_record(row, self._sealed) for row in waiting]

    def carry(self, send: Callable[[dict[str, Any]], None], *, limit: int = 100) -> int:
        """Hands the oldest waiting records to `send`, then deletes them; returns how many.

        Raises what `send` raises; then all of them wait on. Several processes may carry at once:
        PostgreSQL lets each pass over the rows that another holds.
        """
        with self._engine.begin() as connection:
            waiting = connection.execute(
                sa.select(tables.feed)
                .order_by(tables.feed.c.row)
                .limit(limit)
                .with_for_update(skip_locked=True)
            ).all()
            for row in waiting:
                send(_record(row, self._sealed))
            if waiting:
                numbers = [row.row for row in waiting]
                connection.execute(sa.delete(tables.feed).where(tables.feed.c.row.in_(numbers)))
        return len(waiting)

    def delivery(self, conversation: str, reply: str, status: str) -> None:
        """Tells staff how far their reply has come, under a number of its own."""
        with self._engine.begin() as connection:
            rows.write_delivery(connection, conversation, reply, status, self._sealed)

    def acknowledge(self, rows: Sequence[int]) -> None:
        """Deletes feed rows that the desk has applied."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(tables.feed).where(tables.feed.c.row.in_(rows)))


def _record(row: Any, sealed: Sealed) -> dict[str, Any]:
    return {
        "row": row.row,
        "version": 1,
        "conversation": row.conversation,
        "number": row.number,
        "time": row.time,
        "kind": row.kind,
        "data": json.loads(sealed.open(row.data, row.conversation)),
    }
