"""The bot's own sentences in every language, and the menu of each real city."""

from pathlib import Path

import pytest

from knowledge import Library, load, menu
from knowledge.menu import Group

CITIES = sorted(path.parent.name for path in Path("data/cities").glob("*/city.yml"))
KINDS = ("violence", "suicide", "shelter", "child", "sexual_violence", "poison")
EVERYWHERE = (
    *("utter_emergency", "emergency_more", "emergency_nobody", "emergency_perhaps_nobody"),
    *("utter_hand_over", "utter_languages", "call_ambulance", "call_police"),
    *(f"choice_emergency_{kind}" for kind in KINDS),
)
MOST_TAPS = 3
SHOWN = 3
DOORS = frozenset(
    {
        "volunteering",
        "diploma_recognition",
        "vocational_language",
        "leisure_activities",
        "self_confidence",
        "conversation_practice",
    }
)
AID = frozenset(
    {
        "social_assistance",
        "food_clothing_aid",
        "housing_search",
        "housing_problem",
        "urgent_medical_care",
        "mental_health",
        "health_insurance",
        "family_benefits",
        "legal_aid",
        "womens_centre",
        "discrimination",
        "asylum_procedure",
        "temporary_protection",
    }
)


@pytest.fixture(params=CITIES)
def library(request: pytest.FixtureRequest) -> Library:
    return load(Path("data"), request.param)


def test_no_text_falls_back_silently_in_an_answered_language(library: Library) -> None:
    missing = {
        (key, code)
        for key in library.texts
        for code in library.languages.answered
        if code not in library.texts.languages_of(key)
    }
    assert missing == set()


@pytest.mark.parametrize("key", EVERYWHERE)
def test_what_must_reach_everybody_exists_in_every_language(library: Library, key: str) -> None:
    assert set(library.texts.languages_of(key)) == set(library.languages)


def test_emergency_begins_with_the_calls_and_has_no_holes(library: Library) -> None:
    for code in library.languages:
        lines = library.texts.get_lines("utter_emergency", code).split("\n")
        numbers = [call.number for call in library.city.calls]
        assert [number for number in numbers if number in lines[1 + numbers.index(number)]]
        assert not any("{" in line for line in lines)


def test_every_topic_is_at_most_three_taps_from_the_start(library: Library) -> None:
    screens = menu.of(library, intents=["find_course"])
    taps: dict[str, int] = {}

    def walk(items: tuple[Group | str, ...], depth: int) -> None:
        assert len(items) <= menu.MOST_ON_A_SCREEN
        for item in items:
            if isinstance(item, Group):
                assert f"menu_{item.name}" in library.texts
                walk(item.items, depth + 1)
            else:
                taps[item] = min(depth, taps.get(item, depth))

    walk(screens.doors, 1)
    assert set(library.topics) - set(taps) == set()
    assert max(taps.values()) <= MOST_TAPS


def test_every_aid_topic_is_related_to_one_that_opens_a_door(library: Library) -> None:
    closed = {
        name
        for name, topic in library.topics.items()
        if not DOORS.intersection((*topic.related[:SHOWN], name))
    }
    assert closed & AID == set()
