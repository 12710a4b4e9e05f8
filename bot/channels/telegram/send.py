"""The only speaker of the Bot API: messages, typing, sound, deletion, with retries and a limit.

Knows what Telegram's errors mean for a chat. Refuses to know conversations and what is said.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.form import Part

logger = logging.getLogger(__name__)

T = TypeVar("T")
Markup = Any

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
_CONNECTIONS = 64
_DELETED_AT_ONCE = 100
_GONE = ("chat not found", "user is deactivated", "group chat was", "peer_id_invalid")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class NotSentError(Exception):
    """Telegram did not take it, whatever we tried."""


class RefusedError(NotSentError):
    """Telegram will never take it."""


class GoneError(NotSentError):
    """The person has blocked the bot, or the chat is no more."""


def open_bot(token: str, api_url: str) -> ExtBot[Any]:
    """The bot of a token. Raises `telegram.error.InvalidToken` for what cannot be one."""
    base = api_url.rstrip("/")
    return ExtBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(connection_pool_size=_CONNECTIONS, pool_timeout=10.0),
        rate_limiter=AIORateLimiter(max_retries=2),
    )


class Sender:
    """Sends to chats of one bot."""

    def __init__(self, bot: ExtBot[Any], *, pauses: Sequence[float] = PAUSES) -> None:
        self.bot = bot
        self._pauses = pauses
        self._later: set[asyncio.Task[Any]] = set()

    async def text(
        self, chat: int, part: Part, *, markup: Markup = None, answers: int | None = None
    ) -> int:
        """Sends one message, as an answer to the person's message `answers`; returns its id.

        Raises:
            GoneError: nobody is there any more.
            NotSentError: Telegram refused it, or was not reached after all retries.
        """

        def send(text: str, mode: str | None) -> Awaitable[Message]:
            return self.bot.send_message(
                chat,
                text,
                parse_mode=mode,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=_answering(answers),
            )

        try:
            message = await self._tried(lambda: send(part.html, ParseMode.HTML))
        except BadRequest as error:
            # What Telegram cannot read as HTML is said without tags rather than not at all.
            logger.error("telegram refused a message's form: %s", type(error).__name__)
            message = await self._last(lambda: send(part.plain, None))
        return int(message.message_id)

    async def sound(self, chat: int, path: Path) -> int:
        """Sends a recording as a voice message; returns its id. Raises as `text`."""
        message = await self._last(lambda: self.bot.send_voice(chat, path))
        return int(message.message_id)

    async def document(self, chat: int, body: bytes, name: str) -> int:
        """Sends a file; returns its id. Raises as `text`."""
        message = await self._last(lambda: self.bot.send_document(chat, body, filename=name))
        return int(message.message_id)

    async def fetch(self, file: str) -> bytes:
        """The bytes of a file that somebody sent. Raises as `text`."""

        async def fetch() -> bytes:
            return bytes(await (await self.bot.get_file(file)).download_as_bytearray())

        return await self._last(fetch)

    async def delete(self, chat: int, messages: Sequence[int]) -> None:
        """Deletes what Telegram still lets a bot delete; never raises."""
        for start in range(0, len(messages), _DELETED_AT_ONCE):
            some = messages[start : start + _DELETED_AT_ONCE]
            try:
                await self._tried(lambda some=some: self.bot.delete_messages(chat, some))  # type: ignore[misc]
            except (NotSentError, BadRequest) as error:
                logger.warning("telegram kept messages: %s", type(error).__name__)

    def typing(self, chat: int) -> None:
        """Shows that an answer is coming; not worth a second try."""
        self._soon(self.bot.send_chat_action(chat, ChatAction.TYPING))

    def answer(self, callback: str) -> None:
        """Ends the waiting sign on a tapped button; an old one cannot be ended any more."""
        self._soon(self.bot.answer_callback_query(callback))

    async def close(self) -> None:
        """Waits for what is on its way."""
        if self._later:
            await asyncio.wait(self._later, timeout=2.0)

    async def _tried(self, call: Callable[[], Awaitable[T]]) -> T:
        """Tries until it works or the limit is reached. BadRequest is the caller's to read."""
        cause = "none"
        for pause in (*self._pauses, None):
            try:
                return await call()
            except (Forbidden, ChatMigrated) as error:
                raise GoneError(type(error).__name__) from error
            except BadRequest as error:
                if any(words in str(error).lower() for words in _GONE):
                    raise GoneError(type(error).__name__) from error
                raise
            except RetryAfter as error:
                cause, wait = "RetryAfter", _seconds(error)
            except NetworkError as error:
                cause, wait = type(error).__name__, pause or 0.0
            except TelegramError as error:
                raise NotSentError(type(error).__name__) from error
            if pause is not None:
                await asyncio.sleep(max(pause, wait))
        raise NotSentError(cause)

    async def _last(self, call: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self._tried(call)
        except BadRequest as error:
            raise RefusedError(type(error).__name__) from error

    def _soon(self, work: Awaitable[Any]) -> None:
        async def quietly() -> None:
            try:
                await work
            except TelegramError as error:
                logger.debug("telegram: %s", type(error).__name__)

        task = asyncio.get_running_loop().create_task(quietly())
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _answering(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message, allow_sending_without_reply=True)


def _seconds(error: RetryAfter) -> float:
    given = error.retry_after
    return float(given if isinstance(given, (int, float)) else given.total_seconds())
