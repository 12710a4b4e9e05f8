"""Somebody on Telegram: their updates in the shape of real ones, and what the bot sends them."""

import copy
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.kit.bot_api import BotApi, Call

SHAPES = Path(__file__).parents[1] / "contracts" / "telegram"
_updates = itertools.count(920_000_000)
_messages = itertools.count(2_000_000)


def shape(name: str) -> dict[str, Any]:
    """A recorded update under a number that nobody has used."""
    update = json.loads((SHAPES / f"{name}.json").read_text(encoding="utf-8"))
    return {**update, "update_id": next(_updates)}


@dataclass(kw_only=True)
class Person:
    """One private chat. `language` is what the person's Telegram is set to."""

    api: BotApi
    chat: int
    language: str = "en"
    heard: int = field(default=0)

    def does(self, name: str, **changes: Any) -> dict[str, Any]:
        """An update of this person in a recorded shape; `changes` are made in its message."""
        update = copy.deepcopy(shape(name))
        for kind in ("message", "edited_message", "callback_query", "my_chat_member"):
            if kind not in update:
                continue
            update[kind]["from"] |= {"id": self.chat, "language_code": self.language}
            message = update[kind] if "chat" in update[kind] else update[kind]["message"]
            if message["chat"]["type"] == "private":
                message["chat"]["id"] = self.chat
            if "message_id" in message:
                message["message_id"] = next(_messages)
            update[kind] |= changes
        return update

    def says(self, text: str) -> dict[str, Any]:
        """The update of a typed message."""
        return self.does("text", text=text)

    def commands(self, name: str) -> dict[str, Any]:
        """The update of a command: `delete` for `/delete`."""
        entities = [{"offset": 0, "length": len(name) + 1, "type": "bot_command"}]
        return self.does("command", text=f"/{name}", entities=entities)

    def taps(self, wanted: str, call: Call | None = None) -> dict[str, Any]:
        """The update of a tap on a button whose title contains `wanted` or whose intent it is."""
        for said in [call] if call else reversed(self.api.sent(self.chat)):
            for key in said.keys:
                data = key.get("callback_data", "")
                if wanted in key["text"] or data.startswith((f"c.{wanted}.", f"c.{wanted}?")):
                    update = self.does("callback", data=data, id=str(next(_messages)))
                    message = update["callback_query"]["message"]
                    message["message_id"] = said.message
                    message["reply_markup"] = said.data["reply_markup"]
                    return update
        raise AssertionError(
            f"no button {wanted!r} in {[c.data for c in self.api.sent(self.chat)]}"
        )

    def send(self, update: dict[str, Any]) -> None:
        """Lets the bot have an update."""
        self.api.push(update)

    def answers(self, *, quiet: float = 0.4, wait: float = 20.0) -> list[Call]:
        """What the bot has sent since last asked, once nothing has come for `quiet` seconds."""
        until = time.monotonic() + wait
        while time.monotonic() < until:
            sent = self.api.sent(self.chat)
            if len(sent) > self.heard and time.monotonic() - sent[-1].time > quiet:
                break
            time.sleep(0.02)
        sent = self.api.sent(self.chat)
        new, self.heard = sent[self.heard :], len(sent)
        return new

    def until(self, true: Callable[[Call], bool], *, wait: float = 30.0) -> list[Call]:
        """What the bot has sent since last asked, once one of it is what is waited for."""
        until = time.monotonic() + wait
        while not any(map(true, self.api.sent(self.chat)[self.heard :])):
            if time.monotonic() > until:
                raise AssertionError([c.data for c in self.api.sent(self.chat)[self.heard :]])
            time.sleep(0.05)
        return self.answers(quiet=1.0)

    def ask(self, text: str, *, quiet: float = 0.4, wait: float = 20.0) -> list[str]:
        """Types and reads the answers."""
        self.send(self.says(text))
        return [call.data["text"] for call in self.answers(quiet=quiet, wait=wait)]

    def tap(self, wanted: str, *, quiet: float = 0.4) -> list[str]:
        """Taps and reads the answers."""
        self.send(self.taps(wanted))
        return [call.data.get("text", "") for call in self.answers(quiet=quiet)]
