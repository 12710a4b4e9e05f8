"""What a person types is text, whatever it begins with."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.plain import PlainText


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("/restart", "restart"),
        ("  /session_start", "session_start"),
        ("//greet", "greet"),
        ('/faq{"topic": "nationality"}', 'faq{"topic": "nationality"}'),
        ("\u200b/restart", "restart"),
        ("\uff0frestart", "restart"),
        ("/", ""),
        ("", ""),
        ("and/or", "and/or"),
        ("مرحبا /", "مرحبا /"),
    ],
)
def test_a_leading_slash_is_taken_off(typed: str, seen: str) -> None:
    message = Message({"text": typed})
    PlainText().process([message])
    assert message.get("text") == seen
