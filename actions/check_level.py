"""Finds out somebody's level by samples and can-do sentences. Knows no wording."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import level, wishes

# Languages to learn of which there is a sample; else the first.
_SAMPLES = ("fr", "nl", "en")


class ActionCheckLevel(Action):
    """`action_check_level`: the answer tapped last -> the next sample, or a suggestion."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_check_level"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """One tap -> one response. Typed ("French, I do not know my level"), wishes are kept."""
        tapped = {
            str(entity.get("entity")): str(entity.get("value"))
            for entity in tracker.latest_message.get("entities") or ()
        }
        step, found = level.after(
            tapped.get("step"),
            tapped.get("answer"),
            language=str(tracker.get_slot("language") or ""),
        )
        if found is not None:
            dispatcher.utter_message(response="utter_level_result", level=[f"level_{found}"])
            return [SlotSet("level", found)]
        if step == "target":
            wished = tracker.get_slot("target_language")
            learns = wished if wished in _SAMPLES else _SAMPLES[0]
            step = f"target_{learns}"
        dispatcher.utter_message(response=f"utter_level_{step}")
        said = wishes.said(tracker)
        return [SlotSet(key, value) for key, value in said.items() if key != "level"]
