"""Deletes by age while the bot runs: at the start and every few hours, in a thread of its own.

Knows when. What is old and how it goes: bot/store/forget.py.
"""

import asyncio
import logging
import threading

import sqlalchemy as sa

from bot.runtime import Runtime
from bot.store.forget import Forgetter

logger = logging.getLogger(__name__)

EVERY_SECONDS = 6 * 3600.0


async def keep_tidy(runtime: Runtime, stopping: threading.Event) -> None:
    """Runs until cancelled; a database that is away is asked again the next time."""
    kept = runtime.settings.retention
    forgetter = Forgetter(runtime.journal, stopped=stopping.is_set)

    def once() -> None:
        try:
            done = forgetter.expire(days=kept.conversation_days, case_days=kept.case_days)
        except sa.exc.SQLAlchemyError as error:
            logger.error("nothing deleted by age: %s", type(error).__name__)
            return
        if done.conversations or done.left:
            logger.info(
                "deleted by age: %d conversations, %d events; %d left",
                *(done.conversations, done.events, done.left),
            )

    while True:
        await asyncio.to_thread(once)
        await asyncio.sleep(EVERY_SECONDS)
