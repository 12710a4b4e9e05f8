"""A Bot API server on loopback: answers over real HTTP, and refuses what Telegram would refuse.

Holds the updates until they are confirmed, as Telegram does, and remembers each call with its
time. Rules: core.telegram.org/bots/api.
"""

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from tests.kit.house import free_port

TOKEN = "7000000001:TESTtokenTESTtokenTESTtokenTESTtoken"
ME = {
    "id": 7000000001, "is_bot": True, "first_name": "Newcomer", "username": "newcomer_test_bot",
    "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
}  # fmt: skip
_TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}


class RefusedError(Exception):
    """Telegram's answer to a call that it does not carry out."""

    def __init__(self, status: int, words: str, **parameters: Any) -> None:
        super().__init__(words)
        self.status = status
        self.parameters = parameters


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the bot: `method`, its parameters, when it came (monotonic seconds)."""

    method: str
    data: dict[str, Any]
    time: float
    message: int | None = None

    @property
    def keys(self) -> list[dict[str, Any]]:
        """The inline keyboard's buttons."""
        rows = (self.data.get("reply_markup") or {}).get("inline_keyboard") or []
        return [key for row in rows for key in row]

    @property
    def keyboard(self) -> list[str]:
        """What stands on the keyboard below the text field."""
        rows = (self.data.get("reply_markup") or {}).get("keyboard") or []
        return [key["text"] for row in rows for key in row]


