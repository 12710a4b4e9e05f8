"""The trained assistant in this process, with a real action server and a real desk beside it."""

import asyncio
import itertools
import os
import re
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet

from bot.channels.intake import Incoming, Intake
from bot.channels.reply import Reply
from tests.kit.house import House


@dataclass(kw_only=True)
class Spoken:
    """What one message led to."""

    responses: list[str]
    replies: list[Reply]
    slots: dict[str, Any]
    offered: list[str]
    understood: str
    status: str


@dataclass(kw_only=True)
class Person:
    """Somebody who talks with the assistant."""

    conversation: str
    assistant: "Assistant"
    buttons: list[tuple[str, str]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def say(self, text: str, *, title: str | None = None) -> Spoken:
        """Types (or sends a choice) and waits for the turn's end."""
        incoming = Incoming(
            conversation=self.conversation,
            id=f"m{next(self._ids)}",
            text=text,
            title=title,
            channel="website",
        )
        receipt = await self.assistant.intake.receive(incoming)
        stored = self.assistant.store.journal.events(self.conversation)
        place = next((i for i, e in enumerate(stored) if e.message_id == incoming.id), len(stored))
        new = [e.body for e in stored[place:]]
        tracker = await self.assistant.store.retrieve(self.conversation)
        if receipt.replies:
            self.buttons = [(b.title, b.payload) for r in receipt.replies for b in r.buttons]
        parse = new[0].get("parse_data", {}) if new else {}
        ranking = [(r["name"], round(r["confidence"], 2)) for r in parse.get("intent_ranking", [])]
        return Spoken(
            responses=_responses(new),
            replies=list(receipt.replies),
            slots=tracker.current_slot_values() if tracker else {},
            offered=[_intent(payload) for _, payload in self.buttons],
            understood=f"{parse.get('language')} {ranking[:3]}",
            status=receipt.status,
        )

    async def tap(self, wanted: str) -> Spoken:
        """Taps the first button whose intent is `wanted` or whose title contains it."""
        for title, payload in self.buttons:
            if _intent(payload) == wanted or wanted in title:
                return await self.say(payload, title=title)
        raise AssertionError(f"no button {wanted!r} among {self.buttons}")

    async def desk(self, verb: str, *buttons: dict[str, Any]) -> None:
        """What the desk posts when a colleague claims or closes the case, or asks something.

        `buttons` stand under the line `verb`, each with title, intent and entities; the bot signs
        them, and they can be tapped next.
        """
        if buttons:
            await self._asked(verb, list(buttons))
            return
        events: dict[str, list[Event]] = {
            "claim": [SlotSet("led", True), ActionExecuted("action_listen")],
            "close": [
                SlotSet("led", None),
                SlotSet("hand_over", None),
                ActionExecuted("action_listen"),
            ],
        }
        tracker = await self.assistant.store.retrieve(self.conversation)
        assert tracker is not None
        tracker.update_with_events(events[verb], self.assistant.agent.domain)
        await self.assistant.store.save(tracker)

    async def _asked(self, text: str, buttons: list[dict[str, Any]]) -> None:
        tracker = await self.assistant.store.retrieve(self.conversation)
        metadata = {"id": f"line{next(self._ids)}", "from": {"kind": "staff", "name": "Nadia"}}
        event = BotUttered(text, data={"buttons": buttons}, metadata=metadata)
        tracker.update_with_events([event], self.assistant.agent.domain)
        await self.assistant.store.save(tracker)
        stored = self.assistant.store.journal.messages(self.conversation)[-1].body
        self.buttons = [(b["title"], b["payload"]) for b in stored["data"]["buttons"]]

    def feed(self) -> list[tuple[str, dict[str, Any]]]:
        """What the desk hears of this conversation: kind and data of each record, in order."""
        records = self.assistant.store.journal.feed(limit=10_000)
        mine = [one for one in records if one["conversation"] == self.conversation]
        return [(one["kind"], one["data"]) for one in sorted(mine, key=lambda one: one["number"])]


class Assistant:
    """One loaded model with its store and its door."""

    def __init__(self, agent: Any, intake: Intake, store: Any, loop: Any) -> None:
        self.agent = agent
        self.intake = intake
        self.store = store
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Runs a coroutine on the assistant's own loop."""
        return self._loop.run_until_complete(work)

    def person(self, conversation: str) -> Person:
        """Somebody new."""
        return Person(conversation=conversation, assistant=self)

    @classmethod
    @contextmanager
    def open(cls, folder: Path, *, actions_url: str | None = None) -> Iterator["Assistant"]:
        """Loads the model; starts action server and desk unless another server stands in."""
        from rasa.core.agent import load_agent
        from rasa.core.utils import AvailableEndpoints

        import run
        from bot.runtime import open_runtime

        house = House(var=folder)
        if actions_url:
            house.settings = {"ACTIONS_URL": actions_url}
        house.prepare()
        if not actions_url:
            house.start("actions", "desk")
        loop = asyncio.new_event_loop()
        with (
            patch.dict(os.environ, house.environment(), clear=True),
            patch.dict(os.environ, run.environment()),
        ):
            open_runtime.cache_clear()
            runtime = open_runtime()
            endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
            agent = loop.run_until_complete(
                load_agent(str(runtime.settings.model), endpoints=endpoints, loop=loop)
            )
            store = agent.tracker_store._tracker_store
            try:
                yield cls(agent, runtime.intake(agent.handle_message), store, loop)
            finally:
                open_runtime.cache_clear()
                house.stop()
                loop.close()


def _responses(bodies: list[dict[str, Any]]) -> list[str]:
    said = [body for body in bodies if body["event"] == BotUttered.type_name]
    return [body["metadata"]["utter_action"] for body in said]


def _intent(payload: str) -> str:
    found = re.match(r"c\.([\w/]+)", payload)
    return found.group(1) if found else payload
