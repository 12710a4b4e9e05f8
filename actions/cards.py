"""A page of courses -> responses by name, with values only, and the slots that remember it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.desk_client import Page

SHOWN = 3  # cards of one answer


def show(dispatcher: CollectingDispatcher, page: Page) -> None:
    """One `utter_course` for each course; the last one says whether there are more.

    Where nothing follows, the reception office is the last card.
    """
    for number, course in enumerate(page.courses, 1):
        last = number == len(page.courses)
        dispatcher.utter_message(
            response="utter_course", course=dict(course), more=last and page.next is not None
        )
    if page.courses and page.next is None:
        dispatcher.utter_message(response="utter_courses_office")


def remember(page: Page, *, before: Sequence[str] = (), like: str | None = None) -> list[EventType]:
    """The slots after a page: ids shown so far in this search, and the cursor of the next page.

    `like`: the course that the search was about, instead of wishes.
    """
    ids = [*before, *(str(course["id"]) for course in page.courses)]
    return [
        SlotSet("course_ids", ids),
        SlotSet("course_offset", page.next),
        SlotSet("course", None),
        SlotSet("course_like", like),
    ]


def last_shown(ids: Any) -> list[str]:
    """The ids of the page shown last: what "the second one" counts from."""
    shown = [str(one) for one in ids] if isinstance(ids, (list, tuple)) else []
    size = len(shown) % SHOWN or SHOWN
    return shown[-size:]
