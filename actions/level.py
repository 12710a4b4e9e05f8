"""The way through the level check: first samples to look at, then can-do sentences.

After the self-assessment grid of the Council of Europe's CEFR, one sentence a level. What comes out
is a suggestion. Knows steps and answers; refuses to know wording.
"""

from __future__ import annotations

CAN_DO = ("A1", "A2", "B1", "B2", "C1")
# Languages of data/languages.yml that are written in Latin letters: one sample less to look at.
LATIN = frozenset(
    ("en", "fr", "nl", "tr", "es", "pt", "ro", "so", "sq", "lv", "pl", "de", "ku", "sw", "it")
)
YES = "yes"


def after(step: str | None, answer: str | None, *, language: str) -> tuple[str | None, str | None]:
    """The next step, or the level; one of the two.

    `step` and `answer` are the last ones, None at the beginning; `language` is the reader's.
    """
    latin = language in LATIN
    yes = answer == YES
    if step == "own":
        if latin:
            return ("target", None) if yes else (None, "literacy")
        return ("latin", None) if yes else ("latin_only", None)
    if step == "latin":
        return ("target", None) if yes else (None, "alphabet")
    if step == "latin_only":
        return ("target", None) if yes else (None, "literacy")
    if step == "target":
        return ("A1", None) if yes else (None, "A1")
    if step in CAN_DO:
        place = CAN_DO.index(step)
        if not yes or place + 1 == len(CAN_DO):
            return None, step
        return CAN_DO[place + 1], None
    return "own", None
