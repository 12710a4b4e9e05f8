"""Lines of log: one JSON object each, what they are about, and never an exception's own words."""

import json
import logging
import sys

from watch import logs


def line(message: str, *, error: bool = False, **fields: object) -> logging.LogRecord:
    info = None
    if error:
        try:
            raise ValueError("my address is Rue Unbekannt 99")
        except ValueError:
            info = sys.exc_info()
    record = logging.LogRecord("bot.x", logging.INFO, "x.py", 1, message, (), info)
    record.fields = fields
    return record


def test_a_structured_line_says_what_when_where_and_about_whom() -> None:
    with logs.about(logs.talk_of("w123")):
        told = json.loads(logs.formatter("bot", "json").format(line("turn", ms=12)))
    assert told["process"] == "bot"
    assert told["event"] == "turn"
    assert told["ms"] == 12
    assert told["talk"] == logs.talk_of("w123")
    assert "w123" not in told["talk"]


def test_the_words_of_an_exception_stay_out_of_both_forms() -> None:
    for form in ("json", ""):
        told = logs.formatter("bot", form).format(line("failed", error=True))
        assert "Unbekannt" not in told
        assert "ValueError at test_logs.py" in told


def test_outside_a_conversation_nothing_is_told_about_one() -> None:
    assert "talk" not in json.loads(logs.formatter("bot", "json").format(line("started")))
