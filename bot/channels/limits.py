"""How much one person, one address and everybody together may send. Knows buckets, no wording.

A bucket holds `burst` messages and fills again at `rate` a second; nothing waits, nothing is
queued: what is over the limit is refused at once, with words. Who cries for help has a small bucket
apart. Addresses are kept in memory only, under a hash whose key is made at the start.
"""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEYS = 50_000


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many at once, then so many a second."""

    burst: float
    rate: float


SOCKETS_OF_ADDRESS = 300
_BURST_OF_MINUTE = 0.5  # half a minute's messages may come at once
# Cries for help a minute that are answered whatever the other limits say: of one person, of all.
CRIES, CRIES_OF_ALL = 6, 600


class Buckets:
    """One kind of bucket, by key; those that are full again are forgotten."""

    def __init__(self, limit: Limit | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """Takes one; False when the bucket is empty."""
        if self._limit is None:
            return True
        now = self._clock()
        level, at = self._levels.pop(key, (self._limit.burst, now))
        level = min(self._limit.burst, level + (now - at) * self._limit.rate)
        allowed = level >= 1
        self._levels[key] = (level - 1 if allowed else level, now)
        while len(self._levels) > MOST_KEYS:
            self._levels.popitem(last=False)
        return allowed


class Limits:
    """The limits of one process."""

    def __init__(
        self,
        *,
        person: int = 0,
        address: int = 0,
        everybody: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Messages a minute; 0 is no limit."""
        self._person = Buckets(a_minute(person), clock)
        self._address = Buckets(a_minute(address), clock)
        self._everybody = Buckets(a_minute(everybody), clock)
        self._cries = Buckets(a_minute(CRIES), clock)
        self._cries_of_all = Buckets(a_minute(CRIES_OF_ALL), clock)
        self._key = secrets.token_bytes(16)
        self._sockets: dict[str, int] = {}

    def may_speak(self, conversation: str, address: str | None) -> bool:
        """Whether one more message is within every limit."""
        return (
            self._person.take(conversation)
            and (address is None or self._address.take(self._hidden(address)))
            and self._everybody.take("")
        )

    def may_cry(self, conversation: str) -> bool:
        """Whether a cry for help that is over the limits is heard all the same."""
        return self._cries.take(conversation) and self._cries_of_all.take("")

    def enter(self, address: str) -> bool:
        """Counts an open socket; False (and not counted) when its address has too many."""
        key = self._hidden(address)
        if self._sockets.get(key, 0) >= SOCKETS_OF_ADDRESS:
            return False
        self._sockets[key] = self._sockets.get(key, 0) + 1
        return True

    def leave(self, address: str) -> None:
        """One open socket less."""
        key = self._hidden(address)
        left = self._sockets.get(key, 1) - 1
        if left > 0:
            self._sockets[key] = left
        else:
            self._sockets.pop(key, None)

    def _hidden(self, address: str) -> str:
        return hashlib.blake2b(address.encode(), key=self._key, digest_size=12).hexdigest()


def a_minute(messages: int) -> Limit | None:
    """So many a minute, half of them at once; None for 0."""
    if not messages:
        return None
    return Limit(burst=max(1.0, messages * _BURST_OF_MINUTE), rate=messages / 60)
