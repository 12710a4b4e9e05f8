"""Knows how a conversation is kept to one turn at a time, in this process and over Redis.

Rasa's own Redis store reads and then writes: two workers were inside one conversation in 60 of
200 simultaneous pairs. redis-py's Lock decides in one command. The channels take the lock around
"was it seen before?" and the turn; Rasa, which asks for it again inside, is let through.
Refuses to know what a turn does.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from functools import cache
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError as NotOwned
from redis.exceptions import RedisError

from bot.metrics import WITHOUT_REDIS

logger = logging.getLogger(__name__)

LIFETIME = 4.0  # a killed worker's conversation is free again after this many seconds
PATIENCE = 15.0
_RENEWED_EVERY = 1.0
_LOOKED_EVERY = 0.02
_WITHOUT_REDIS = 2.0
_CONNECTIONS = 16


class _Held:
    """That this task and those it started are inside; false again when it has left."""

    def __init__(self, locks: "Locks", conversation: str) -> None:
        self.key = (locks, conversation)
        self.inside = True


_held: ContextVar[_Held | None] = ContextVar("held", default=None)


class Locks:
    """The locks of one process; `url` is Redis's, or empty where one process serves everybody.

    Redis away is no silence: turns go on under the process's own lock, and the store still
    refuses to store a message twice.
    """

    def __init__(self, url: str = "") -> None:
        self._here: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._redis: Redis[bytes] | None = None
        self._away_until = 0.0
        if url:
            # Few connections for many turns: one waits for a free one instead of opening more.
            pool = BlockingConnectionPool.from_url(
                url,
                max_connections=_CONNECTIONS,
                timeout=PATIENCE,
                socket_connect_timeout=2.0,
                socket_timeout=2.0,
            )
            self._redis = Redis(connection_pool=pool)

    @asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """Waits for the conversation and keeps it. Raises rasa's `LockError` after 15 seconds."""
        outer = _held.get()
        if outer and outer.inside and outer.key == (self, conversation):
            yield
            return
        here = self._here.setdefault(conversation, asyncio.Lock())
        async with here:
            held = _Held(self, conversation)
            token = _held.set(held)
            there = await self._acquire(conversation)
            keeper = asyncio.create_task(_keep(there)) if there else None
            try:
                yield
            finally:
                held.inside = False
                _held.reset(token)
                if there and keeper:
                    keeper.cancel()
                    with suppress(RedisError, NotOwned):
                        await there.release()

    async def _acquire(self, conversation: str) -> Lock | None:
        if self._redis is None:
            return None
        if time.monotonic() < self._away_until:
            WITHOUT_REDIS.inc()
            return None
        lock = Lock(
            self._redis,
            f"newcomer:turn:{conversation}",
            timeout=LIFETIME,
            sleep=_LOOKED_EVERY,
            blocking_timeout=PATIENCE,
            thread_local=False,
        )
        try:
            got = await lock.acquire()
        except RedisError as error:
            WITHOUT_REDIS.inc()
            if time.monotonic() > self._away_until:
                logger.error("redis does not answer, locks only here: %s", type(error).__name__)
            self._away_until = time.monotonic() + _WITHOUT_REDIS
            return None
        if not got:
            raise LockError("the conversation is taken")
        return lock


class TurnLockStore(LockStore):
    """Rasa's lock store (endpoints.yml) over the process's locks."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        """Opens the locks at the endpoint's `url`; empty: this process only."""
        self._locks = open_locks((endpoint_config.url if endpoint_config else None) or "")

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0.0, wait_time_in_seconds: float = 0.0
    ) -> AsyncIterator[TicketLock]:
        """Keeps the conversation; Rasa's own times are not used."""
        async with self._locks.hold(conversation_id):
            yield TicketLock(conversation_id)


@cache
def open_locks(url: str) -> Locks:
    """The process's locks at `url`, the same for Rasa and the channels."""
    return Locks(url)


async def _keep(lock: Any) -> None:
    """A turn may take longer than the lock lives: renews it until cancelled."""
    while True:
        await asyncio.sleep(_RENEWED_EVERY)
        with suppress(RedisError, NotOwned):
            await lock.reacquire()
