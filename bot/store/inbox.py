"""Updates of a platform from the moment they are received until they are answered.

An update is taken once, whatever is repeated; its content is gone when it is done, its bare id
stays as long as the platform may repeat it. Refuses to know what an update means.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store import tables, told
from bot.store.seal import OPEN, Sealed

REPEATED_SECONDS = 3 * 24 * 3600  # Telegram keeps an update for 24 hours

_seen, _waiting = tables.seen_update, tables.waiting_update


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An update that has not been answered yet; `id` grows with time.

    `message` is the platform's id of the person's message, which deletion asks for.
    """

    id: int
    conversation: str
    data: Mapping[str, Any]
    message: int | None = None


class Inbox:
    """The waiting updates. Every method may raise `sqlalchemy.exc.SQLAlchemyError`."""

    def __init__(
        self,
        engine: sa.engine.Engine,
        *,
        sealed: Sealed = OPEN,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._sealed = sealed
        self._clock = clock

    def take(self, updates: Iterable[Waiting]) -> list[Waiting]:
        """Stores in one commit what was never seen before; returns that, in the order of ids."""
        given = {update.id: update for update in updates}
        if not given:
            return []
        known = sa.select(_seen.c.id).where(_seen.c.id.in_(given))
        with self._engine.begin() as connection:
            for id_ in connection.scalars(known).all():
                given.pop(id_, None)
            fresh = [given[id_] for id_ in sorted(given)]
            if fresh:
                now = self._clock()
                connection.execute(sa.insert(_seen), [{"id": u.id, "time": now} for u in fresh])
                connection.execute(sa.insert(_waiting), [self._row(update) for update in fresh])
            for update in fresh:
                if update.message is not None:
                    told.keep(connection, update.conversation, update.message, part="", time=now)
        return fresh

    def waiting(self) -> list[Waiting]:
        """All that a stopped process has left, in the order of ids."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_waiting).order_by(_waiting.c.id)).all()
        return [
            Waiting(
                id=row.id,
                conversation=row.conversation,
                data=json.loads(self._sealed.open(row.data, row.conversation)),
            )
            for row in rows
        ]

    def last(self) -> int | None:
        """The highest id that was ever taken."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.max(_seen.c.id)))

    def done(self, id_: int) -> None:
        """The update is answered: its content goes."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_waiting).where(_waiting.c.id == id_))

    def sweep(self) -> int:
        """Forgets the bare ids that the platform cannot repeat any more. Returns how many."""
        old = self._clock() - REPEATED_SECONDS
        waiting = sa.select(_waiting.c.id)
        with self._engine.begin() as connection:
            gone = connection.execute(
                sa.delete(_seen).where(_seen.c.time < old, _seen.c.id.not_in(waiting))
            )
        return int(gone.rowcount)

    def _row(self, update: Waiting) -> dict[str, Any]:
        text = json.dumps(update.data, ensure_ascii=False, separators=(",", ":"))
        return {
            "id": update.id,
            "conversation": update.conversation,
            "data": self._sealed.close(text, update.conversation),
        }
