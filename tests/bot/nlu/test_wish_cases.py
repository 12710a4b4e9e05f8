"""Wishes as people write them, by language: F1 of the files in wish_cases/."""

# ruff: noqa: T201 - the figures by key and what was missed are what one reads when it fails

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.wishes import Wishes
from tests.bot.nlu.test_wishes import said

pytestmark = pytest.mark.city("schaerbeek")

CASES = Path(__file__).parent / "wish_cases"
BAR = 0.95


@pytest.fixture(scope="module")
def wishes() -> Wishes:
    return Wishes()


@pytest.mark.parametrize("language", sorted(path.stem for path in CASES.glob("*.yml")))
def test_most_wishes_of_a_language_are_found(wishes: Wishes, language: str) -> None:
    keys: dict[str, Counter[str]] = {}
    for case in yaml.safe_load((CASES / f"{language}.yml").read_text(encoding="utf-8")):
        wanted, found = _wanted(case["wishes"]), said(wishes, language, case["text"])
        if wanted != found:
            print(case["text"], "| missed", wanted - found, "| wrong", found - wanted)
        for kind, pairs in (
            ("hit", wanted & found),
            ("missed", wanted - found),
            ("wrong", found - wanted),
        ):
            for pair in pairs:
                keys.setdefault(pair.partition("=")[0], Counter())[kind] += 1
    print(language, {key: round(_f1(count), 2) for key, count in sorted(keys.items())})
    f1 = _f1(sum(keys.values(), Counter()))
    print(f"{language} F1 {f1:.3f}")
    assert f1 >= BAR


def _f1(count: Counter[str]) -> float:
    return 2 * count["hit"] / (2 * count["hit"] + count["missed"] + count["wrong"])


def _wanted(stated: dict[str, Any]) -> set[str]:
    return {
        f"{key}={value}"
        for key, values in stated.items()
        for value in (values if isinstance(values, list) else [values])
    }
