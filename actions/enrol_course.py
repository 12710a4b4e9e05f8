"""Says how to enrol in one course. Knows no wording."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import chosen
from actions.desk_client import DeskClient


class ActionEnrolCourse(Action):
    """`action_enrol_course`: the course that is meant -> `utter_course_enrol`."""

    def __init__(self, client: DeskClient | None = None) -> None:
        self._client = client

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_enrol_course"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Slots -> one course -> response."""
        course = await chosen.course(dispatcher, tracker, self._client)
        if course is None:
            return []
        dispatcher.utter_message(response="utter_course_enrol", course=dict(course))
        return [SlotSet("course", course["id"])]
