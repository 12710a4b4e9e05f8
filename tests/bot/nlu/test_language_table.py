"""The table of languages, the seeds and the patterns agree with one another."""

from pathlib import Path

from bot.nlu import patterns, seeds
from bot.nlu.identify import LINGUA_CODES
from knowledge import languages

TABLE = languages.load(Path("data/languages.yml"))
ANSWERED = {"en", "fr", "nl", "ar", "tr", "uk", "ru", "es", "pt", "ro", "fa", "ps", "lv"}


def test_at_least_25_languages_are_identified_and_thirteen_answered() -> None:
    assert len(TABLE) >= 25
    assert set(TABLE.answered) == ANSWERED


def test_every_language_falls_back_to_answered_ones() -> None:
    for language in TABLE.values():
        assert language.fallback
        assert set(language.fallback) <= ANSWERED - {language.code}


def test_seeds_and_lingua_name_languages_of_the_table() -> None:
    assert {seed.language for seed in seeds.load().phrases} <= set(TABLE)
    assert set(TABLE) >= LINGUA_CODES


def test_every_language_has_a_name_by_which_it_can_be_asked_for() -> None:
    named = {rule.value for rule in patterns.read() if rule.key == "names"}
    assert set(TABLE) <= named


def test_every_wish_has_patterns_in_each_answered_language() -> None:
    values: dict[tuple[str, str], set[str]] = {}
    for rule in patterns.read():
        if rule.key in ("level", "schedule", "mode", "childcare", "free", "audience", "nth"):
            values.setdefault((rule.key, rule.value), set()).add(rule.language)
    lacking = {name: ANSWERED - found for name, found in values.items() if not found >= ANSWERED}
    assert lacking == {}
