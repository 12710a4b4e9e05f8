"""Which of the courses shown is meant: "the second one", the button of a card, or the only one.

Says itself what hinders: nothing shown yet, not clear which, gone, desk silent. No wording.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import cards
from actions.desk_client import CourseNotFound, DeskClient, DeskError, desk_client

logger = logging.getLogger(__name__)


def course_id(tracker: Tracker) -> str | None:
    """The id that is meant; None when that is not clear."""
    shown = cards.last_shown(tracker.get_slot("course_ids"))
    said = {
        str(entity.get("entity")): entity.get("value")
        for entity in tracker.latest_message.get("entities") or ()
    }
    if said.get("course"):
        return str(said["course"])
    if "nth" in said:
        return _nth(shown, said["nth"])
    if tracker.get_slot("course"):
        return str(tracker.get_slot("course"))
    return shown[0] if len(shown) == 1 else None


async def course(
    dispatcher: CollectingDispatcher, tracker: Tracker, client: DeskClient | None
) -> Mapping[str, Any] | None:
    """The course that is meant, from the desk; None when the reason has been said."""
    chosen = course_id(tracker)
    if chosen is None:
        shown = tracker.get_slot("course_ids")
        dispatcher.utter_message(
            response="utter_course_which" if shown else "utter_course_search_first"
        )
        return None
    try:
        return await asyncio.to_thread((client or desk_client()).course, chosen)
    except CourseNotFound:
        dispatcher.utter_message(response="utter_course_gone")
    except DeskError as error:
        logger.warning("course failed: %s", error)
        dispatcher.utter_message(response="utter_courses_unavailable")
    return None


def _nth(shown: list[str], value: object) -> str | None:
    """1 is the first, -1 the last."""
    try:
        number = int(str(value))
    except ValueError:
        return None
    index = number - 1 if number > 0 else number
    try:
        return shown[index] if number else None
    except IndexError:
        return None
