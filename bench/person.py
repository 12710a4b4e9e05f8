"""Somebody who does not give up: comes back, as the widget does, and sends again."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.kit.chat import Chat

PATIENCE = 12.0
AGAIN_AFTER = 0.7


@dataclass(kw_only=True)
class Person:
    """One person; `answers` counts each reply's id as often as it came over the wire."""

    url: str
    chat: Chat | None = None
    token: str | None = None
    last: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    told: dict[str, Any] = field(default_factory=dict)
    comebacks: int = -1

    async def say(self, id_: str, text: str) -> float:
        """Sends until it is stored; returns the seconds from the first try to the receipt."""
        begin = time.perf_counter()
        while True:
            try:
                if self.chat is None:
                    self.chat = await self._open()
                receipt = await self.chat.say(text, wait=PATIENCE, id=id_)
                if receipt["status"] in ("stored", "repeat"):
                    self.told[id_] = receipt["status"]
                    self._listen()
                    return time.perf_counter() - begin
                await asyncio.sleep(AGAIN_AFTER)
            except Exception:
                await self.leave()
                await asyncio.sleep(AGAIN_AFTER)

    async def leave(self) -> None:
        """Closes the page."""
        chat, self.chat = self.chat, None
        if chat is None:
            return
        self._listen(chat)
        try:
            await asyncio.wait_for(chat.close(), 2)
        except Exception:
            return

    async def _open(self) -> Chat:
        self.comebacks += 1
        chat = await asyncio.wait_for(Chat(self.url).open(token=self.token, after=self.last), 10)
        self.token = chat.token
        return chat

    def _listen(self, chat: Chat | None = None) -> None:
        events = (chat or self.chat).events  # type: ignore[union-attr]
        while not events.empty():
            name, data = events.get_nowait()
            if name == "bot_uttered":
                self.answers[data["id"]] += 1
                self.last = max(self.last, data["seq"] or 0)
