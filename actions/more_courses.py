"""Shows the next courses of the same search. Knows no wording, no ranking."""

from __future__ import annotations

import asyncio
import logging

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import cards, wishes
from actions.desk_client import DeskClient, DeskError, desk_client

logger = logging.getLogger(__name__)


class ActionMoreCourses(Action):
    """`action_more_courses`: the next page, or the word that there is none."""

    def __init__(self, client: DeskClient | None = None) -> None:
        self._client = client

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_more_courses"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Slots and cursor -> next page -> responses."""
        shown = tracker.get_slot("course_ids") or []
        cursor = tracker.get_slot("course_offset")
        if not cursor:
            name = "utter_courses_no_more" if shown else "utter_course_search_first"
            dispatcher.utter_message(response=name)
            return []
        client, like = self._client or desk_client(), tracker.get_slot("course_like")
        wished = {"like": str(like)} if like else wishes.read(tracker)
        try:
            page = await asyncio.to_thread(
                client.search, wished, limit=cards.SHOWN, after=str(cursor)
            )
        except DeskError as error:
            logger.warning("more courses failed: %s", error)
            dispatcher.utter_message(response="utter_courses_unavailable")
            return []
        if not page.courses:
            dispatcher.utter_message(response="utter_courses_no_more")
        cards.show(dispatcher, page)
        return cards.remember(page, before=shown, like=like)
