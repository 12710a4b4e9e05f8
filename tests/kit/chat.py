"""A bare socket.io client over a websocket: what a browser sends, without a browser."""

import asyncio
import itertools
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

import websockets


class Chat:
    """One person's open page. Times are up to the caller; nothing is retried."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._numbers = itertools.count()
        self._acknowledged: dict[int, asyncio.Future[Any]] = {}
        self._reader: asyncio.Task[None] | None = None
        self.token: str | None = None
        self.events: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def open(self, token: str | None = None, **more: Any) -> "Chat":
        """Connects and asks for a session."""
        more_of_it = _through_proxy(self._url) if self._url.startswith("wss") else {}
        self._socket = await websockets.connect(
            self._url, max_size=None, ping_interval=None, **more_of_it
        )
        await self._socket.recv()
        await self._socket.send("40")
        await self._socket.recv()
        self._reader = asyncio.create_task(self._read())
        await self.emit("session_request", {"session_id": token, **more})
        self.token = await self.wait_for("session_confirm")
        return self

    async def emit(self, name: str, data: Any) -> None:
        """Sends an event without waiting."""
        await self._socket.send("42" + json.dumps([name, data], ensure_ascii=False))

    async def say(self, text: str, *, wait: float = 20.0, **more: Any) -> Any:
        """Sends a message and returns its acknowledgement."""
        data = {"session_id": self.token, "message": text, **more}
        return await self.ask("user_uttered", data, wait=wait)

    async def ask(self, name: str, data: Any, *, wait: float = 20.0) -> Any:
        """Sends an event and returns its acknowledgement."""
        number = next(self._numbers)
        future = asyncio.get_running_loop().create_future()
        self._acknowledged[number] = future
        await self._socket.send(f"42{number}" + json.dumps([name, data], ensure_ascii=False))
        return await asyncio.wait_for(future, wait)

    async def wait_for(self, name: str, *, wait: float = 10.0) -> Any:
        """The data of the next event called `name`; others before it are dropped."""

        async def search() -> Any:
            while True:
                found, data = await self.events.get()
                if found == name:
                    return data

        return await asyncio.wait_for(search(), wait)

    async def answers(self, *, quiet: float = 0.3) -> list[dict[str, Any]]:
        """The replies so far, once none has come for `quiet` seconds."""
        replies = []
        while True:
            try:
                name, data = await asyncio.wait_for(self.events.get(), quiet)
            except asyncio.TimeoutError:
                return replies
            if name == "bot_uttered":
                replies.append(data)

    async def close(self) -> None:
        """Leaves the page."""
        if self._reader:
            self._reader.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for frame in self._socket:
            text = str(frame)
            if text == "2":
                await self._socket.send("3")
            elif text.startswith("42"):
                name, *data = json.loads(text[2:])
                self.events.put_nowait((name, data[0] if data else None))
            elif text.startswith("43"):
                digits, _, rest = text[2:].partition("[")
                future = self._acknowledged.pop(int(digits), None)
                if future and not future.done():
                    future.set_result((json.loads("[" + rest) or [None])[0])


def _through_proxy(url: str) -> dict[str, Any]:
    """The tests' nginx: its name leads to loopback, its certificate is its own."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    parts = urlsplit(url)
    named = {"ssl": trusting, "server_hostname": parts.hostname}
    return {**named, "host": "127.0.0.1", "port": parts.port}
