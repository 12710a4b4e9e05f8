"""A state is proved before it replaces what works."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.maintain.prove import misunderstood, silent_answers
from knowledge import Topics, load
from tests.kit.house import model

REAL = load(Path("data"), "schaerbeek")


def test_every_answer_of_the_real_data_is_whole() -> None:
    assert list(silent_answers(REAL)) == []


def test_an_answer_that_is_not_whole_is_told() -> None:
    topic = REAL.topics["nationality"]
    empty = {**topic.answers, "tr": replace(topic.answers["tr"], text="{via.phone}")}
    library = replace(REAL, topics=Topics({topic.name: replace(topic, answers=empty)}))
    assert list(silent_answers(library)) == ["'nationality' gives no whole answer in 'tr'"]


@pytest.mark.slow
async def test_a_model_that_takes_a_title_for_something_else_is_told() -> None:
    topic = REAL.topics["nationality"]
    wrong = {**topic.answers, "en": replace(topic.answers["en"], title="How do I open an account?")}
    library = replace(REAL, topics=Topics({topic.name: replace(topic, answers=wrong)}))
    (problem,) = await misunderstood(library, model())
    assert problem == (
        "'How do I open an account?' (en) is understood as faq/bank_account, not faq/nationality"
    )
