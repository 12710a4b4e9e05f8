"""A tracker that remembers slots from turn to turn, and what an action said."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

Said = list[tuple[str, dict[str, Any]]]


class Talk:
    """One conversation with the actions, without a bot."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []

    async def turn(self, action: Action, *, intent: str = "find_course", **entities: Any) -> Said:
        """The person says these entities; `action` runs; what it said, by response name."""
        self.events.append({"event": "user"})
        for name, value in entities.items():
            if name not in ("nth", "step", "answer"):
                self.slots[name] = value
                self.events.append({"event": "slot", "name": name, "value": value})
        message = {
            "intent": {"name": intent},
            "entities": [{"entity": key, "value": entities[key]} for key in entities],
        }
        tracker = Tracker("one", self.slots, message, self.events, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in await action.run(dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
            self.events.append(dict(event))
        return [_response(message) for message in dispatcher.messages]


def _response(message: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    empty = {"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"}
    assert not message.get("text"), "an action words nothing itself"
    return message["response"], {key: message[key] for key in message if key not in empty}


def names(said: Said) -> list[str]:
    """The names of the responses."""
    return [name for name, _values in said]


def courses(said: Said) -> list[str]:
    """The ids of the cards."""
    return [values["course"]["id"] for name, values in said if name == "utter_course"]
