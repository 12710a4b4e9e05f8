"""Knows how words reach a page whose socket another bot process holds: through Redis.

python-socketio's own manager does the work. Its messages are Python pickles, which run code when
they are read; here they are JSON. Refuses to know what is sent.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

from redis.exceptions import RedisError
from socketio import AsyncManager, AsyncRedisManager

_CONNECT_SECONDS = 1.0
_QUIET_SECONDS = 30


class FanOut(AsyncRedisManager):
    """The Redis manager, with JSON on the wire; Redis away: only this process's pages hear."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._leaving: list[str] = []
        self._sender: asyncio.Task[None] | None = None

    async def emit(
        self, event: str, data: Any, namespace: str | None = None, **options: Any
    ) -> None:
        """To this process's pages at once, to the others' through Redis."""
        await super().emit(event, data, namespace, **{**options, "ignore_queue": True})
        here_only = self.is_connected(options.get("room"), namespace or "/")
        if not here_only and not options.get("ignore_queue"):
            await super().emit(event, data, namespace, **options)

    async def _publish(self, data: dict[str, Any]) -> None:
        # Nobody waits for Redis: a page that misses something is told when it comes back.
        self._leaving.append(json.dumps(data, ensure_ascii=False))
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send())

    async def _send(self) -> None:
        while self._leaving:
            batch, self._leaving = self._leaving, []
            try:
                async with self.redis.pipeline(transaction=False) as pipe:
                    for wire in batch:
                        pipe.publish(self.channel, wire)
                    await pipe.execute()
            except (RedisError, OSError) as error:
                self._get_logger().error("other processes not told: %s", type(error).__name__)

    async def _listen(self) -> AsyncIterator[dict[str, Any]]:
        while True:
            try:
                await self.pubsub.subscribe(self.channel)
                async for message in self.pubsub.listen():
                    data = _read(message["data"])
                    if data.get("host_id") not in (None, self.host_id):
                        yield data
            except (RedisError, OSError) as error:
                self._get_logger().error("redis is not heard: %s", type(error).__name__)
                await asyncio.sleep(_CONNECT_SECONDS)
                self._redis_connect()


def manager(redis_url: str, city: str) -> AsyncManager | None:
    """The manager for a socket server; None (socketio's own, in memory) without Redis."""
    if not redis_url:
        return None
    return FanOut(
        redis_url,
        channel=f"newcomer:pages:{city}",
        logger=logging.getLogger(__name__),
        redis_options={
            "socket_connect_timeout": _CONNECT_SECONDS,
            "health_check_interval": _QUIET_SECONDS,
        },
    )


def _read(wire: bytes) -> dict[str, Any]:
    try:
        data = json.loads(wire)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
