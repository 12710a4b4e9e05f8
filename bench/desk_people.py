"""The people of bench/handover.py: newcomers over the socket, colleagues over HTTP.

Both behave as the pages do: a message that is not acknowledged is sent again under its id, a page
that lost its line asks for what it missed. Knows nothing of what is measured.
"""

import asyncio
import re
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.kit.chat import Chat

PASSWORD = "a long password for the bench 7"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(kw_only=True)
class Newcomer:
    """One person's page: survives a bot that dies. `heard` holds each reply once, by id."""

    url: str
    chat: Chat | None = None
    token: str | None = None
    heard: dict[str, dict[str, Any]] = field(default_factory=dict)
    at: dict[str, float] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    _reader: "asyncio.Task[None] | None" = None

    async def open(self) -> "Newcomer":
        """Connects until it works; asks for what came after the last number heard."""
        await self.close()
        while True:
            chat = Chat(self.url)
            try:
                after = max((r.get("seq") or 0 for r in self.heard.values()), default=0)
                await asyncio.wait_for(chat.open(self.token, after=after), 15)
                break
            except Exception:  # the bot is down: its page tries again
                await _quietly(chat)
                await asyncio.sleep(0.5)
        self.chat, self.token = chat, chat.token
        self._reader = asyncio.create_task(self._read(chat))
        return self

    async def say(self, text: str) -> str:
        """Sends until the bot has stored it; returns the message's id."""
        id_ = uuid.uuid4().hex[:16]
        while True:
            try:
                assert self.chat is not None
                answer = await self.chat.say(text, id=id_, wait=12)
                if answer and answer.get("status") in ("stored", "repeat"):
                    return id_
                await asyncio.sleep(0.3)
            except Exception:  # a dead line: come back, and the same id again
                await self.open()

    def replies_to(self, id_: str) -> list[dict[str, Any]]:
        """The bot's own answers to a message."""
        return [r for key, r in self.heard.items() if key.startswith(f"{id_}.")]

    def from_staff(self) -> list[dict[str, Any]]:
        """Staff's replies in the order of their numbers."""
        found = [r for r in self.heard.values() if r["from"]["kind"] == "staff"]
        return sorted(found, key=lambda reply: reply["seq"])

    async def hears(self, text: str, *, wait: float) -> bool:
        """Waits until a reply with this text is here."""
        until = time.monotonic() + wait
        while time.monotonic() < until:
            if any(r["text"] == text for r in list(self.heard.values())):
                return True
            if self._reader is None or self._reader.done() or not self._alive():
                await self.open()
            await asyncio.sleep(0.05)
        return False

    async def close(self) -> None:
        """Leaves the page."""
        if self._reader:
            self._reader.cancel()
        if self.chat:
            await _quietly(self.chat)
        self.chat = None

    def _alive(self) -> bool:
        task = self.chat._reader if self.chat else None
        return task is not None and not task.done()

    async def _read(self, chat: Chat) -> None:
        lately: set[str] = set()
        while True:
            name, data = await chat.events.get()
            if name != "bot_uttered":
                continue
            if data["id"] in lately:
                self.twice.append(data["id"])
            lately.add(data["id"])
            self.at.setdefault(data["id"], time.monotonic())
            self.heard.setdefault(data["id"], data)
            if data["from"]["kind"] == "staff":
                await chat.emit("received", {"id": data["id"]})


async def _quietly(chat: Chat) -> None:
    try:
        await asyncio.wait_for(chat.close(), 2)
    except Exception:  # it was dead already
        return


class Colleague:
    """A browser of staff: logs in once, repeats a form that got no answer under the same id."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self._name = name
        self._session = requests.Session()
        self._session.trust_env = False
        self._token = ""
        self._lock = threading.Lock()

    def enter(self) -> "Colleague":
        """Logs in, as often as it takes."""
        while True:
            try:
                page = self._session.get(f"{self.url}/login/", timeout=20)
                token = _TOKEN.search(page.text)
                assert token
                form = {
                    "username": self._name,
                    "password": PASSWORD,
                    "csrfmiddlewaretoken": token[1],
                }
                self._session.post(f"{self.url}/login/", data=form, timeout=30)
                page = self._session.get(f"{self.url}/", timeout=20)
                token = _TOKEN.search(page.text)
                assert token
                self._token = token[1]
                if page.url.endswith("/"):
                    return self
            except (requests.RequestException, AssertionError):
                time.sleep(0.5)

    def do(self, code: str, deed: str, **form: str) -> bool:
        """Posts a deed until the desk answers; True for 2xx and 3xx."""
        while True:
            try:
                with self._lock:
                    answer = self._session.post(
                        f"{self.url}/cases/{code}/{deed}",
                        data={"csrfmiddlewaretoken": self._token, **form},
                        headers={"X-Live": "1"},
                        timeout=20,
                        allow_redirects=False,
                    )
                if answer.status_code < 500:
                    return answer.status_code < 400
            except requests.RequestException:
                pass
            time.sleep(0.3)

    def reply(self, code: str, text: str) -> str:
        """Sends a reply; the id is the same however often it is posted."""
        id_ = uuid.uuid4().hex
        self.do(code, "reply", text=text, reply=id_)
        return id_

    def watch(self, code: str, seen: dict[str, float], stop: threading.Event) -> None:
        """An open page: hears of changes and fetches them; notes when each text is visible."""
        version = 0
        for _event in self._events(stop):
            try:
                page = self._session.get(
                    f"{self.url}/cases/{code}/changes", params={"since": version}, timeout=20
                )
            except requests.RequestException:
                continue
            now = time.monotonic()
            found = re.search(r'data-version="(\d+)"', page.text)
            version = int(found[1]) if found else version
            for text in re.findall(r"bench-\d+-\d+", page.text):
                seen.setdefault(text, now)

    def _events(self, stop: threading.Event) -> Iterator[str]:
        while not stop.is_set():
            try:
                with self._session.get(f"{self.url}/live", stream=True, timeout=30) as stream:
                    yield "open"
                    for line in stream.iter_lines(chunk_size=1):
                        if stop.is_set():
                            return
                        if line.startswith(b"data:"):
                            yield line.decode()
            except requests.RequestException:
                time.sleep(0.2)
