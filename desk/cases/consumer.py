"""The process `desk feed`: takes records from the bot and makes the calls that it still has to get.

Three loops that need each other's pace as little as possible: one asks the bot for records, one
works off the outbox, one looks at the clock. All back off while something is down.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from desk.cases import alarm, clock, expiry, feed, outbox
from desk.cases.bot import Bot, BotError
from desk.cases.carrier import Carrier, CarrierError, FromBot
from desk.cases.models import BotCall, FeedRecord
from desk.cases.records import KINDS, PASSED_OVER
from desk.metrics import RECORDS
from watch import logs

_log = logging.getLogger(__name__)
WORKERS = 4
LONGEST_BACK_OFF = 5.0
TICK = 2.0
TIDY_EVERY = 6 * 3600.0


@dataclass(kw_only=True)
class Consumer:
    """Both loops around one bot; `stop` ends them."""

    bot: Bot
    carrier: Carrier | None = None
    wait: int = 20
    pace: float = 0.1
    stopping: threading.Event = field(default_factory=threading.Event)
    flying: list[Future[bool]] = field(default_factory=list)
    tidy_at: float = 0.0

    def run(self) -> None:
        """Runs until `stop`; the outbox has a thread of its own."""
        outbox.make_all_due()
        workers = [
            threading.Thread(target=loop, name=loop.__name__, daemon=True)
            for loop in (self._outbox, self._clock)
        ]
        for worker in workers:
            worker.start()
        try:
            self._feed()
        finally:
            self.stopping.set()
            for worker in workers:
                worker.join(timeout=2)

    def stop(self) -> None:
        self.stopping.set()

    def take_page(self) -> int:
        """One page of the feed: applied, then acknowledged; returns how many records came."""
        carrier = self.carrier or FromBot(self.bot, wait=self.wait)
        return carrier.page(_take)

    def work_once(self, pool: ThreadPoolExecutor | None = None) -> int:
        """Starts calls whose time has come; without a pool they are made at once, one by one."""
        now = timezone.now()
        self.flying = [future for future in self.flying if not _landed(future)]
        free = WORKERS - len(self.flying)
        calls = [call for call in outbox.due(at=now)[:free] if outbox.lease(call, at=now)]
        for call in calls:
            if pool is None:
                outbox.work(self.bot, call)
            else:
                self.flying.append(pool.submit(_in_thread, self.bot, call))
        return len(calls)

    def _feed(self) -> None:
        pause = 0.0
        while not self.stopping.wait(pause):
            try:
                pause = 0.0 if self.take_page() else 0.05
            except (BotError, CarrierError, DatabaseError) as error:
                if isinstance(error, DatabaseError):
                    connection.close()
                pause = self._back_off(pause, "feed", error)

    def _outbox(self) -> None:
        pause = self.pace
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="call") as pool:
            while not self.stopping.wait(pause):
                try:
                    pause = 0.02 if self.work_once(pool) else self.pace
                except Exception as error:  # an edge: the worker must outlive one bad call
                    connection.close()
                    pause = self._back_off(pause, "outbox", error)

    def _clock(self) -> None:
        pause = TICK
        while not self.stopping.wait(pause):
            try:
                clock.tick(at=timezone.now())
                alarm.ring(at=timezone.now())
                self._tidy()
                pause = TICK
            except Exception as error:  # an edge: the clock must outlive one bad case
                connection.close()
                pause = self._back_off(pause, "clock", error)

    def _tidy(self) -> None:
        """Every few hours what is too old goes."""
        if time.monotonic() < self.tidy_at:
            return
        self.tidy_at = time.monotonic() + TIDY_EVERY
        days = {"case_days": settings.RETENTION_CASE_DAYS, "log_days": settings.RETENTION_LOG_DAYS}
        done = expiry.expire(timezone.now(), **days, stopped=self.stopping.is_set)
        if done.cases or done.deeds or done.left:
            _log.info(
                "deleted by age: %d cases, %d deeds; %d left", done.cases, done.deeds, done.left
            )

    def _back_off(self, pause: float, loop: str, error: Exception) -> float:
        if pause < 0.2:
            _log.warning("%s waits: %s %s", loop, type(error).__name__, _brief(error))
        return min(max(pause, 0.1) * 2, LONGEST_BACK_OFF)


def _take(raw: object) -> FeedRecord.Fate:
    told = raw if isinstance(raw, Mapping) else {}
    kind = told.get("kind") if told.get("kind") in (*KINDS, *PASSED_OVER) else "none"
    with logs.about(logs.talk_of(str(told.get("conversation")))):
        fate = feed.take(raw)
        _log.info("record", extra={"fields": {"kind": kind, "fate": fate.value}})
    RECORDS.labels(kind, fate.value).inc()
    return fate


def _landed(future: Future[bool]) -> bool:
    if not future.done():
        return False
    if error := future.exception():
        _log.error("call failed: %s", type(error).__name__)
    return True


def _in_thread(bot: Bot, call: BotCall) -> bool:
    """A worker's connection that has gone bad must not stay with its thread."""
    try:
        return outbox.work(bot, call)
    except DatabaseError:
        connection.close()
        raise


def _brief(error: Exception) -> str:
    return str(error) if isinstance(error, (BotError, CarrierError)) else ""
