"""Knows the website's socket.io events, and how they meet intake and replies.

Speaks the names that Rasa documents (session_request, session_confirm, user_uttered,
bot_uttered), so that other clients can connect; but the session id is issued and signed here:
with Rasa's own class the browser chooses it, and anyone can read anyone's chat.
Refuses to know intents and SQL. Contract: tests/contracts/website.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import socketio
import sqlalchemy as sa
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.channels.socketio import SocketBlueprint
from sanic import Blueprint

from bot.answers.choices import looks_like
from bot.channels.fan_out import manager
from bot.channels.guard import OWN
from bot.channels.identity import Session, Sessions
from bot.channels.intake import Incoming, Intake, Receipt
from bot.channels.outlet import Outlet
from bot.channels.reply import Reply, from_event
from bot.channels.wire import acknowledgement, echo, point, reply_payload
from bot.metrics import STAGE_SECONDS
from bot.runtime import Runtime, open_runtime
from bot.store import Committed
from bot.store.files import File
from bot.store.volatile import is_volatile
from knowledge.places import read as read_places

logger = logging.getLogger(__name__)

_MAX_FRAME = 100_000
_MAX_ID = 64
_MAX_REPLY_ID = 100
_STANDING = ("menu", "simplify", "request_human", "back_to_bot", "delete_my_data", "show_my_data")


class WebsiteChannel(InputChannel):
    """The website's chat over socket.io."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa and in the feed."""
        return "website"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "WebsiteChannel":
        """The channel with the process's runtime."""
        return cls(open_runtime())

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._sessions = Sessions(runtime.settings.session_key)
        self._guard = runtime.guard()
        self._output = Outlet(self.name())
        self._io = socketio.AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=self._allowed,
            max_http_buffer_size=_MAX_FRAME,
            cookie=None,
            client_manager=manager(runtime.settings.redis_url, runtime.settings.city),
        )
        self._intake: Intake | None = None
        self._places = read_places(runtime.library.city_folder / "places.yml")

    def get_output_channel(self) -> OutputChannel:
        """The one object through which the desk's replies pass."""
        return self._output

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Attaches the socket to Rasa's server."""
        self._intake = self._runtime.intake(on_new_message)
        self._io.on("connect", self._connect)
        self._io.on("disconnect", self._disconnect)
        self._io.on("session_request", self._session_request)
        self._io.on("user_uttered", self._user_uttered)
        self._io.on("received", self._received)
        self._io.on("whereabouts", self._whereabouts)
        self._io.on("pin", self._pin)
        self._runtime.journal.subscribe(self._announced)
        return SocketBlueprint(self._io, "/socket.io", "website", __name__)

    async def typing(self, conversation: str) -> None:
        """Shows that a colleague is writing."""
        await self._io.emit("staff_typing", {}, room=conversation)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> bool:
        address = _address(environ)
        if address and not self._runtime.limits.enter(address):
            return False
        async with self._io.session(sid) as kept:
            kept["address"] = address
        return True

    async def _disconnect(self, sid: str, *_: Any) -> None:
        async with self._io.session(sid) as kept:
            address = kept.pop("address", None)
        if address:
            self._runtime.limits.leave(address)

    async def _session_request(self, sid: str, data: Any = None) -> None:
        data = data if isinstance(data, dict) else {}
        stored = data.get("stored") is not False
        session, state = self._known(data.get("session_id"), stored=stored)
        first: int | None = 0
        if state and state["guarded"]:
            first = self._guard.read_pass(session.conversation, data.get("pass"))
        await self._open(sid, session, data.get("language"), first)
        after = data.get("after")
        if state and first is not None:
            after = max(after if isinstance(after, int) else 0, first - 1)
            with suppress(sa.exc.SQLAlchemyError):  # the page asks again when its line is back
                await self._replay(sid, session, after)

    async def _pin(self, sid: str, data: Any = None) -> dict[str, Any]:
        """Keeps a PIN that is chosen, or opens what it hides; answers with a word for the page."""
        async with self._io.session(sid) as kept:
            session: Session | None = kept.get("session")
            address: str | None = kept.get("address")
        if session is None or not isinstance(data, dict):
            return {"status": "malformed"}
        conversation, pin = session.conversation, data.get("pin")
        if not self._runtime.limits.may_speak(conversation, address):
            return {"status": "wait"}
        try:
            if data.get("choose"):
                return {"status": await asyncio.to_thread(self._guard.choose, conversation, pin)}
            opened = await asyncio.to_thread(self._guard.open, conversation, pin)
            if isinstance(opened, str):
                return {"status": opened}
            async with self._io.session(sid) as kept:
                kept["first"] = opened
            await self._pass(sid, conversation)
            await self._replay(sid, session, max(0, opened - 1))
        except sa.exc.SQLAlchemyError:
            return {"status": "unavailable"}
        return {"status": "open"}

    async def _pass(self, sid: str, conversation: str) -> None:
        """Gives a page that has seen what was said the means to come back to it."""
        async with self._io.session(sid) as kept:
            first = kept.get("first")
        if first is not None:
            token = self._guard.issue_pass(conversation, first)
            await self._io.emit("session_pass", token, room=sid)

    def _known(self, token: object, *, stored: bool) -> tuple[Session, dict[str, Any] | None]:
        """The session of a token with its conversation's state, or a new one.

        While a case is open a token that has expired still opens its conversation.
        """
        session = self._sessions.read(token, expired=True)
        state = self._kept(session.conversation) if session else None
        alive = self._sessions.read(token) is not None or (state is not None and state["followed"])
        if session is None or not alive or (state and state["erased"]):
            return self._sessions.issue(stored=stored), None
        return self._sessions.renew(session), state

    def _allowed(self, origin: str | None, environ: dict[str, Any]) -> bool:
        """Our own pages, and those that the operator lists, may open a line."""
        if origin in self._runtime.settings.allowed_origins:
            return True
        scheme, _, host = (origin or "").partition("://")
        own = (environ.get("HTTP_HOST"), environ.get("HTTP_X_FORWARDED_HOST"))
        return bool(host) and scheme in ("http", "https") and host in own

    async def _open(self, sid: str, session: Session, language: object, first: int | None) -> None:
        self._io.enter_room(sid, session.conversation)
        prior = language[:8] if isinstance(language, str) else None
        async with self._io.session(sid) as kept:
            kept["session"], kept["language"], kept["first"] = session, prior, first
        await self._io.emit("session_confirm", session.token, room=sid)
        state = self._state(session.conversation)
        about = {"choices": self._standing(session), "locked": first is None}
        await self._io.emit("session_state", state | about, room=sid)
        if state["guarded"]:
            await self._pass(sid, session.conversation)

    def _standing(self, session: Session) -> dict[str, str]:
        """The choices that a page can offer at any time, signed for this conversation."""
        issue, languages = self._runtime.choices.issue, self._runtime.library.languages
        return {name: issue(session.conversation, name) for name in _STANDING} | {
            f"language_{code}": issue(session.conversation, "set_language", {"language": code})
            for code in languages.answered
        }

    async def _replay(self, sid: str, session: Session, after: int) -> None:
        for message in self._runtime.journal.messages(session.conversation, after=after):
            if message.body["event"] == "bot":
                reply = self._shown(session.conversation, from_event(message.number, message.body))
                await self._io.emit("bot_uttered", reply_payload(reply), room=sid)
            else:
                await self._io.emit("user_echo", echo(message), room=sid)

    def _shown(self, conversation: str, reply: Reply) -> Reply:
        """The reply as it may be shown: where danger was told, staff's words wait for a tap."""
        state = self._kept(conversation) or {}
        if not state.get("guarded"):
            return reply
        return self._guard.veiled(conversation, reply, state.get("language"))

    async def _tapped(self, sid: str, session: Session, data: dict[str, Any]) -> bool:
        """Does what belongs to the guard, for this page alone; False: it is another message."""
        if not looks_like(data["message"]):
            return False
        choice = self._runtime.choices.read(session.conversation, data["message"])
        if choice is None or choice.intent not in OWN:
            return False
        with suppress(sa.exc.SQLAlchemyError):
            reply = self._guard.act(session.conversation, choice, id_=_new_id())
            await self._io.emit("bot_uttered", reply_payload(reply), room=sid)
            await self._io.emit("session_state", self._state(session.conversation), room=sid)
        return True

    async def _user_uttered(self, sid: str, data: Any = None) -> dict[str, Any]:
        if not isinstance(data, dict) or not isinstance(data.get("message"), str):
            return {"status": "error", "error": "malformed"}
        async with self._io.session(sid) as kept:
            session: Session | None = kept.get("session")
            prior: str | None = kept.get("language")
            address: str | None = kept.get("address")
        if data.get("session_id"):
            session = self._sessions.read(data["session_id"])
        if session is None:
            return {"status": "error", "error": "unknown_session"}
        if await self._tapped(sid, session, data):
            return {"id": data.get("id"), "status": "stored", "seq": None}
        file = None
        if data.get("file") is not None:
            file = self._file(session.conversation, str(data["file"])[:_MAX_ID])
            if file is None:
                return {"id": data.get("id"), "status": "error", "error": "unknown_file"}
        given = data.get("id")
        incoming = Incoming(
            conversation=session.conversation,
            id=given if isinstance(given, str) and 0 < len(given) <= _MAX_ID else _new_id(),
            text=data["message"],
            title=data["title"] if isinstance(data.get("title"), str) else None,
            channel=self.name(),
            language=prior,
            file=file.about() if file else None,
            address=address,
        )
        assert self._intake is not None
        receipt = await self._intake.receive(incoming)
        await self._deliver(sid, session, incoming, receipt)
        return acknowledgement(incoming, receipt)

    async def _whereabouts(self, sid: str, data: Any = None) -> dict[str, Any]:
        """The neighbourhood around a point, as a choice; the point is forgotten here."""
        async with self._io.session(sid) as kept:
            session: Session | None = kept.get("session")
        where = point(data)
        if session is None or where is None:
            return {"status": "error", "error": "malformed"}
        place = self._places.nearest(*where)
        if place is None:
            return {"status": "error", "error": "outside"}
        wish = {"place": place.name}
        payload = self._runtime.choices.issue(session.conversation, "set_wish", wish)
        return {"status": "found", "title": f"📍 {place.name}", "payload": payload}

    def _file(self, conversation: str, id_: str) -> File | None:
        with suppress(sa.exc.SQLAlchemyError):
            return self._runtime.journal.files.get(conversation, id_)
        return None

    async def _received(self, sid: str, data: Any = None) -> None:
        """The page has drawn a colleague's reply."""
        async with self._io.session(sid) as kept:
            session: Session | None = kept.get("session")
            told: set[str] = kept.setdefault("received", set())
        reply = data.get("id") if isinstance(data, dict) else None
        if not isinstance(reply, str) or len(reply) > _MAX_REPLY_ID or reply in told:
            return
        told.add(reply)
        if session is not None:
            with suppress(sa.exc.SQLAlchemyError):
                self._runtime.journal.delivery(session.conversation, reply, "delivered")

    async def _deliver(
        self, sid: str, session: Session, incoming: Incoming, receipt: Receipt
    ) -> None:
        room = session.conversation if receipt.status == "stored" else sid
        if receipt.status == "stored" and not receipt.erased:
            said = {"id": incoming.id, "seq": receipt.seq, "text": receipt.text}
            await self._io.emit("user_echo", said, room=room, skip_sid=sid)
        with STAGE_SECONDS.labels("sending").time():
            for reply in receipt.replies:
                await self._io.emit("bot_uttered", reply_payload(reply), room=room)
        if receipt.status == "stored":
            state = self._state(session.conversation)
            await self._io.emit("session_state", state, room=room)
            if state["guarded"]:
                await self._pass(sid, session.conversation)

    def _announced(self, committed: Committed) -> None:
        """Sends on what was stored outside a person's turn: staff's words, who leads."""
        if committed.channel == self.name():
            self._io.start_background_task(self._send, committed)

    async def _send(self, committed: Committed) -> None:
        room = committed.conversation
        there = any(self._io.manager.get_participants("/", room))
        for event in committed.events:
            if event.body["event"] == "bot":
                reply = from_event(event.number, event.body)
                shown = self._shown(room, reply)
                await self._io.emit("bot_uttered", reply_payload(shown), room=room)
                if not there and reply.sender["kind"] == "staff":
                    self._runtime.journal.delivery(room, reply.id, "page_closed")
        await self._io.emit("session_state", self._state(room), room=room)

    def _kept(self, conversation: str) -> dict[str, Any] | None:
        """What the store knows; nothing while it fails: the numbers to call go out all the same."""
        try:
            return self._runtime.journal.state(conversation)
        except sa.exc.SQLAlchemyError:
            return None

    def _state(self, conversation: str) -> dict[str, Any]:
        state = self._kept(conversation) or {}
        return {
            "language": state.get("language"),
            "led": bool(state.get("led")),
            "stored": not is_volatile(conversation) or "window_start" in state,
            "erased": bool(state.get("erased")),
            "guarded": bool(state.get("guarded")),
            "pin": bool(state.get("pin")),
            "city": self._runtime.settings.city,
            "last": state.get("last_number", 0),
        }


def _address(environ: Mapping[str, Any]) -> str | None:
    """Whose socket it is: what a proxy here says, else the peer; None for this machine itself."""
    request = environ.get("sanic.request")
    peer = str(getattr(request, "ip", "") or "")
    if peer in ("127.0.0.1", "::1", ""):
        return environ.get("HTTP_X_REAL_IP") or None
    return peer


def _new_id() -> str:
    return "s" + secrets.token_urlsafe(12)
