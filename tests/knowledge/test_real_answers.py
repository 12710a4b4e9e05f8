"""What each real city's answers must hold: ground for every number, names, doors, lines."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import Library, load, placeholders
from knowledge.documents import read
from knowledge.formats import plain
from knowledge.ground import without_ground

CITIES = sorted(path.parent.name for path in Path("data/cities").glob("*/city.yml"))
SHOWN_RELATED = 3


@pytest.fixture(params=CITIES)
def library(request: pytest.FixtureRequest) -> Library:
    return load(Path("data"), request.param)


@pytest.fixture
def expected(library: Library) -> dict[str, Any]:
    path = Path(__file__).parent / "cities" / f"{library.city.id}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}


def test_every_number_and_link_stands_in_the_facts_or_the_city_s_file(library: Library) -> None:
    assert {
        name: found
        for name, topic in library.topics.items()
        if (found := without_ground(topic, library.city))
    } == {}


def test_every_topic_has_facts_and_both_texts_in_every_language(library: Library) -> None:
    required = set(library.city.required_languages)
    for name, topic in library.topics.items():
        assert topic.facts, name
        assert required <= set(topic.answers), name
        assert all(answer.simple for answer in topic.answers.values()), name


def test_every_language_refers_to_the_same_offices_and_fields(library: Library) -> None:
    differing = {
        (name, code)
        for name, topic in library.topics.items()
        for code, answer in topic.answers.items()
        if set(answer.names) != set(topic.answers[topic.source_language].names)
        or set(answer.simple_names) != set(topic.answers[topic.source_language].simple_names)
    }
    assert differing == set()


def test_no_street_number_or_link_of_an_office_is_typed_into_an_answer(library: Library) -> None:
    facts = library.city.facts()
    kept = ("address", "phone", "email")
    values = {value for name, value in facts.items() if name.rsplit(".", 1)[-1] in kept}
    values |= {office.url for office in library.city.offices.values() if office.url}
    typed = set()
    for topic in library.topics.values():
        (rows,) = read(topic.file).data["responses"].values()
        for row in rows:
            bare = f"{row['text']} {row['metadata'].get('simple', '')}"
            typed |= {(topic.name, value) for value in values if _stands_in(value, bare)}
    assert typed == set()


def _stands_in(value: str, text: str) -> bool:
    """A short number such as 105 may stand in other words; a link may go on."""
    return len(value) > 6 and any(part.rstrip(".,;:") == value for part in _parts(text, value))


def _parts(text: str, value: str) -> list[str]:
    return text.split() if value.startswith("http") else [value] if value in text else []


def test_named_places_stand_in_an_answer_in_every_language(
    library: Library, expected: dict[str, Any]
) -> None:
    missing = {
        (name, topic, code)
        for name, topics in expected.get("named", {}).items()
        for topic in topics
        for code, answer in library.topics[topic].answers.items()
        if name.lower() not in plain(answer.text).lower()
    }
    assert missing == set()


def test_answers_on_the_path_end_with_a_line_for_those_who_live_elsewhere(
    library: Library, expected: dict[str, Any]
) -> None:
    topics = expected.get("outside", {}).get("topics", ())
    for code in library.languages.answered if topics else ():
        last = {library.topics[name].answers[code].text.split("\n")[-1] for name in topics}
        assert len(last) == 1, (code, last)


def test_no_answer_names_a_telephone_number_for_an_office_without_one(
    library: Library, expected: dict[str, Any]
) -> None:
    for office in expected.get("no_phone", ()):
        assert library.city.offices[office].phone is None
        assert f"{office}.phone" not in library.city.facts()


def test_nothing_claims_to_be_checked_by_people(library: Library) -> None:
    for name, topic in library.topics.items():
        for answer in topic.answers.values():
            if answer.status == "reviewed":
                assert answer.reviewed is not None, (name, answer.language)
        if topic.confirmed:
            assert topic.confirmed.by.strip(), name


def test_a_text_without_a_fact_is_left_to_the_office(library: Library) -> None:
    """Every placeholder of an answer is a fact that the city has (none is left in the text)."""
    for topic in library.topics.values():
        for answer in topic.answers.values():
            assert not placeholders.names(f"{answer.text} {answer.simple}")
