"""Wishes for a course: slots -> query keys, which carry the same names.

Knows what the newest message changes about older wishes. Refuses to know courses and wording.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

KEYS = (
    "target_language",
    "level",
    "schedule",
    "not_schedule",
    "place",
    "childcare",
    "mode",
    "not_mode",
    "free",
    "audience",
    "day",
    "prefer",
)
# Says what counts most, and is no wish of its own.
NO_WISH = ("prefer",)
_FLAGS = ("childcare", "free")
_MANY = ("schedule", "not_schedule", "mode", "not_mode", "day")
_OPPOSITES = (("schedule", "not_schedule"), ("mode", "not_mode"))
_WEEKEND = ("sat", "sun")
# Whether somebody can read does not depend on the language to learn; a CEFR level does.
_LEVELS_OF_A_PERSON = ("literacy", "alphabet")


def read(tracker: Tracker) -> dict[str, str | list[str]]:
    """The wishes as the API takes them. The newest message overrules an older opposite."""
    slots = {key: _words(tracker.get_slot(key)) for key in KEYS}
    said = {entity.get("entity") for entity in _entities(tracker)}
    for wanted, unwanted in _OPPOSITES:
        both = set(slots[wanted]) & set(slots[unwanted])
        loser = wanted if unwanted in said and wanted not in said else unwanted
        slots[loser] = [word for word in slots[loser] if word not in both]
    _days(slots, said)
    if "level" not in said and _language_changed(tracker):
        slots["level"] = [word for word in slots["level"] if word in _LEVELS_OF_A_PERSON]
    wishes: dict[str, str | list[str]] = {}
    for key, words in slots.items():
        if key in _FLAGS:
            words = [word for word in words if word == "true"]
        if words:
            wishes[key] = words if key in _MANY else words[-1]
    return wishes


def said(tracker: Tracker) -> dict[str, str | list[str]]:
    """The wishes in the newest message alone, as slots hold them."""
    found: dict[str, list[str]] = {}
    for entity in _entities(tracker):
        if (key := str(entity.get("entity"))) in KEYS:
            found.setdefault(key, []).extend(_words(entity.get("value")))
    return {key: words if len(words) > 1 else words[0] for key, words in found.items() if words}


def _days(slots: dict[str, list[str]], said: Collection[object]) -> None:
    """ "On Monday instead" ends an older weekend, "at the weekend" an older Monday."""
    if "day" in said and "schedule" not in said and not set(slots["day"]) & set(_WEEKEND):
        slots["schedule"] = [word for word in slots["schedule"] if word != "weekend"]
    elif "day" not in said and "schedule" in said and "weekend" in slots["schedule"]:
        slots["day"] = [day for day in slots["day"] if day in _WEEKEND]


def forget(tracker: Tracker, kept: Mapping[str, str | Sequence[str]]) -> list[EventType]:
    """The slots that no longer hold what was searched for: overruled, or not known to the desk."""
    return [
        SlotSet(key, kept.get(key))
        for key in KEYS
        if _words(tracker.get_slot(key)) != _words(kept.get(key))
    ]


def _words(value: object) -> list[str]:
    if value is None or value == "" or value is False:
        return []
    if isinstance(value, bool):
        return ["true"]
    if isinstance(value, (list, tuple)):
        return [word for one in value for word in _words(one)]
    return [str(value)]


def _entities(tracker: Tracker) -> Iterable[Mapping[str, Any]]:
    return tracker.latest_message.get("entities") or ()


def _language_changed(tracker: Tracker) -> bool:
    """Whether the newest message names another language to learn than the wishes before it."""
    named = None
    for event in reversed(tracker.events):
        if event.get("event") == "slot" and event.get("name") == "target_language":
            if named is None:
                named = event.get("value")
            elif event.get("value") != named:
                return event.get("value") is not None
        elif event.get("event") == "user" and named is None:
            return False
    return False
