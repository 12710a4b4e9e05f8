"""The bot's own sentences in every language, and the menu of each real city."""

import re
from pathlib import Path

import pytest

from knowledge import Library, load, menu
from knowledge.check_wording import links
from knowledge.formats import plain
from knowledge.menu import Group

CITIES = sorted(path.parent.name for path in Path("data/cities").glob("*/city.yml"))
EVERYWHERE = ("utter_emergency", "utter_hand_over", "utter_languages")
MOST_TAPS = 3
PHONE = re.compile(r"(?<!\d)(?:\+32 |00?\d{1,4} )\d{2,4}(?: \d{2,4})+(?!\d)")
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
    screens = menu.load(
        library.city_folder / "menu.yml", topics=library.topics, intents=["find_course"]
    )
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


def test_telephone_numbers_and_links_of_answers_stand_in_the_city_s_file(library: Library) -> None:
    offices = library.city.offices.values()
    numbers = [*library.city.calls, *library.city.emergency]
    phones = {digits(office.phone or "") for office in offices}
    phones |= {digits(number.number) for number in numbers}
    urls = {office.url for office in offices}
    unknown = set()
    for topic in library.topics.values():
        own = {topic.source.url if topic.source else None}
        own |= {source.url for source in topic.more_sources}
        for answer in topic.answers.values():
            text = plain(f"{answer.text} {answer.simple or ''}")
            unknown |= {
                (topic.name, found) for found in PHONE.findall(text) if digits(found) not in phones
            }
            unknown |= {(topic.name, link) for link in links(text) - urls - own}
    assert unknown == set()


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def test_every_aid_topic_is_related_to_one_that_opens_a_door(library: Library) -> None:
    closed = {
        name
        for name, topic in library.topics.items()
        if not DOORS.intersection((*topic.related, name))
    }
    assert closed & AID == set()
