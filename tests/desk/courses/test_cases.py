"""Fifty sentences of newcomers, from their words to the course that must come first."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.courses import near, query
from desk.courses.search import search
from desk.courses.wishes import MANY

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "nlu" / "course_cases.yml").read_text(encoding="utf-8")
)


@pytest.mark.slow
def test_the_expected_course_comes_first(inventory: None, places: near.PlaceTable) -> None:
    from bot.nlu.canon import pieces
    from bot.nlu.wishes import Wishes

    reader = Wishes()
    wrong: list[Any] = []
    for case in CASES:
        text = case["text"]
        said: dict[str, list[str]] = {}
        reading = reader.read(text, pieces(text), case["language"])
        for wish in reader.wishes(reading, ("find_course",)):
            said.setdefault(wish.key, []).append(wish.value)
        asked = {key: v if key in MANY else v[-1:] for key, v in said.items() if key in query.KEYS}
        found = search(query.parse(asked, places).wishes, today=date(2026, 11, 26), limit=1)
        if [one.id for one in found.matches] != [case["first"]]:
            wrong.append((text, asked, [one.id for one in found.matches], case["first"]))
    assert wrong == []
    assert len(CASES) >= 50
    assert len({case["language"] for case in CASES}) == 12
