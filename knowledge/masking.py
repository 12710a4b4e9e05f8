"""What may be shown of a sentence that somebody wrote: known words only, the rest as ▢.

A list of names can never be whole, least of all in scripts without capitals; so words are let
through, not held back: those that our own examples use for two labels at least, and those that the
caller knows to be shared. Numbers, links and addresses never pass, nor what follows "my name is" or
"street". Knows no conversation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from difflib import SequenceMatcher
from pathlib import Path

MASK = "▢"
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|@\w+")
_WORD = re.compile(r"[^\W_]+(?:[\u200c'’-][^\W_]+)*")
# What a name or a street follows. Up to three words after it go, whatever they are.
_BEFORE_A_NAME = re.compile(
    r"\b(?:my name is|i am called|je m['’ ]?appelle|mon nom est|mijn naam is|ik heet|me llamo"
    r"|mi nombre es|meu nome é|chamo-me|mă numesc|numele meu este|benim adım|bənim adım|adım"
    r"|мене звати|меня зовут|mani sauc|اسمي|إسمي|اسم من|نام من|زما نوم|rue|avenue|av\.|boulevard"
    r"|chaussée|straat|laan|steenweg|calle|strada|sokak|sokağı|cadde|caddesi|вулиця|вул\.|улица|ул\."
    r"|iela|شارع|خیابان|کوچه|کوڅه|سرک)\s+(?:[^\W_][\w'’-]*[^\S\n]*){1,3}",
    re.IGNORECASE,
)
_STREET = re.compile(r"\w+(?:straat|laan|plein|steenweg)\b", re.IGNORECASE)
_RUN = re.compile(rf"{MASK}(?:[\s'’-]*{MASK})+")
_LINE = re.compile(r"^\s+- (.+)$", re.MULTILINE)
_LABELS = 2
# Two sentences of which so much is the same are one sentence.
_SAME = 0.85


def vocabulary(folder: Path) -> frozenset[str]:
    """The words in small letters that the examples below a folder (data/nlu) use for two labels."""
    used: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("*.yml")):
        for line in _LINE.findall(path.read_text(encoding="utf-8")):
            for word in _WORD.findall(line):
                if word == word.lower():  # a name has a capital where the script has any
                    used[word].add(path.stem)
    return frozenset(word for word, labels in used.items() if len(labels) >= _LABELS)


def words(text: str) -> set[str]:
    """The words of a text in small letters, without numbers."""
    return {w.lower() for w in _WORD.findall(_gone(text)) if not _has_digit(w)}


def masked(text: str, known: Collection[str], shared: Collection[str] = ()) -> str:
    """The text with ▢ for what is neither known nor shared."""

    def shown(found: re.Match[str]) -> str:
        word = found[0]
        passes = not _has_digit(word) and (word.lower() in known or word.lower() in shared)
        return word if passes else MASK

    return _RUN.sub(MASK, _WORD.sub(shown, _gone(text))).strip()


def alike(one: str, other: str) -> bool:
    """Whether two sentences are the same but for a little: taken over, not written anew."""
    first, second = (" ".join(_WORD.findall(text.lower())) for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME


def _gone(text: str) -> str:
    """The text without links, streets and what follows "my name is"."""
    for pattern in (_LINK, _STREET, _BEFORE_A_NAME):
        text = pattern.sub(f" {MASK} ", text)
    return re.sub(r"[^\S\n]+", " ", text)


def _has_digit(word: str) -> bool:
    return any(sign.isnumeric() for sign in word)
