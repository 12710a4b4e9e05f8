"""The closed vocabularies of a course (levels, bands of the day, modes, days) as words and bits.

A set of words is stored as one number, so that SQL can filter by it; no number means unknown.
Also knows which bands a session's hours fall into; school hours are the city's. Refuses to
know courses, wishes or wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time

from desk import library

LEVELS: Mapping[str, int] = {
    "literacy": 1,  # learns to read and write for the first time
    "alphabet": 2,  # reads another script, learns the Latin one
    "A1": 4,
    "A2": 8,
    "B1": 16,
    "B2": 32,
    "C1": 64,
    "C2": 128,
    "all": 256,  # stated as open to all levels
}
BANDS: Mapping[str, int] = {
    "morning": 1,
    "afternoon": 2,
    "evening": 4,
    "weekend": 8,
    "school_hours": 16,
    "day": 32,  # in the daytime, morning or afternoon not stated
    "any": 64,  # the learner chooses the hour
}
# Two marks beside the bands: what is known of the hours although no band can be named.
WEEKDAY = 128  # a weekday is stated without its hours
TIMED = 256  # sessions state all hours, so a band that is not set is known to be missed
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MODES = (
    "class",
    "conversation",
    "online",
    "vocational",
    "workplace",
    "blended",
    "volunteer",
    "orientation",
)

# For whom an offer says it is; "women only" is a field of its own, as it excludes.
AUDIENCES: Mapping[str, int] = {
    "women": 1,
    "young": 2,
    "minors": 4,
    "job_seekers": 8,
    "workers": 16,
    "parents": 32,
    "newcomers": 64,
    "long_settled": 128,
    "refugees": 256,
    "seniors": 512,
}
# What a learner must bring; "nothing" is stated as such, no word at all is unknown.
NEEDS: Mapping[str, int] = {"phone": 1, "computer": 2, "internet": 4, "nothing": 8}
PACES = ("slow", "normal", "intensive")
SETTINGS = ("school", "library", "community_centre", "workplace", "home", "office")

_MORNING_ENDS = time(13, 0)
_NOON = time(12, 0)
_EVENING_STARTS = time(17, 0)
_AFTERNOON_ENDS = time(18, 0)


def to_mask(words: Iterable[str], vocabulary: Mapping[str, int]) -> int | None:
    """The words as one number; None for no word at all (unknown). Raises `KeyError`."""
    mask = 0
    for word in words:
        mask |= vocabulary[word]
    return mask or None


def to_words(mask: int | None, vocabulary: Mapping[str, int]) -> list[str]:
    """The words of a number, in the vocabulary's order."""
    return [word for word, bit in vocabulary.items() if mask and mask & bit]


def session_mask(day: str, start: time | None, end: time | None) -> int:
    """Bands and marks of one session."""
    mask = BANDS["weekend"] if day in ("sat", "sun") else 0
    if start is None or end is None:
        return mask or WEEKDAY
    mask |= TIMED
    if start < _NOON and end <= _MORNING_ENDS:
        mask |= BANDS["morning"]
    if start >= _NOON and end <= _AFTERNOON_ENDS:
        mask |= BANDS["afternoon"]
    if start < _NOON and end > _MORNING_ENDS:
        mask |= BANDS["day"]
    if start >= _EVENING_STARTS or end > time(19, 0):
        mask |= BANDS["evening"]
    if any(
        DAYS.index(day) in span.days and span.start <= start and end <= span.end
        for span in library.city().school_hours
    ):
        mask |= BANDS["school_hours"]
    return mask


def day_mask(days: Iterable[str]) -> int | None:
    """The days of the week as one number, Monday is 1."""
    return to_mask(days, {day: 1 << place for place, day in enumerate(DAYS)})


def band_mask(
    stated: Iterable[str], sessions: Iterable[tuple[str, time | None, time | None]]
) -> int | None:
    """All that is known of a course's hours: the stated bands and those of its sessions."""
    masks = [session_mask(*session) for session in sessions]
    mask = to_mask(stated, BANDS) or 0
    for one in masks:
        mask |= one
    if not all(one & TIMED for one in masks):
        mask &= ~TIMED
    return mask or None