@dataclass(kw_only=True)
class BotApi:
    """The server's memory. Only its own thread writes; tests read, and add by `push`."""

    port: int = field(default_factory=free_port)
    calls: list[Call] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    refusals: dict[str, deque[RefusedError]] = field(default_factory=lambda: defaultdict(deque))
    blocked: set[int] = field(default_factory=set)
    known: set[tuple[int, int]] = field(default_factory=set)
    delay: float = 0.0
    ends: float = float("inf")
    _waiting: list[dict[str, Any]] = field(default_factory=list)
    _all: list[dict[str, Any]] = field(default_factory=list)
    _given: set[int] = field(default_factory=set)
    _messages: int = 1000
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """What TELEGRAM_API is set to."""
        return f"http://127.0.0.1:{self.port}"

    def push(self, *updates: dict[str, Any]) -> None:
        """Updates for the next `getUpdates`, in this order; a repeated one is repeated."""
        with self._lock:
            self._waiting.extend(dict(update) for update in updates)
            self._all.extend(self._waiting[-len(updates) :])

    @property
    def waiting(self) -> int:
        """How many updates have not been confirmed."""
        return len(self._waiting)

    def sent(self, chat: int | None = None) -> list[Call]:
        """What was sent to a chat (or to all), in order."""
        some = [c for c in list(self.calls) if c.method.startswith("send") and c.message]
        return [c for c in some if chat is None or c.data.get("chat_id") == chat]

    def refuse(self, method: str, status: int, words: str, **parameters: Any) -> None:
        """The next call of `method` is answered with this error."""
        self.refusals[method].append(RefusedError(status, words, **parameters))

    def carry_out(self, method: str, data: dict[str, Any]) -> Any:
        """The result of a call. Raises `RefusedError`."""
        if self.refusals[method]:
            raise self.refusals[method].popleft()
        handler: Callable[[dict[str, Any]], Any] | None = getattr(self, f"_{method}", None)
        if handler is None:
            raise RefusedError(404, "Not Found: method not found")
        return handler(data)

    def take(self, data: dict[str, Any]) -> list[dict[str, Any]] | None:
        """The updates that `getUpdates` asks for; None: wait a little and ask again."""
        with self._lock:
            offset = int(data.get("offset") or 0)
            if offset:  # a test may hold an earlier one back: only what was given out is confirmed
                self._waiting = [
                    u for u in self._waiting if u["update_id"] >= offset or id(u) not in self._given
                ]
            given = self._waiting[: int(data.get("limit") or 100)]
            self._given |= {id(update) for update in given}
            return given or None

    def _getMe(self, data: dict[str, Any]) -> Any:
        return ME

    def _sendMessage(self, data: dict[str, Any]) -> Any:
        text = str(data.get("text") or "")
        if data.get("parse_mode") == "HTML":
            text = _visible(text)
        if not text.strip():
            raise RefusedError(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise RefusedError(400, "Bad Request: message is too long")
        return self._message(data, text=text)

    def _sendVoice(self, data: dict[str, Any]) -> Any:
        return self._message(data, voice={"file_id": "v", "file_unique_id": "v", "duration": 1})

    def _sendDocument(self, data: dict[str, Any]) -> Any:
        return self._message(data, document={"file_id": "d", "file_unique_id": "d"})

    def _sendChatAction(self, data: dict[str, Any]) -> Any:
        self._reach(data)
        return True

    def _answerCallbackQuery(self, data: dict[str, Any]) -> Any:
        return True

    def _deleteMessages(self, data: dict[str, Any]) -> Any:
        if not 1 <= len(data["message_ids"]) <= 100:
            raise RefusedError(400, "Bad Request: message_ids must hold 1 to 100")
        self._reach(data)
        return True

    def _getFile(self, data: dict[str, Any]) -> Any:
        if data["file_id"] not in self.files:
            raise RefusedError(400, "Bad Request: wrong file_id or the file is unavailable")
        size = len(self.files[data["file_id"]])
        return {
            "file_id": data["file_id"], "file_unique_id": "u", "file_size": size,
            "file_path": f"files/{data['file_id']}",
        }  # fmt: skip

    def _getMyCommands(self, data: dict[str, Any]) -> Any:
        return self.commands.get(str(data.get("language_code") or ""), [])

    def _setMyCommands(self, data: dict[str, Any]) -> Any:
        for command in data["commands"]:
            if not 1 <= len(command["description"]) <= 256:
                raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[str(data.get("language_code") or "")] = data["commands"]
        return True

    def _getWebhookInfo(self, data: dict[str, Any]) -> Any:
        info = {"url": "", "has_custom_certificate": False, "pending_update_count": self.waiting}
        return {**info, **{k: v for k, v in self.webhook.items() if k != "secret_token"}}

    def _setWebhook(self, data: dict[str, Any]) -> Any:
        if not data["url"].startswith("https://"):
            raise RefusedError(400, "Bad Request: bad webhook: an HTTPS URL must be provided")
        self.webhook = data
        return True

    def _deleteWebhook(self, data: dict[str, Any]) -> Any:
        self.webhook = {}
        return True

    def _message(self, data: dict[str, Any], **content: Any) -> Any:
        self._reach(data)
        _check_markup(data.get("reply_markup") or {})
        with self._lock:
            self._messages += 1
            number = self._messages
        chat = data["chat_id"]
        self.known.add((chat, number))
        kind = "private" if chat > 0 else "supergroup"
        about = {"id": chat, "type": kind, "first_name": "x"}
        return {
            "message_id": number,
            "from": ME,
            "chat": about,
            "date": int(time.time()),
            **content,
        }

    def _reach(self, data: dict[str, Any]) -> None:
        if data["chat_id"] in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise RefusedError(400, f'Bad Request: can\'t parse entities: unsupported tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise RefusedError(400, "Bad Request: can't parse entities: unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _visible(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise RefusedError(400, "Bad Request: can't parse entities: can't find end tag")
    return "".join(reader.text)


def _check_markup(markup: dict[str, Any]) -> None:
    keys = [key for row in markup.get("inline_keyboard") or [] for key in row]
    if len(keys) > 100:
        raise RefusedError(400, "Bad Request: reply markup is too long")
    for key in keys:
        if len(key.get("callback_data", "x").encode()) not in range(1, 65):
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in key and not key["url"].startswith(("https://", "http://", "tg://")):
            raise RefusedError(400, "Bad Request: BUTTON_URL_INVALID")
        if not key["text"].strip():
            raise RefusedError(400, "Bad Request: BUTTON_TEXT_INVALID")


@contextmanager
def telegram() -> Iterator[BotApi]:
    """The server, running in a thread of its own."""
    api = BotApi()
    server = uvicorn.Server(
        uvicorn.Config(_app(api), host="127.0.0.1", port=api.port, log_level="error", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield api
    finally:
        api.ends = 0.0  # whoever still waits for updates gets none
        server.should_exit = True
        thread.join(5)


def _app(api: BotApi) -> Any:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        parts = scope["path"].strip("/").split("/")
        if parts[0] == "file" and parts[1] == f"bot{TOKEN}":
            await _reply(send, 200, api.files[parts[-1]], "application/octet-stream")
            return
        if parts[0] != f"bot{TOKEN}":
            await _reply(send, 401, _error(401, "Unauthorized"))
            return
        status, result = await _call(api, parts[1], _parameters(scope, body))
        await _reply(send, status, result)

    return answer


async def _call(api: BotApi, method: str, data: dict[str, Any]) -> tuple[int, bytes]:
    came = time.monotonic()
    if api.delay and method.startswith("send"):
        await asyncio.sleep(api.delay)
    result: Any = None
    try:
        if method == "getUpdates":
            if api.refusals[method]:
                raise api.refusals[method].popleft()
            until = came + float(data.get("timeout") or 0)
            while (result := api.take(data)) is None and time.monotonic() < min(until, api.ends):
                data.pop("offset", None)
                await asyncio.sleep(0.005)
            return 200, json.dumps({"ok": True, "result": result or []}).encode()
        result = api.carry_out(method, data)
        return 200, json.dumps({"ok": True, "result": result}).encode()
    except RefusedError as refused:
        return refused.status, _error(refused.status, str(refused), **refused.parameters)
    finally:
        number = result.get("message_id") if isinstance(result, dict) else None
        api.calls.append(Call(method=method, data=data, time=came, message=number))


def _parameters(scope: Any, body: bytes) -> dict[str, Any]:
    kind = dict(scope["headers"]).get(b"content-type", b"").decode()
    if kind.startswith("multipart/"):
        return _multipart(body, kind.partition("boundary=")[2].encode())
    pairs = parse_qsl(body.decode(), keep_blank_values=True)
    return {name: _value(name, value) for name, value in pairs}


def _multipart(body: bytes, boundary: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for piece in body.split(b"--" + boundary)[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        name = head.split(b'name="', 1)[1].split(b'"', 1)[0].decode()
        content = content.removesuffix(b"\r\n")
        found[name] = content if b"filename=" in head else _value(name, content.decode())
    return found


def _value(name: str, text: str) -> Any:
    if name == "text":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _error(status: int, words: str, **parameters: Any) -> bytes:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    if parameters:
        body["parameters"] = parameters
    return json.dumps(body).encode()


async def _reply(send: Any, status: int, body: bytes, kind: str = "application/json") -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
