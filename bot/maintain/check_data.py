"""`make check-data`: all that knowledge/check knows, and what needs a model of language.

An answer in another language than it says, and an example that stands closer to another topic than
to its own. Trains nothing; knows no label of the classifier.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from lingua import IsoCode639_1, Language, LanguageDetectorBuilder
from numpy.typing import NDArray

from bot.nlu.embedder import shared
from bot.nlu.rows import embed_rows
from bot.settings import read
from knowledge import DataError, Library, Problem, examples, load
from knowledge.__main__ import report
from knowledge.check import check
from knowledge.examples import Example
from knowledge.formats import plain
from knowledge.placeholders import PLACEHOLDER

# How much closer (cosine) another topic must be before it is worth a look.
CLOSER = 0.2
# Letters that Pashto has and its neighbours have not; the detector does not know the language.
_PASHTO = "ps"
_ONLY_PASHTO = frozenset("ښګېۍځڅړډټڼ")
_SOME = 0.01


def main() -> int:
    """Prints all problems; returns 1 when something blocks."""
    settings = read(os.environ)
    state = settings.published.current()
    problems = [
        *check(settings.files, settings.city, last=state.data if state else None),
        *closer_elsewhere(settings.files, settings.var_dir / "cache"),
    ]
    with suppress(DataError):  # told by `check` already
        problems += wrong_language(load(settings.files, settings.city))
    return report(problems)


def closer_elsewhere(root: Path, cache: Path) -> Iterator[Problem]:
    """Plain examples that stand closer to another topic's than to their own topic's."""
    try:
        rows = [row for row in examples.load(root / "nlu") if row.topic and row.kind == "plain"]
    except DataError:
        return
    vectors = _centred(rows, embed_rows([row.text for row in rows], shared(), cache))
    topics = sorted({row.topic for row in rows if row.topic})
    place = {topic: number for number, topic in enumerate(topics)}
    own = np.array([place[row.topic or ""] for row in rows])
    sums = np.zeros((len(topics), vectors.shape[1]))
    np.add.at(sums, own, vectors)
    likeness = vectors @ _unit(sums).T
    for number, row in enumerate(rows):
        without_itself = _unit((sums[own[number]] - vectors[number])[None])[0]
        mine = float(vectors[number] @ without_itself)
        others = likeness[number].copy()
        others[own[number]] = -1.0
        best = int(others.argmax())
        if others[best] - mine > CLOSER:
            yield Problem(
                file=row.file,
                line=row.line,
                what=f"'{row.text}' is closer to '{topics[best]}' than to its own topic",
                remedy="move it there, say it more clearly, or leave it if it is right",
                topic=row.topic,
                warning=True,
            )


def wrong_language(library: Library) -> Iterator[Problem]:
    """Answers that a detector takes for another of the answered languages."""
    answered = library.languages.answered
    known = {code: one for code in answered if (one := _lingua(code)) is not None}
    detector = LanguageDetectorBuilder.from_languages(*known.values()).build()
    for topic in library.topics.values():
        for code, answer in topic.answers.items():
            text = PLACEHOLDER.sub(" ", plain(f"{answer.text} {answer.simple or ''}"))
            letters = [letter for letter in text if letter.isalpha()]
            pashto = sum(letter in _ONLY_PASHTO for letter in letters) >= _SOME * len(letters)
            found = detector.detect_language_of(text)
            if code == _PASHTO:
                right = pashto
            else:
                right = code not in known or (not pashto and found in (None, known[code]))
            if not right:
                yield Problem(
                    file=topic.file,
                    line=1,
                    what=f"the '{code}' text reads like another language",
                    remedy=f"write it in {library.languages[code].english}",
                    topic=topic.name,
                )


def _lingua(code: str) -> Language | None:
    iso = getattr(IsoCode639_1, code.upper(), None)
    return Language.from_iso_code_639_1(iso) if iso else None


def _centred(rows: Sequence[Example], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Unit vectors without what all rows of a language have in common."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_language[row.language].append(number)
    centred = vectors.astype(np.float64)
    for numbers in by_language.values():
        centred[numbers] -= centred[numbers].mean(axis=0)
    return _unit(centred)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))


if __name__ == "__main__":
    sys.exit(main())
