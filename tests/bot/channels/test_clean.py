"""What a message may hold, in several scripts."""

import pytest

from bot.channels.clean import clean, has_words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hello  \t world ", "hello world"),
        ("e\u0301cole", "école"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("مرحبا\u202eabc\u202c", "مرحباabc"),
        ("ሰላም\u0000", "ሰላም"),
        ("two\nlines", "two\nlines"),
        ("Z" + "\u0300" * 50 + "algo", "Z" + "\u0300" * 3 + "algo"),
        ("\ufeffБудь ласка", "Будь ласка"),
    ],
)
def test_controls_and_towers_go_and_letters_stay(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("text", "words"), [("😀👍", False), ("…", False), ("ok", True), ("7", True)]
)
def test_words_are_letters_or_digits(text: str, words: bool) -> None:
    assert has_words(text) is words
