"""Knows which characters a message may hold. Refuses to know what the words mean."""

import re
import unicodedata

MAX_LENGTH = 2000
_KEPT_FORMATS = "\u200c\u200d"  # joiners: Persian and Indic scripts need them
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff"  # stacked by pranksters
_TOWER = re.compile(rf"([{_MARK}]{{3}})[{_MARK}]+")
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """The text in normal form C, without control and direction characters, towers and long gaps."""
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(
        c
        for c in normal
        if c in _KEPT_FORMATS
        or c == "\n"
        or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        or c == "\t"
    )
    kept = _TOWER.sub(r"\1", kept)
    return _SPACES.sub(" ", kept).strip()


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in the text."""
    return any(unicodedata.category(c)[0] in "LN" for c in text)
