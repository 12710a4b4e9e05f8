"""Knows how Telegram becomes a channel of Rasa's: its parts, its two ways in, its start and end.

Dialogue state stays with Rasa, what is said with the store; without a token the channel is off.
Refuses to know messages.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.identity import Chats
from bot.channels.outlet import Outlet
from bot.runtime import Runtime, open_runtime
from bot.store import Committed

if TYPE_CHECKING:
    from bot.channels.telegram.post import Post

logger = logging.getLogger(__name__)

NAME = "telegram"


class TelegramChannel(InputChannel):
    """A bot on Telegram, if there is a token."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa and in the feed."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "TelegramChannel":
        """The channel with the process's runtime."""
        return cls(open_runtime())

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._output = Outlet(NAME)
        self._chats = Chats(runtime.settings.session_key)
        self._post: Post | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def get_output_channel(self) -> OutputChannel:
        """The one object through which the desk's replies pass."""
        return self._output

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The webhook's route, and the listeners that start and end the line."""
        routes = Blueprint(NAME)
        if not self._runtime.settings.telegram_token:
            logger.info("Telegram is off: set TELEGRAM_TOKEN to a token from @BotFather.")
            return routes
        # Here, for the library takes a second to import and most test runs have no token.
        from bot.channels.telegram.post import Post

        post = Post(self._runtime, self._chats, self._runtime.intake(on_new_message))
        self._post = post
        self._runtime.journal.subscribe(self._announced)

        async def webhook(
            request: Request, mark: str
        ) -> HTTPResponse:  # Sanic marks it as a stream
            return await post.webhook(request)

        routes.add_route(webhook, "/<mark:str>", methods=["POST"], stream=True)
        routes.listener("after_server_start")(self._start)
        routes.listener("before_server_stop")(self._stop)
        return routes

    async def typing(self, conversation: str) -> None:
        """Shows that a colleague is writing."""
        if self._post and self._chats.chat(conversation) is not None:
            self._post.deliveries.typing(conversation)

    def _announced(self, committed: Committed) -> None:
        """Sends on what was stored outside a person's turn; deletes what an erased chat holds."""
        if committed.channel != NAME or self._post is None:
            return
        deliveries = self._post.deliveries
        if committed.erased:
            work = deliveries.forget(committed.conversation, committed.deletable)
        else:
            work = deliveries.tell(committed.conversation)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start(self, *_: Any) -> None:
        assert self._post is not None
        self._post.start()

    async def _stop(self, *_: Any) -> None:
        assert self._post is not None
        await self._post.stop()
