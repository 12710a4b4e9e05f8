"""Knows the desk's door into the bot: feed, transcript, files, typing, questions without an answer;
and that of `make publish`.

Refuses to know cases and HTML.

What staff say and who leads comes in by Rasa's own `tracker/events`. Everything here needs the
same signed token as Rasa's API. Contract: tests/contracts/staff.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import jwt
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.telegram import TelegramChannel
from bot.channels.website import WebsiteChannel
from bot.feed import message
from bot.renew import Renewal, RenewalError
from bot.runtime import Runtime, open_runtime
from bot.unanswered import groups
from watch.logs import about, talk_of

_POLL_SECONDS = 0.1
_LONGEST_WAIT = 30.0
_MOST_ROWS = 500

View = Callable[..., Coroutine[Any, Any, HTTPResponse]]


class StaffChannel(InputChannel):
    """The desk's door. No messages come in through it."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa: its routes begin with /webhooks/staff."""
        return "staff"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "StaffChannel":
        """The channel with the process's runtime."""
        return cls(open_runtime())

    def __init__(self, runtime: Runtime) -> None:
        self._journal = runtime.journal
        self._secret = runtime.settings.api_secret
        self._renewal = Renewal(runtime)
        self._examples = runtime.settings.data_dir / "nlu"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes."""
        routes = Blueprint("staff")
        for view, path, method in (
            (self._feed, "/feed", "GET"),
            (self._acknowledge, "/feed/ack", "POST"),
            (self._transcript, "/transcript/<conversation:str>", "GET"),
            (self._typing, "/typing/<conversation:str>", "POST"),
            (self._renew, "/renew", "POST"),
            (self._unanswered, "/unanswered", "GET"),
            (self._file, "/file/<conversation:str>/<id_:str>", "GET"),
        ):
            routes.add_route(self._guarded(view), path, methods=[method], name=view.__name__)
        return routes

    def _guarded(self, view: View) -> View:
        @functools.wraps(view)
        async def guarded(request: Request, **parts: str) -> HTTPResponse:
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            try:
                if scheme != "Bearer":
                    raise jwt.InvalidTokenError
                jwt.decode(token, self._secret, algorithms=["HS256"])
            except jwt.InvalidTokenError:
                return response.json({"error": "unauthorized"}, status=401)
            with about(talk_of(parts["conversation"]) if "conversation" in parts else ""):
                return await view(request, **parts)

        return guarded

    async def _feed(self, request: Request) -> HTTPResponse:
        limit = min(_number(request, "limit", 100), _MOST_ROWS)
        wait = min(float(_number(request, "wait", 0)), _LONGEST_WAIT)
        records = self._journal.feed(limit=limit)
        while not records and wait > 0:
            await asyncio.sleep(_POLL_SECONDS)
            wait -= _POLL_SECONDS
            records = self._journal.feed(limit=limit)
        return response.json({"records": records})

    async def _acknowledge(self, request: Request) -> HTTPResponse:
        rows = (request.json or {}).get("rows")
        if not isinstance(rows, list) or not all(isinstance(row, int) for row in rows):
            return response.json({"error": "rows must be a list of numbers"}, status=400)
        self._journal.acknowledge(rows)
        return response.empty()

    async def _transcript(self, request: Request, conversation: str) -> HTTPResponse:
        state = self._journal.state(conversation)
        if state is None or state["erased"]:
            return response.json({"error": "unknown conversation"}, status=404)
        messages = self._journal.messages(conversation, after=_number(request, "after", 0))
        return response.json(
            {
                "messages": [
                    {"number": m.number, "time": m.body.get("timestamp"), **message(m.body)}
                    for m in messages
                ],
                "language": state["language"],
                "led": state["led"],
            }
        )

    async def _typing(self, request: Request, conversation: str) -> HTTPResponse:
        app: Sanic = request.app
        for channel in app.ctx.input_channels:
            if isinstance(channel, (WebsiteChannel, TelegramChannel)):
                await channel.typing(conversation)
        return response.empty()

    async def _renew(self, request: Request) -> HTTPResponse:
        """Takes the published state that is current now."""
        try:
            taken = await self._renewal.renew(request.app.ctx.agent)
        except RenewalError as error:
            return response.json({"error": str(error)}, status=409)
        return response.json({"state": taken.state, "model": taken.model})

    async def _unanswered(self, request: Request) -> HTTPResponse:
        """Groups of questions that got no answer, as masked sentences."""
        found = await asyncio.to_thread(groups, self._journal, self._examples)
        return response.json({"groups": found})

    async def _file(self, request: Request, conversation: str, id_: str) -> HTTPResponse:
        file = self._journal.files.get(conversation, id_)
        if file is None:
            return response.json({"error": "unknown file"}, status=404)
        return response.raw(
            file.body,
            content_type=file.type,
            headers={"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"},
        )


def _number(request: Request, name: str, default: int) -> int:
    value = request.args.get(name, "")
    return int(value) if value.isdecimal() else default
