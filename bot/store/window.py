"""Knows how a long conversation becomes a short list of events: the state before, the turns since.

Refuses to know tables. Rasa's cost of a turn grows with the events it is given; with the state
snapshot and the last turns it stays flat (bench/turns.py shows it).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet

CUT_AT_TURNS = 5
KEEP_TURNS = 2


@dataclass(kw_only=True)
class Head:
    """The state of a conversation before its window: slot values and the active loop."""

    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None

    def dump(self) -> str:
        """As JSON, for `Head(**json.loads(...))`."""
        return json.dumps({"slots": self.slots, "loop": self.loop}, ensure_ascii=False)

    def events(self) -> list[Event]:
        """Rasa's own session start with this state, as events."""
        start: list[Event] = [SessionStarted()]
        start += [SlotSet(name, value) for name, value in self.slots.items()]
        if self.loop:
            start.append(ActiveLoop(self.loop))
        start.append(ActionExecuted(ACTION_LISTEN_NAME))
        return start

    def after(self, bodies: Iterable[dict[str, Any]]) -> "Head":
        """The state once the events `bodies` (Rasa's dicts) have happened."""
        slots, loop = dict(self.slots), self.loop
        for body in bodies:
            kind = body["event"]
            if kind == "slot":
                slots[body["name"]] = body["value"]
            elif kind == "active_loop":
                loop = body["name"]
            elif kind in ("reset_slots", "restart"):
                slots, loop = {}, None if kind == "restart" else loop
        return Head(slots={k: v for k, v in slots.items() if v is not None}, loop=loop)


def cut(bodies: Sequence[dict[str, Any]]) -> int:
    """How many of the window's events can go into the head: 0, or up to a person's message.

    Cuts only before a message of the person, so that the head can end with `action_listen`.
    """
    messages = [place for place, body in enumerate(bodies) if body["event"] == "user"]
    if len(messages) <= CUT_AT_TURNS:
        return 0
    return messages[-KEEP_TURNS]
