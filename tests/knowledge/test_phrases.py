"""The phrasebook: complete in every answer language, dates as each reader writes them."""

from datetime import date, time
from pathlib import Path

import pytest

from knowledge import MissingValueError, languages, phrases
from knowledge.check_wording import right_script

TABLE = languages.load(Path("data/languages.yml"), source="fr")
BOOK = phrases.load(Path("data/texts/phrases"), TABLE)
DAY = {"date": date(2026, 12, 3), "time": time(14, 0), "office": "VIA"}


def test_at_least_sixty_sentences_stand_in_every_answer_language() -> None:
    assert len(BOOK) >= 60
    assert set(BOOK.languages) == set(TABLE.answered)


@pytest.mark.parametrize("language", BOOK.languages)
def test_a_language_says_every_answer_and_document_in_its_own_script(language: str) -> None:
    wording, source = BOOK.wording(language), BOOK.wording("fr")
    assert set(wording.answers) == set(source.answers)
    assert set(wording.documents) == set(source.documents)
    text = " ".join((*wording.phrases.values(), *wording.answers.values()))
    assert right_script(text, TABLE[language].script)
    assert language == "fr" or wording.draft
    assert len(set(wording.phrases.values())) == len(wording.phrases)


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("fr", "jeudi 3 décembre 2026"),
        ("en", "Thursday, December 3, 2026"),
        ("ar", "الخميس، 3 ديسمبر 2026"),
        ("fa", "پنجشنبه 3 دسامبر 2026"),
        ("ps", "پنجشنبه، 3 دسمبر 2026"),
        ("uk", "четвер, 3 грудня 2026"),
    ],
)
def test_a_date_is_gregorian_in_words_with_latin_digits(language: str, day: str) -> None:
    said = BOOK.say("appointment", language, DAY)
    assert day in said
    assert "14:00" in said


def test_a_reader_of_another_language_gets_the_nearest_one() -> None:
    assert BOOK.wording("so").language == "ar"
    assert BOOK.wording("hy").language == "ru"


def test_an_empty_slot_is_refused() -> None:
    with pytest.raises(MissingValueError):
        BOOK.say("bring", "fr", {})


def test_languages_are_offered_by_their_own_names() -> None:
    ask = BOOK.get("ask_language")
    assert ask is not None
    assert ("ps", "پښتو") in BOOK.answers(ask, "fr")
    assert len(BOOK.answers(ask, "fr")) == len(TABLE.answered)
