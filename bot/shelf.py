"""The city's data in use in this process, and who must hear when a newer state takes its place.

Knows no file and no channel. Everything is replaced on the event loop, between two turns.
"""

from __future__ import annotations

from collections.abc import Callable

from knowledge import Library

Taker = Callable[[Library], None]


class Shelf:
    """Holds one library; `put` gives the next one to all who subscribed."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._takers: dict[str, Taker] = {}

    def subscribe(self, name: str, take: Taker) -> None:
        """`take` hears of each later library; a second one of the same name replaces the first."""
        self._takers[name] = take

    def put(self, library: Library) -> None:
        """From now on this is the library."""
        self.library = library
        for take in self._takers.values():
            take(library)
