"""Knows how far the turn in progress has come: was it stored, and under which numbers.

Rasa's `FailSafeTrackerStore` hides a failing `save`, so success travels here, beside Rasa.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Turn:
    """One message on its way through Rasa.

    `saved` turns true only when the turn's transaction is committed; `numbers` maps the ids of
    its messages to their numbers in the conversation.
    """

    conversation: str
    saved: bool = False
    failed: bool = False
    erased: bool = False
    deletable: tuple[int, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict)


_current: ContextVar[Turn | None] = ContextVar("turn", default=None)


def current_turn() -> Turn | None:
    """The turn that this task works on, or None outside a turn (the desk's events)."""
    return _current.get()


@contextmanager
def turn(conversation: str) -> Iterator[Turn]:
    """Opens a turn for the code inside the `with` and all tasks it starts."""
    opened = Turn(conversation=conversation)
    token = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(token)
