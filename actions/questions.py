"""What to ask before the first search: at most three short questions, each asked once.

Knows names of wishes and of responses. Refuses to know wording and courses.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

ORDER = ("target_language", "level", "schedule")
# So many wishes are enough to search without asking.
ENOUGH = 2
DONE = "done"
# A wish that answers the question, besides the one of its own name.
_ALSO = {"schedule": ("not_schedule", "day")}


def next_question(wishes: Collection[str], asked: Sequence[str], *, tapped: bool) -> str | None:
    """The wish to ask for; None when it is time to search.

    `asked` are the wishes asked for before; `tapped`: the person answered by a button, so the row
    of questions goes on although two wishes are known by now.
    """
    if DONE in asked or (len(wishes) >= ENOUGH and not (tapped and asked)):
        return None
    for wish in ORDER:
        known = wish in wishes or any(other in wishes for other in _ALSO.get(wish, ()))
        if wish not in asked and not known:
            return wish
    return None


def response(wish: str) -> str:
    """The name of the response that asks for it."""
    return f"utter_ask_{wish}"
