"""A text as typed and, where it is in Latin letters for another script, as it was meant.

Joins embedding and transliteration. Refuses to know labels and Rasa.
"""

from collections.abc import Callable, Sequence

import numpy as np

from bot.nlu.embedder import Vectors
from bot.nlu.transliterate import own_script


def vectors(
    texts: Sequence[str],
    languages: Sequence[str],
    embed: Callable[[list[str]], Vectors],
    kept: frozenset[str],
) -> Vectors:
    """Unit vectors, one a text: of the text, or half of the text and half of its rewriting."""
    rewritten = [
        own_script(text, language, kept) for text, language in zip(texts, languages, strict=True)
    ]
    computed = embed([*texts, *(text for text in rewritten if text is not None)])
    result = computed[: len(texts)].copy()
    others = iter(computed[len(texts) :])
    for row, text in enumerate(rewritten):
        if text is not None:
            both = result[row] + next(others)
            result[row] = both / np.linalg.norm(both)
    return result


def letters(text: str, language: str, kept: frozenset[str]) -> str:
    """The text and its rewriting, for n-grams: a word then looks alike in both scripts."""
    rewritten = own_script(text, language, kept)
    return text if rewritten is None else f"{text} {rewritten}"
