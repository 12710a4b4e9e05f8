"""What the actions about one course share: find it, say one response with it, remember it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import chosen
from actions.desk_client import DeskClient


class OneCourse(Action, ABC):
    """The course that is meant -> the response of the class. Knows no wording."""

    response: ClassVar[str]

    def __init__(self, client: DeskClient | None = None) -> None:
        self._client = client

    @abstractmethod
    def name(self) -> str:
        """The action's name in the domain; abstract, or the action server would register this."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Slots -> one course -> response."""
        course = await chosen.course(dispatcher, tracker, self._client)
        if course is None:
            return []
        dispatcher.utter_message(response=self.response, course=dict(course))
        return [SlotSet("course", course["id"])]
