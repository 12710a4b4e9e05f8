"""What goes by age or by the ledger, and how sealed words come under a new key.

Each works in small transactions, one after the other, and can be stopped anywhere: what is done
is done, what is not is found again. Refuses to know the desk, which forgets on its own.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import rows, tables
from bot.store.journal import Journal

BATCH = 100
_DAY = 86_400.0


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a run deleted, and what is over but still there (0 after a whole run)."""

    conversations: int
    events: int
    left: int


class Forgetter:
    """Forgets in one journal's database."""

    def __init__(self, journal: Journal, *, stopped: Callable[[], bool] = lambda: False) -> None:
        self._journal = journal
        self._engine = journal._engine
        self._stopped = stopped

    def expire(self, *, days: int, case_days: int, now: float | None = None) -> Done:
        """Deletes conversations quiet for `days`; one that staff still follow waits `case_days`
        more. The ledger gets a line for each before it goes."""
        now = time.time() if now is None else now
        quiet, forgotten = now - days * _DAY, now - (days + case_days) * _DAY
        c = tables.conversation.c
        over = sa.or_(sa.and_(c.updated < quiet, sa.not_(c.followed)), c.updated < forgotten)
        conversations = events = 0
        while not self._stopped():
            with self._engine.begin() as connection:
                query = sa.select(c.conversation).where(over).order_by(c.updated).limit(BATCH)
                batch = list(connection.scalars(query))
                if not batch:
                    break
                self._journal._ledger.add(batch, "age")
                for table in tables.personal:
                    gone = connection.execute(
                        sa.delete(table).where(table.c.conversation.in_(batch))
                    ).rowcount
                    events += gone if table is tables.event else 0
                conversations += len(batch)
        if conversations:
            self._journal.clear_traces()
        with self._engine.connect() as connection:
            left = connection.scalar(
                sa.select(sa.func.count()).select_from(tables.conversation).where(over)
            )
        return Done(conversations=conversations, events=events, left=int(left or 0))

    def replay(self, *, since: float) -> int:
        """After a restore: deletes again what the ledger says was deleted since the backup.

        Goes the way of every deletion, so that the desk hears of it. Returns how many were there.
        """
        again = 0
        for erasure in self._journal._ledger.read(since=since):
            state = self._journal.state(erasure.conversation)
            if state is None or state["erased"] or state["updated"] > erasure.at:
                continue
            again += 1
            if erasure.why == "age":
                self._delete(erasure.conversation)
            else:
                self.erase(erasure.conversation, receipt="restore")
        if again:
            self._journal.clear_traces()
        return again

    def erase(self, conversation: str, *, receipt: str) -> None:
        """Deletes one conversation as the person's own wish would; the feed tells the desk."""
        body = {"event": "slot", "name": "erase", "value": receipt, "timestamp": time.time()}
        self._journal.append(conversation, [body])

    def reseal(self) -> int:
        """Brings every text under the first key; returns how many were not. No keys: none."""
        changed = 0
        if self._journal._sealed:
            for table, column in (
                (tables.event, "body"),
                (tables.feed, "data"),
                (tables.conversation, "window_head"),
                (tables.file, "body"),
                (tables.waiting_update, "data"),
            ):
                while not self._stopped() and (batch := self._reseal(table, table.c[column])):
                    changed += batch
        if changed:
            self._journal.clear_traces()
        return changed

    def _reseal(self, table: sa.Table, words: sa.Column[str]) -> int:
        sealed, key = self._journal._sealed, list(table.primary_key.columns)
        stale = words.not_like(f"{sealed.mark}%")
        with self._engine.begin() as connection:
            most = 1 if table is tables.file else BATCH
            found = connection.execute(sa.select(table).where(stale).limit(most)).mappings().all()
            for row in found:
                conversation = row["conversation"]
                text = sealed.open_once(row[words.name], conversation)
                connection.execute(
                    sa.update(table)
                    .where(*(part == row[part.name] for part in key))
                    .values({words.name: sealed.close(text, conversation)})
                )
        return len(found)

    def _delete(self, conversation: str) -> None:
        with self._engine.begin() as connection:
            rows.read_conversation(connection, conversation, lock=True)
            for table in tables.personal:
                connection.execute(sa.delete(table).where(table.c.conversation == conversation))
