"""Words at rest in the bot's store: sealed when written, opened when read, each opened once.

Knows how to remember what was opened: a turn reads the same few rows again, and the remembered
ones cost it nothing (bench/seal.py). Refuses to know tables; the sealing is knowledge/seal.py.
"""

from collections.abc import Sequence
from functools import lru_cache

from knowledge.seal import Seal

_REMEMBERED = 4096


class Sealed:
    """The bot's seal with a memory of what it opened. Nothing of it is ever on disk."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """Without keys nothing is sealed. Raises `ValueError` for a key that is too short."""
        self._seal = Seal(keys, purpose="bot")
        self.close = self._seal.close
        self.mark = self._seal.mark
        self.open_once = self._seal.open
        self.open = lru_cache(maxsize=_REMEMBERED)(self._seal.open)

    def __bool__(self) -> bool:
        """Whether anything is sealed at all."""
        return bool(self._seal)

    def forget(self) -> None:
        """Drops what is remembered, after a deletion."""
        self.open.cache_clear()


OPEN = Sealed()
