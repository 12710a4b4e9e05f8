"""The two roads by which feed records come: asked from the bot, or through RabbitMQ.

Either hands each record to `take` and tells the other side only once it is stored here. What the
desk refuses it has set aside for an administrator; on RabbitMQ it goes to the dead letters too.
Knows no case. Contract: tests/contracts/feed/queue.json.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pika
from django.conf import settings
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from desk.cases.bot import Bot
from desk.cases.models import FeedRecord
from desk.sealed import seal
from knowledge.seal import SealError

logging.getLogger("pika").setLevel(logging.CRITICAL)  # the consumer's own line says it once

Take = Callable[[object], FeedRecord.Fate]
PAGE = 100
_DEAD_MILLISECONDS = 14 * 24 * 3600 * 1000


class CarrierError(Exception):
    """The road is closed for now; the argument is a short cause."""


class Carrier(Protocol):
    """A road for records."""

    def page(self, take: Take) -> int:
        """Waits a while for records and takes what has come; returns how many."""


class FromBot:
    """Asks the bot, page by page."""

    def __init__(self, bot: Bot, *, wait: int) -> None:
        self._bot = bot
        self._wait = wait

    def page(self, take: Take) -> int:
        records = self._bot.feed(wait=self._wait, limit=PAGE)
        rows: list[int] = []
        for raw in records:
            take(raw)
            if isinstance(raw, dict) and isinstance(raw.get("row"), int):
                rows.append(raw["row"])
        if rows:
            self._bot.acknowledge(rows)
        return len(records)


class FromRabbit:
    """Reads a durable queue; connects when asked for a page, and again after a failure."""

    def __init__(self, url: str, queue: str, *, wait: float = 1.0) -> None:
        self._url = url
        self._queue = queue
        self._wait = wait
        self._channel: BlockingChannel | None = None

    def page(self, take: Take) -> int:
        taken = 0
        try:
            channel = self._channel or self._connect()
            for method, _, body in channel.consume(self._queue, inactivity_timeout=self._wait):
                if method is None:
                    break
                raw = _read(body)
                if take(raw) == FeedRecord.Fate.REFUSED:
                    channel.basic_reject(method.delivery_tag, requeue=False)
                else:
                    channel.basic_ack(method.delivery_tag)
                taken += 1
                if isinstance(raw, Mapping) and raw.get("kind") == "erase":
                    self._forget(channel, raw.get("conversation"))
                if taken >= PAGE:
                    break
        except (AMQPError, OSError) as error:
            self._channel = None
            raise CarrierError(type(error).__name__) from error
        except BaseException:
            self.close()  # what was not acknowledged comes again
            raise
        return taken

    def close(self) -> None:
        """Hangs up."""
        channel, self._channel = self._channel, None
        if channel is not None and channel.connection.is_open:
            channel.connection.close()

    def _connect(self) -> BlockingChannel:
        channel = pika.BlockingConnection(pika.URLParameters(self._url)).channel()
        declare(channel, self._queue)
        channel.basic_qos(prefetch_count=PAGE)
        self._channel = channel
        return channel

    def _forget(self, channel: BlockingChannel, conversation: object) -> None:
        """No dead letter outlives the conversation that it tells of."""
        dead = f"{self._queue}.dead"
        kept: list[int] = []
        while True:
            method, _, body = channel.basic_get(dead)
            if method is None:
                break
            raw = _read(body)
            if isinstance(raw, Mapping) and raw.get("conversation") == conversation:
                channel.basic_ack(method.delivery_tag)
            else:
                kept.append(method.delivery_tag)
        for tag in kept:
            channel.basic_nack(tag, requeue=True)


def declare(channel: BlockingChannel, queue: str) -> None:
    """Makes the queue and the one for what is refused; the bot declares the same."""
    dead = f"{queue}.dead"
    channel.queue_declare(
        dead,
        durable=True,
        arguments={"x-queue-type": "quorum", "x-message-ttl": _DEAD_MILLISECONDS},
    )
    channel.queue_declare(
        queue,
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            "x-overflow": "reject-publish",
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": dead,
            "x-dead-letter-strategy": "at-least-once",
        },
    )


def _read(body: bytes) -> Any:
    try:
        raw = json.loads(body)
        if isinstance(raw, dict) and isinstance(raw.get("data"), str):
            words = seal(settings.SEAL_KEYS, "feed").open(raw["data"], str(raw.get("conversation")))
            raw["data"] = json.loads(words)
    except (ValueError, SealError):
        return body.decode("utf-8", errors="replace")
    return raw
