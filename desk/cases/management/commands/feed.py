"""`python -m desk feed`: the consumer of the bot's feed, until it is told to stop."""

from __future__ import annotations

import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from desk.cases.bot import Bot
from desk.cases.consumer import Consumer


class Command(BaseCommand):
    help = "Takes records from the bot's feed and makes the calls that it still has to get."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BOT_API_SECRET:
            raise CommandError("BOT_API_SECRET is not set")
        consumer = Consumer(bot=Bot(settings.BOT_URL, settings.BOT_API_SECRET))
        # Every step may be cut short and is done again: no reason to wait for a long poll.
        signal.signal(signal.SIGTERM, _end)
        signal.signal(signal.SIGINT, _end)
        consumer.run()


def _end(*_: Any) -> None:
    os._exit(0)
