"""Text search over the courses: every word of the question must begin some word of a course.

Case and accents do not matter. Knows no field, no wish and no ranking.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"\w+")
Rows = npt.NDArray[np.int32]


def split(text: str) -> list[str]:
    """The words of a text, in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


class Words:
    """The texts of all courses, in their order. What is searched is made at the first question."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)

    def replaced(self, changed: Mapping[int, str]) -> Words:
        """The same with some texts changed; itself when none of them differs."""
        if all(self._texts[place] == text for place, text in changed.items()):
            return self
        texts = list(self._texts)
        for place, text in changed.items():
            texts[place] = text
        return Words(texts)

    def find(self, question: str) -> npt.NDArray[np.bool_]:
        """Which courses hold a beginning of every word asked for."""
        found = np.ones(len(self._texts), np.bool_)
        for word in dict.fromkeys(split(question)):
            one = np.zeros(len(self._texts), np.bool_)
            for rows in self._beginning(word):
                one[rows] = True
            found &= one
        return found

    def _beginning(self, word: str) -> Iterable[Rows]:
        words, rows = self._lists
        place = bisect_left(words, word)
        while place < len(words) and words[place].startswith(word):
            yield rows[place]
            place += 1

    @cached_property
    def _lists(self) -> tuple[list[str], list[Rows]]:
        rows: dict[str, list[int]] = {}
        for place, text in enumerate(self._texts):
            for word in set(split(text)):
                rows.setdefault(word, []).append(place)
        words = sorted(rows)
        return words, [np.array(rows[word], dtype=np.int32) for word in words]
