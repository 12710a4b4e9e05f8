"""Knows how what stands in a conversation reaches its chat: once, in order, and what if it cannot.

The store says what was said, `bot.store.told` how far the chat has been told; whatever lies
between the two is sent, after a turn, after the desk's words, after a restart. Refuses to know
who said it and why.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from weakref import WeakValueDictionary

import sqlalchemy as sa

from bot.channels.guard import Guard
from bot.channels.identity import Chats
from bot.channels.reply import Reply, from_event
from bot.channels.telegram import form
from bot.channels.telegram.send import GoneError, NotSentError, RefusedError, Sender
from bot.channels.telegram.words import Words
from bot.store import Journal

logger = logging.getLogger(__name__)

CHANNEL = "telegram"
NUMBER = "number"  # what a reply may ask for: a telephone number
_CALENDAR = "appointment.ics"


class Deliveries:
    """Sends each reply of a conversation to its chat."""

    def __init__(
        self, journal: Journal, sender: Sender, words: Words, chats: Chats, guard: Guard
    ) -> None:
        self._journal = journal
        self._guard = guard
        self._told = journal.told
        self._sender = sender
        self._words = words
        self._chats = chats
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.link = ""  # how a group finds the bot alone; known once Telegram has said its name

    async def tell(
        self, conversation: str, *, answers: int | None = None, office: str | None = None
    ) -> None:
        """Sends what has not been sent yet. Never raises; what fails stays to be told later."""
        chat = self._chats.chat(conversation)
        if chat is None:
            return
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        async with lock:
            try:
                await self._tell(conversation, chat, answers, office)
            except sa.exc.SQLAlchemyError as error:
                logger.error("not told, the store fails: %s", type(error).__name__)

    async def say(
        self, conversation: str, reply: Reply, *, answers: int | None = None, keep: bool = True
    ) -> None:
        """Sends what stands in no conversation: the channel's own words. Never raises."""
        chat = self._chats.chat(conversation)
        if chat is None:
            return
        try:
            await self._send(conversation, chat, reply, answers=answers, keep=keep)
        except GoneError:
            self.is_gone(conversation)
        except NotSentError as error:
            logger.error("telegram did not take a message: %s", error)

    async def attach(self, conversation: str, name: str, files: Mapping[str, bytes]) -> None:
        """Sends files by their names, each once under `name`. Never raises."""
        chat = self._chats.chat(conversation)
        if chat is None:
            return
        try:
            for title, body in files.items():
                await self._document(conversation, chat, f"{name}/{title}", body, title)
        except GoneError:
            self.is_gone(conversation)
        except (NotSentError, sa.exc.SQLAlchemyError) as error:
            logger.error("telegram did not take a file: %s", type(error).__name__)

    async def tell_all(self) -> None:
        """Sends what a stopped process or a broken line has left."""
        try:
            waiting = self._journal.told.untold(CHANNEL)
        except sa.exc.SQLAlchemyError as error:
            logger.error("nothing told, the store fails: %s", type(error).__name__)
            return
        await asyncio.gather(*(self.tell(conversation) for conversation in waiting))

    async def forget(self, conversation: str, messages: Iterable[int]) -> None:
        """Deletes a chat's messages, as far as Telegram lets a bot."""
        chat = self._chats.chat(conversation)
        if chat is not None:
            await self._sender.delete(chat, sorted(messages))

    def typing(self, conversation: str) -> None:
        """Shows that somebody writes."""
        chat = self._chats.chat(conversation)
        if chat is not None:
            self._sender.typing(chat)

    def is_gone(self, conversation: str) -> None:
        """Nothing more is sent to this chat until the person is back."""
        with suppress(sa.exc.SQLAlchemyError):
            self._told.update(conversation, gone=self._told.now())

    def is_back(self, conversation: str) -> None:
        """The person is there: what waits may be sent again."""
        with suppress(sa.exc.SQLAlchemyError):
            if self._told.chat(conversation).gone is not None:
                self._told.update(conversation, gone=None)

    async def _tell(
        self, conversation: str, chat: int, answers: int | None, office: str | None
    ) -> None:
        known = self._told.chat(conversation)
        stored = self._journal.messages(conversation, after=known.told)
        replies = [from_event(m.number, m.body) for m in stored if m.body["event"] == "bot"]
        if not replies:
            return
        if known.gone is not None:
            self._report(conversation, replies, "failed")
            return
        try:
            if not known.noticed:
                await self._notice(conversation, chat, replies, office)
            for place, reply in enumerate(replies):
                await self._one(conversation, chat, reply, answers=None if place else answers)
                self._told.update(conversation, told=reply.seq)
        except GoneError:
            self.is_gone(conversation)
            self._report(conversation, replies, "failed")
        except NotSentError as error:
            logger.error("telegram did not take a message: %s", error)
            self._report(conversation, replies, "failed")

    async def _one(
        self, conversation: str, chat: int, reply: Reply, *, answers: int | None
    ) -> None:
        try:
            await self._send(conversation, chat, self._shown(conversation, reply), answers=answers)
            status = "delivered"
        except RefusedError as error:
            logger.error("telegram refused a message for good: %s", error)
            status = "failed"
        self._report(conversation, [reply], status)

    def _shown(self, conversation: str, reply: Reply) -> Reply:
        """A colleague's words wait for a tap where danger was told."""
        state = self._journal.state(conversation) or {}
        if not state.get("guarded"):
            return reply
        return self._guard.veiled(conversation, reply, state.get("language"))

    async def _notice(
        self, conversation: str, chat: int, replies: list[Reply], office: str | None
    ) -> None:
        """The notice comes before the first answer, unless somebody is in danger."""
        if any(reply.metadata.get("emergency") for reply in replies):
            return
        link = self.link if chat < 0 else ""
        language = replies[-1].metadata.get("language")
        await self._send(
            conversation, chat, self._words.notice(language, office=office, group_link=link)
        )
        self._told.update(conversation, noticed=True)

    async def _send(
        self,
        conversation: str,
        chat: int,
        reply: Reply,
        *,
        answers: int | None = None,
        keep: bool = True,
    ) -> None:
        language = reply.metadata.get("language")
        pieces = form.parts(reply, self._words.direction(language))
        for place, part in enumerate(pieces):
            name = f"{reply.id}/{place}"
            if reply.seq is not None and self._told.has(conversation, name):
                continue  # taken before the process was stopped
            last = place == len(pieces) - 1
            markup = self._markup(conversation, chat, reply) if last else None
            message = await self._sender.text(
                chat, part, markup=markup, answers=None if place else answers
            )
            if keep:
                self._told.sent(conversation, message, name)
        for link in (reply.card or {}).get("links", ()):
            if link.get("ics"):
                body = str(link["ics"]).encode()
                await self._document(conversation, chat, f"{reply.id}/ics", body, _CALENDAR)

    async def _document(
        self, conversation: str, chat: int, name: str, body: bytes, title: str
    ) -> None:
        if not self._told.has(conversation, name):
            message = await self._sender.document(chat, body, title)
            self._told.sent(conversation, message, name)

    def _markup(self, conversation: str, chat: int, reply: Reply) -> form.Markup:
        """The reply's own buttons; else the keyboard that is always there (alone with the bot)."""
        own = self._words.markup(conversation, reply)
        if chat < 0:
            return own
        led = self._words.leads_back(reply) or self._is_led(conversation)
        number = reply.metadata.get("asks") == NUMBER
        if own and not number and (reply.card or self._words.needs_buttons(reply, led=led)):
            return own
        return self._words.keyboard(reply.metadata.get("language"), led=led, number=number)

    def _is_led(self, conversation: str) -> bool:
        with suppress(sa.exc.SQLAlchemyError):
            return bool((self._journal.state(conversation) or {}).get("led"))
        return False

    def _report(self, conversation: str, replies: Iterable[Reply], status: str) -> None:
        """Staff see what became of their own words."""
        for reply in replies:
            if reply.sender.get("kind") == "staff":
                self._journal.delivery(conversation, reply.id, status)
