"""Words as patterns see them: split, folded, freed of clitics, found with a typo or an ending.

Knows one language's pattern vocabulary. Refuses to know what a pattern means.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.nlu.scripts import fold

MARKS = frozenset(",.;:!?()،؛؟…—–|/\n")
# From this length on a word is also found with one letter wrong.
TYPO_LENGTH = 7
# Marks above and below letters belong to the word they stand on.
_PIECE = re.compile(
    r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640\u0900-\u0dff])+|[,.;:!?()،؛؟…—–|/\n]"
)
# Arabic: and, so, with, for, like, the; taken off in this order.
_ARTICLES = ("وبال", "وال", "بال", "فال", "كال", "ولل", "لل", "ال")
_CLITICS = ("و", "ب", "ل", "ف", "ك")


@dataclass(frozen=True)
class Piece:
    """A word or a mark: `text` is folded, `start` and `end` point into the message."""

    text: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation, which ends the reach of a negation."""
        return self.text in MARKS


def pieces(text: str) -> list[Piece]:
    """Words and marks of a text; what folds to nothing (a lone vowel sign) is neither."""
    folded = (
        Piece(found.group() if found.group() in MARKS else fold(found.group()), *found.span())
        for found in _PIECE.finditer(text)
    )
    return [piece for piece in folded if piece.text]


class Vocabulary:
    """Which of a language's pattern words a written word stands for."""

    def __init__(self, words: Iterable[str], *, typos: bool = True) -> None:
        """`words` as patterns write them: `word` or `word*`; `typos`: whether to look past one."""
        self._exact: set[str] = set()
        self._stems: set[str] = set()
        for word in words:
            (self._stems if word.endswith("*") else self._exact).add(word.rstrip("*"))
        self._longest = max(map(len, self._stems), default=0)
        self._near: dict[str, set[str]] = defaultdict(set)
        for word in self._exact | self._stems:
            if typos and len(word) >= TYPO_LENGTH:
                for shorter in (word, *_without_one(word)):
                    self._near[shorter].add(word)

    def readings(self, word: str) -> frozenset[str]:
        """Pattern words (stems with `*`) that the word may be; empty if none."""
        for form in _forms(word):
            found = self._direct(form)
            if found:
                return frozenset(found)
        if len(word) >= TYPO_LENGTH and not word.isdigit():
            return frozenset(self._with_typo(word))
        return frozenset()

    def _direct(self, form: str) -> set[str]:
        found = {form} if form in self._exact else set()
        for length in range(2, min(len(form), self._longest) + 1):
            if form[:length] in self._stems:
                found.add(f"{form[:length]}*")
        return found

    def _with_typo(self, word: str) -> Iterator[str]:
        for form in (word, *_without_one(word)):
            for near in self._near.get(form, ()):
                if near[0] == word[0] and abs(len(near) - len(word)) <= 1 and _close(near, word):
                    yield f"{near}*" if near in self._stems else near


def _forms(word: str) -> Iterator[str]:
    """The word, then the word without Arabic article and clitics."""
    yield word
    if not "\u0620" <= word[0] <= "\u06ff":  # an Arabic letter
        return
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            yield word[len(article) :]
            if article.startswith("و") and len(article) > 1:
                yield word[1:]
            break
    if word[0] in _CLITICS and len(word) >= 4:
        yield word[1:]
    # Suffixed pronouns: my, your, his, our.
    for ending in ("ها", "هم", "نا", "ي", "ه", "ك"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            yield word[: -len(ending)]


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _close(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours swapped."""
    if len(one) != len(other):
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        return any(form == shorter for form in _without_one(longer))
    differing = [
        place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]
    ]
    if len(differing) <= 1:
        return True
    first, *rest = differing
    swapped = rest == [first + 1] and one[first] == other[rest[0]] and one[rest[0]] == other[first]
    return swapped
