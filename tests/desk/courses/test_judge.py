"""Met, failed, or cannot tell: what is not stated is never held against a course."""

from datetime import time

import pytest

from desk.courses import judge, values


def mask(*words: str) -> int | None:
    return values.to_mask(words, values.LEVELS)


@pytest.mark.parametrize(
    ("levels", "wish", "verdict"),
    [
        ((), "literacy", "unknown"),
        (("literacy", "A1"), "literacy", "met"),
        (("A1",), "literacy", "failed"),
        (("all",), "B1", "met"),
        (("all",), "literacy", "unknown"),
        (("literacy",), "A1", "failed"),
        (("literacy",), "alphabet", "unknown"),
        (("B2",), "alphabet", "failed"),
    ],
)
def test_a_level(levels: tuple[str, ...], wish: str, verdict: str) -> None:
    assert judge.level(mask(*levels), wish) == verdict


@pytest.mark.parametrize(
    ("stated", "sessions", "wish", "verdict"),
    [
        ((), [], "evening", "unknown"),
        (("day", "evening"), [], "evening", "met"),
        (("day",), [], "evening", "failed"),
        (("day",), [], "morning", "unknown"),
        (("any",), [], "weekend", "met"),
        ((), [("mon", None, None)], "evening", "unknown"),
        ((), [("mon", None, None)], "weekend", "failed"),
        ((), [("sat", None, None)], "weekend", "met"),
        ((), [("tue", time(19), time(21))], "evening", "met"),
        ((), [("tue", time(19), time(21))], "morning", "failed"),
        ((), [("tue", time(17, 15), time(19))], "evening", "met"),
        ((), [("tue", time(9, 30), time(11, 30))], "school_hours", "met"),
        ((), [("tue", time(13, 30), time(15, 30))], "school_hours", "met"),
        ((), [("wed", time(13, 30), time(15, 30))], "school_hours", "failed"),
        (("morning",), [], "school_hours", "unknown"),
        (("weekend",), [], "afternoon", "unknown"),
    ],
)
def test_a_time(
    stated: tuple[str, ...],
    sessions: list[tuple[str, time | None, time | None]],
    wish: str,
    verdict: str,
) -> None:
    assert judge.schedule(values.band_mask(stated, sessions), wish) == verdict


@pytest.mark.parametrize(
    ("stated", "sessions", "verdict"),
    [
        ((), [], "unknown"),
        (("evening",), [], "failed"),
        (("day", "evening"), [], "met"),
        ((), [("tue", time(19), time(21))], "failed"),
        ((), [("tue", time(9), time(11))], "met"),
        ((), [("mon", None, None)], "unknown"),
    ],
)
def test_a_time_that_is_not_wanted(
    stated: tuple[str, ...], sessions: list[tuple[str, time | None, time | None]], verdict: str
) -> None:
    assert judge.not_schedule(values.band_mask(stated, sessions), ("evening",)) == verdict
