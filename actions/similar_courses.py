"""Shows courses like one of those shown. Knows no wording, no ranking."""

from __future__ import annotations

import asyncio
import logging

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import cards, chosen
from actions.desk_client import DeskClient, DeskError, DeskRefused, desk_client

logger = logging.getLogger(__name__)


class ActionSimilarCourses(Action):
    """`action_similar_courses`: the course that is meant -> others like it."""

    def __init__(self, client: DeskClient | None = None) -> None:
        self._client = client

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_similar_courses"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Slots -> one search -> responses."""
        model = chosen.course_id(tracker)
        if model is None:
            shown = tracker.get_slot("course_ids")
            name = "utter_course_which" if shown else "utter_course_search_first"
            dispatcher.utter_message(response=name)
            return []
        client = self._client or desk_client()
        try:
            page = await asyncio.to_thread(client.search, {"like": model}, limit=cards.SHOWN)
        except DeskRefused:
            dispatcher.utter_message(response="utter_course_gone")
            return []
        except DeskError as error:
            logger.warning("similar courses failed: %s", error)
            dispatcher.utter_message(response="utter_courses_unavailable")
            return []
        if not page.courses:
            dispatcher.utter_message(response="utter_courses_none")
            return []
        dispatcher.utter_message(response="utter_courses_similar", total=page.total)
        cards.show(dispatcher, page)
        return cards.remember(page, like=model)
