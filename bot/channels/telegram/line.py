"""Knows how updates come in (long polling or webhook) and go on: once each, in order by chat.

An update counts as received once it is stored (`bot.store.inbox`); only then does Telegram hear
so. Chats go on in parallel. Refuses to know what an update means to a conversation.
"""

import asyncio
import heapq
import logging
import warnings
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from telegram.error import Conflict, TelegramError
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning

from bot.channels.telegram.heard import KINDS, Heard, Me, Nearest, from_data, read
from bot.store.inbox import Inbox, Waiting

logger = logging.getLogger(__name__)

POLL_SECONDS = 25
# Telegram numbers updates without gaps: for a missing one we wait so long, then go on.
HOLD_SECONDS = 0.3
_STOP_SECONDS = 8.0
_AGAIN = (1.0, 2.0, 5.0, 10.0)

Hear = Callable[[int, Heard], Awaitable[None]]


class Line:
    """One bot's incoming line.

    `chat` and `conversation` turn one into the other; `stores` tells whether what is said in a
    conversation may be written down; `nearest` names the neighbourhood of a point.
    """

    def __init__(
        self,
        inbox: Inbox,
        hear: Hear,
        *,
        chat: Callable[[str], int | None],
        conversation: Callable[[int], str],
        stores: Callable[[str], bool],
        nearest: Nearest,
    ) -> None:
        self._inbox = inbox
        self._hear = hear
        self._chat = chat
        self._conversation = conversation
        self._stores = stores
        self._nearest = nearest
        self._chats: dict[int, deque[tuple[int, Heard]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._held: list[tuple[int, int, Heard | None]] = []
        self._last: int | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._unsaved: set[int] = set()

    def resume(self) -> None:
        """Goes on with what a stopped process has left. Raises `SQLAlchemyError`."""
        self._last = self._inbox.last()
        for update in self._inbox.waiting():
            chat = self._chat(update.conversation)
            if not update.data:  # of somebody who wants nothing stored: it went with the process
                self._inbox.done(update.id)
            elif chat is not None:
                self._queue(chat, update.id, from_data(update.data))

    def receive(self, updates: Iterable[Mapping[str, Any]], me: Me) -> None:
        """Stores updates (Telegram's JSON, each with an `update_id`); they are answered behind.

        Raises:
            SQLAlchemyError: nothing is stored; Telegram shall bring them again. The people are
                told so all the same.
        """
        meant = {int(one["update_id"]): read(one, me, self._nearest) for one in updates}
        said = {id_: heard for id_, heard in meant.items() if heard is not None}
        rows = [self._row(id_, *one) for id_, one in said.items()]
        try:
            fresh = {row.id for row in self._inbox.take(rows)}
        except sa.exc.SQLAlchemyError:
            self._answer_unsaved({i: (chat, heard) for i, (chat, _, heard) in said.items()})
            raise
        self._unsaved -= fresh
        for id_ in meant:
            if id_ not in said or id_ in fresh:
                chat, _, heard = said.get(id_, (0, None, None))
                heapq.heappush(self._held, (id_, chat, heard))
        self._release()

    def _row(self, id_: int, chat: int, message: int | None, heard: Heard) -> Waiting:
        conversation = self._conversation(chat)
        data = heard.as_data() if self._stores(conversation) else {}
        return Waiting(id=id_, conversation=conversation, data=data, message=message)

    async def poll(self, bot: ExtBot[Any], me: Me) -> None:
        """Asks Telegram for updates until cancelled."""
        failures, confirm = 0, None
        while True:
            try:
                updates = await self._ask(bot, confirm)
                self.receive(updates, me)
                # What is stored is confirmed by the next call; once that has worked, no number
                # is named any more: after a quiet week Telegram begins with another one.
                confirm = max(update["update_id"] for update in updates) + 1 if updates else None
                failures = 0
            except Conflict:
                logger.error("telegram: another process reads this bot's updates; trying again")
                failures += 1
            except (TelegramError, sa.exc.SQLAlchemyError) as error:
                logger.warning("telegram: no updates, %s; trying again", type(error).__name__)
                failures += 1
            if failures:
                await asyncio.sleep(_AGAIN[min(failures, len(_AGAIN)) - 1])

    async def _ask(self, bot: ExtBot[Any], confirm: int | None) -> list[dict[str, Any]]:
        """Raw updates: one that the library cannot read yet must not hold up all others.

        `Bot.get_updates` fails for the whole batch, again and again, and logs what people wrote
        (telegram/_bot.py, get_updates).
        """
        asked: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": list(KINDS)}
        if confirm is not None:
            asked["offset"] = confirm
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PTBUserWarning)
            result: Any = await bot.do_api_request(
                "getUpdates", api_kwargs=asked, read_timeout=POLL_SECONDS + 10
            )
        given = [one for one in result or () if isinstance(one, dict)]
        return [one for one in given if isinstance(one.get("update_id"), int)]

    async def stop(self) -> None:
        """Lets what has begun end; what still waits stays stored."""
        if self._timer:
            self._timer.cancel()
        for queue in self._chats.values():
            while len(queue) > 1:
                queue.pop()
        if self._workers:
            await asyncio.wait(self._workers, timeout=_STOP_SECONDS)

    def _release(self, *, all_: bool = False) -> None:
        """Lets go what comes next by number; behind a gap it is held for a moment."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while self._held:
            id_, chat, heard = self._held[0]
            if not all_ and self._last is not None and id_ > self._last + 1:
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(HOLD_SECONDS, lambda: self._release(all_=True))
                return
            heapq.heappop(self._held)
            self._last = max(id_, self._last or id_)
            if heard is not None:
                self._queue(chat, id_, heard)

    def _queue(self, chat: int, id_: int, heard: Heard) -> None:
        queue = self._chats.setdefault(chat, deque())
        queue.append((id_, heard))
        if len(queue) == 1:
            task = asyncio.get_running_loop().create_task(self._work(chat, queue))
            self._workers.add(task)
            task.add_done_callback(self._workers.discard)

    async def _work(self, chat: int, queue: deque[tuple[int, Heard]]) -> None:
        while queue:
            id_, heard = queue[0]
            try:
                await self._hear(chat, heard)
                self._done(id_)
            except sa.exc.SQLAlchemyError as error:  # stays stored: the next start answers it
                logger.error("telegram: update waits, the store fails: %s", type(error).__name__)
            except Exception as error:  # the edge: one line, without the person's words
                logger.error("telegram: update failed: %s", type(error).__name__)
                with suppress(sa.exc.SQLAlchemyError):
                    self._done(id_)
            queue.popleft()
        self._chats.pop(chat, None)

    def _done(self, id_: int) -> None:
        if id_ not in self._unsaved:
            self._inbox.done(id_)

    def _answer_unsaved(self, said: dict[int, tuple[int, Heard]]) -> None:
        for id_, (chat, heard) in sorted(said.items()):
            if id_ not in self._unsaved:
                self._unsaved.add(id_)
                self._queue(chat, id_, heard)
