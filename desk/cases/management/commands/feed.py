"""`python -m desk feed`: the consumer of the bot's feed, until it is told to stop."""

from __future__ import annotations

import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from desk import watched
from desk.cases.bot import Bot
from desk.cases.carrier import FromRabbit
from desk.cases.consumer import Consumer
from desk.metrics import watch_waiting
from watch.port import serve


class Command(BaseCommand):
    help = "Takes records from the bot's feed and makes the calls that it still has to get."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BOT_API_SECRET:
            raise CommandError("BOT_API_SECRET is not set")
        bot = Bot(settings.BOT_URL, settings.BOT_API_SECRET)
        rabbit = FromRabbit(settings.AMQP_URL, settings.FEED_QUEUE) if settings.AMQP_URL else None
        consumer = Consumer(bot=bot, carrier=rabbit)
        # Every step may be cut short and is done again: no reason to wait for a long poll.
        signal.signal(signal.SIGTERM, _end)
        signal.signal(signal.SIGINT, _end)
        if settings.FEED_PORT:
            watch_waiting()
            serve(settings.FEED_PORT, watched.parts(), host=settings.DESK_HOST)
        consumer.run()


def _end(*_: Any) -> None:
    os._exit(0)
