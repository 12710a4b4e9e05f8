"""Knows what has happened since the person's last message. Decides nothing."""

from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


@dataclass(frozen=True, kw_only=True)
class TurnView:
    """The turn in progress: the intent, the actions run since, whether the bot has spoken."""

    intent: str | None
    parse_data: dict[str, Any]
    actions: tuple[str, ...]
    spoken: bool
    last_said: str | None

    @property
    def begins(self) -> bool:
        """Whether nothing has been done yet about the person's message."""
        return not self.actions


def view(tracker: DialogueStateTracker) -> TurnView:
    """Reads the turn from the tracker's end. `last_said` is the utterance of the turn before."""
    actions: list[str] = []
    spoken = False
    user: UserUttered | None = None
    last_said: str | None = None
    for event in reversed(tracker.events):
        if user is None:
            if isinstance(event, UserUttered):
                user = event
            elif isinstance(event, ActionExecuted) and event.action_name:
                actions.append(event.action_name)
            elif isinstance(event, BotUttered):
                spoken = True
        elif isinstance(event, ActionExecuted) and (event.action_name or "").startswith("utter_"):
            last_said = event.action_name
            break
        elif isinstance(event, UserUttered):
            break
    return TurnView(
        intent=user.intent_name if user else None,
        parse_data=dict(user.parse_data or {}) if user else {},
        actions=tuple(reversed(actions)),
        spoken=spoken,
        last_said=last_said,
    )
