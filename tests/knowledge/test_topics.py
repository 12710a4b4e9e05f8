"""Topics are read from stock Rasa files; a broken one is left out and explained."""

from pathlib import Path

import pytest

from knowledge import load
from knowledge.formats import plain
from tests.knowledge import data


def test_facts_are_filled_in_and_numbers_isolated(tmp_path: Path) -> None:
    topic = load(data.city(tmp_path), "testville").topics["swimming"]
    french = topic.answers["fr"]
    assert french.text == "Venez à Rue Haute 1, 1000 Bruxelles. Appelez le 02 111 22 33."
    assert french.status == "source"
    assert topic.answers["ar"].status == "draft"
    assert "\u206602 111 22 33\u2069" in topic.answers["ar"].text
    assert "02 111 22 33" in plain(topic.answers["ar"].text)
    assert topic.source is not None
    assert (topic.source.url, topic.source.year) == ("https://www.piscine.example/page", "2022")
    assert topic.sign == "🏊"


def test_an_answer_comes_by_the_chain_else_in_the_source_language(tmp_path: Path) -> None:
    library = load(data.city(tmp_path), "testville")
    topic = library.topics["swimming"]
    assert topic.answer(library.languages.chain("uk")).language == "ar"
    assert topic.answer(library.languages.chain("en")).language == "fr"
    assert topic.title(("ar",)) == "تعلّم السباحة"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("{desk.phone}", "{desk.fone}", "desk.fone"),
        ("{desk.phone}", "{silent.phone}", "silent.phone"),
        ("value: fr}", "value: xx}", "'xx' is no language"),
        ("value: ar}", "value: fr}", "stands twice"),
        ("utter_faq/swimming", "utter_faq/other", "exactly one response"),
        ("status: draft", "status: done", "'done' is unknown"),
        ("title: Apprendre à nager", "titel: x", "'title' is missing"),
        ("confirmed: null", "confirmed: soon", "'confirmed' cannot be read"),
        ('source: {url: "https://www.piscine.example/page", year: 2022}', "source: x", "a source"),
    ],
)
def test_a_broken_topic_is_left_out_with_file_line_and_remedy(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    library = load(data.city(tmp_path, topic=data.TOPIC.replace(old, new)), "testville")
    (problem,) = library.topics.problems
    assert "swimming" not in library.topics
    assert what in problem.what
    assert problem.topic == "swimming"
    assert problem.file.name == "swimming.yml"
    assert problem.line >= 2
    assert problem.remedy


def test_the_first_variation_must_be_the_source_language(tmp_path: Path) -> None:
    swapped = data.TOPIC.replace("value: fr", "value: en")
    (problem,) = load(data.city(tmp_path, topic=swapped), "testville").topics.problems
    assert "not the source language" in problem.what


def test_one_broken_topic_leaves_the_others(tmp_path: Path) -> None:
    root = data.city(tmp_path)
    data.write(root / "cities" / "testville" / "answers" / "broken.yml", "responses: [")
    library = load(root, "testville")
    assert set(library.topics) == {"swimming"}
    assert [problem.topic for problem in library.topics.problems] == ["broken"]


def test_a_year_in_words_and_a_confirmation_are_read(tmp_path: Path) -> None:
    text = data.TOPIC.replace("year: 2022", 'year: "undated"').replace(
        "confirmed: null", "confirmed: {date: 2027-01-05, by: A. Colleague}"
    )
    topic = load(data.city(tmp_path, topic=text), "testville").topics["swimming"]
    assert topic.source is not None
    assert topic.source.year == "undated"
    assert topic.confirmed is not None
    assert topic.confirmed.date.isoformat() == "2027-01-05"
