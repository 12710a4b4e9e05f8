"""Searches the inventory by the wishes said so far. Knows no wording, no ranking."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import cards, questions, wishes
from actions.desk_client import DeskClient, DeskError, DeskRefused, Page, desk_client

logger = logging.getLogger(__name__)
# Intents of the buttons under a question.
TAPPED = ("set_wish", "skip_wish")


class ActionSearchCourses(Action):
    """`action_search_courses`: one call, at most three cards, and honest words before them."""

    def __init__(self, client: DeskClient | None = None) -> None:
        self._client = client

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_search_courses"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Slots -> search -> responses."""
        asked = wishes.read(tracker)
        if question := _question(tracker, asked):
            dispatcher.utter_message(response=questions.response(question))
            before = tracker.get_slot("course_asked") or []
            return [SlotSet("course_asked", [*before, question])]
        language = str(tracker.get_slot("language") or "")
        client = self._client or desk_client()
        try:
            page, refused = await asyncio.to_thread(_search, client, asked, language)
        except DeskError as error:
            logger.warning("course search failed: %s", error)
            dispatcher.utter_message(response="utter_courses_unavailable")
            return []
        _say(dispatcher, page, refused, place=str(asked.get("place", "")))
        cards.show(dispatcher, page)
        kept = {key: value for key, value in asked.items() if key not in refused}
        done = SlotSet("course_asked", [questions.DONE])
        return [*cards.remember(page), *wishes.forget(tracker, kept), done]


def _question(tracker: Tracker, asked: Mapping[str, str | Sequence[str]]) -> str | None:
    """What to ask instead of searching: "closer" to what, or one of the three questions."""
    before = tracker.get_slot("course_asked") or []
    if asked.get("prefer") == "distance" and "place" not in asked and "place" not in before:
        return "place"
    said = [key for key in asked if key not in wishes.NO_WISH]
    tapped = (tracker.latest_message.get("intent") or {}).get("name") in TAPPED
    return questions.next_question(said, before, tapped=tapped)


def _search(
    client: DeskClient, asked: Mapping[str, str | Sequence[str]], language: str
) -> tuple[Page, tuple[str, ...]]:
    """Searches; what the desk does not know (a place elsewhere) is left out, once, and told."""
    try:
        return client.search(asked, limit=cards.SHOWN, language=language), ()
    except DeskRefused as error:
        refused = tuple(key for key in asked if key in error.errors)
        if not refused:
            raise
        rest = {key: value for key, value in asked.items() if key not in refused}
        return client.search(rest, limit=cards.SHOWN, language=language), refused


def _say(
    dispatcher: CollectingDispatcher, page: Page, refused: tuple[str, ...], *, place: str
) -> None:
    dropped = [*refused, *page.relaxed]
    numbers = {
        "total": page.total,
        "shown": len(page.courses),
        "certain": page.certain,
        "possible": page.total - page.certain,
    }
    if not page.courses:
        dispatcher.utter_message(response="utter_courses_none")
        return
    if dropped:
        dispatcher.utter_message(response="utter_courses_relaxed", dropped=dropped, **numbers)
    elif page.certain == page.total:
        dispatcher.utter_message(response="utter_courses_found", **numbers)
    elif page.certain:
        dispatcher.utter_message(response="utter_courses_partly", **numbers)
    else:
        dispatcher.utter_message(response="utter_courses_perhaps", **numbers)
    if page.elsewhere_km is not None and "place" not in dropped:
        dispatcher.utter_message(
            response="utter_courses_elsewhere", place=place, km=f"{page.elsewhere_km:g}"
        )
