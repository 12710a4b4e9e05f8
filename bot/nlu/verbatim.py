"""Messages that were taught word for word: a topic's title, a well-known question.

Knows texts and their labels, by hash. Refuses to know how near any other text is.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.canon import pieces

# How sure a text that was taught is of its label.
CERTAIN = 0.99


@dataclass(frozen=True)
class Verbatim:
    """`keys`: sorted hashes of the texts; `labels`: the number of each one's label."""

    keys: NDArray[np.uint64]
    labels: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str], labels: Sequence[int]) -> "Verbatim":
        """A text that stands under two labels, or has no words, is left out."""
        found: dict[int, set[int]] = defaultdict(set)
        for text, label in zip(texts, labels, strict=True):
            found[_key(text)].add(label)
        found.pop(_key(""), None)
        clear = sorted((key, *of) for key, of in found.items() if len(of) == 1)
        return cls(
            np.array([key for key, _ in clear], dtype=np.uint64),
            np.array([label for _, label in clear], dtype=np.int32),
        )

    def find(self, text: str) -> int | None:
        """The number of the label that the text was taught with, letter case, marks and
        diacritics aside; None for any other text."""
        key = np.uint64(_key(text))
        place = int(np.searchsorted(self.keys, key))
        if place == len(self.keys) or self.keys[place] != key:
            return None
        return int(self.labels[place])

    def save(self, path: Path) -> None:
        """One compressed .npz."""
        np.savez_compressed(path, keys=self.keys, labels=self.labels)

    @classmethod
    def load(cls, path: Path) -> "Verbatim":
        """The inverse of `save`."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(stored["keys"], stored["labels"])


def _key(text: str) -> int:
    words = " ".join(piece.text for piece in pieces(text) if not piece.is_mark)
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big")
