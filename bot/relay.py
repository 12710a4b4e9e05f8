"""Knows how feed records get from the store into a durable RabbitMQ queue, each at least once.

A record leaves the store only when the broker has confirmed it; the broker away, they wait.
Refuses to know what a record means. Contract: tests/contracts/feed/queue.json.
"""

import json
import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import pika
import sqlalchemy as sa
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from bot.metrics import FEED_RETRIES
from bot.store import Journal
from knowledge.seal import Seal

logger = logging.getLogger(__name__)
logging.getLogger("pika").setLevel(logging.CRITICAL)  # our own line says it once

_DEAD_MILLISECONDS = 14 * 24 * 3600 * 1000
_PAGE = 100
_LOOKED_EVERY = 0.1
_LONGEST_PAUSE = 5.0


def declare(channel: BlockingChannel, queue: str) -> None:
    """Makes the queue and the one for what the desk refuses; the desk declares the same."""
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


class Relay:
    """One thread that carries records. Several processes may carry at once."""

    def __init__(self, journal: Journal, url: str, queue: str, *, keys: Sequence[str] = ()) -> None:
        self._seal = Seal(keys, purpose="feed")
        self._journal = journal
        self._url = url
        self._queue = queue
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Begins to carry."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the page in hand."""
        self._ending.set()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        pause = 0.0
        while not self._ending.wait(pause):
            try:
                with pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
                    pause = 0.0
                    self._carry(connection)
            except (AMQPError, OSError, sa.exc.SQLAlchemyError) as error:
                FEED_RETRIES.inc()
                if not pause:
                    logger.warning("feed records wait: %s", type(error).__name__)
                pause = min(pause * 2 or 0.2, _LONGEST_PAUSE)

    def _carry(self, connection: pika.BlockingConnection) -> None:
        channel = connection.channel()
        declare(channel, self._queue)
        channel.confirm_delivery()

        def send(record: Mapping[str, Any]) -> None:
            channel.basic_publish(
                "",
                self._queue,
                json.dumps(self._sealed(record), ensure_ascii=False).encode(),
                pika.BasicProperties(content_type="application/json", delivery_mode=2),
                mandatory=True,
            )

        while not self._ending.is_set():
            if self._journal.carry(send, limit=_PAGE) < _PAGE:
                connection.sleep(_LOOKED_EVERY)

    def _sealed(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """With keys, `data` travels and rests in RabbitMQ as one sealed text."""
        if not self._seal:
            return record
        words = json.dumps(record["data"], ensure_ascii=False)
        return {**record, "data": self._seal.close(words, record["conversation"])}
