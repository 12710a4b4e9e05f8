"""Conversations that are not to be stored: in the memory of one process, or in Redis with an end.

Knows that such a conversation's id begins with "v", that it ends by itself, and how it moves into
the database when the person agrees to that (a colleague shall read it). It never reaches the feed.
Refuses to know wording and channels.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

import sqlalchemy as sa
from redis import Redis
from redis.exceptions import RedisError

from bot.feed import Followed, records
from bot.store.rows import Body, Committed, Numbered, message_id
from bot.store.seal import Sealed
from bot.store.window import Head, cut

PREFIX = "v"
SECONDS = 3 * 3600
MOST = 20_000
AWAY_SECONDS = 2.0
AGREED = "store"  # the slot that says: the person agrees that this conversation is stored


def is_volatile(conversation: str) -> bool:
    """Whether the person chose not to be stored."""
    return conversation.startswith(PREFIX)


class ShelfError(sa.exc.SQLAlchemyError):
    """Redis does not answer: to a turn the same as a database that is away."""


class Shelf(Protocol):
    """Where texts stand for a while."""

    def get(self, key: str) -> str | None:
        """The text, None when there is none or its time is over."""

    def put(self, key: str, text: str) -> None:
        """Keeps the text; its time begins anew."""

    def drop(self, key: str) -> None:
        """Takes it away."""


class Memory:
    """A shelf in this process; the one that was quiet longest goes when it is full."""

    def __init__(self, *, seconds: float = SECONDS, most: int = MOST) -> None:
        self._seconds, self._most = seconds, most
        self._kept: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def get(self, key: str) -> str | None:
        """The text."""
        found = self._kept.get(key)
        return found[1] if found and found[0] > time.monotonic() else None

    def put(self, key: str, text: str) -> None:
        """Keeps the text; what is over is taken away on the way."""
        now = time.monotonic()
        self._kept[key] = (now + self._seconds, text)
        self._kept.move_to_end(key)
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept[oldest][0] > now and len(self._kept) <= self._most:
                break
            del self._kept[oldest]

    def drop(self, key: str) -> None:
        """Takes it away."""
        self._kept.pop(key, None)


class RedisShelf:
    """A shelf that several processes share: sealed, and Redis itself ends it."""

    def __init__(self, redis: "Redis[bytes]", sealed: Sealed, *, seconds: int = SECONDS) -> None:
        self._redis, self._sealed, self._seconds = redis, sealed, seconds
        self._away_until = 0.0

    def get(self, key: str) -> str | None:
        """The text. Raises `ShelfError`."""
        found = self._ask(lambda: self._redis.get(f"newcomer:volatile:{key}"))
        return self._sealed.open(found.decode(), key) if found else None

    def put(self, key: str, text: str) -> None:
        """Keeps the text. Raises `ShelfError`."""
        sealed = self._sealed.close(text, key)
        self._ask(lambda: self._redis.set(f"newcomer:volatile:{key}", sealed, ex=self._seconds))

    def drop(self, key: str) -> None:
        """Takes it away. Raises `ShelfError`."""
        self._ask(lambda: self._redis.delete(f"newcomer:volatile:{key}"))

    def _ask(self, command: Callable[[], Any]) -> Any:
        if time.monotonic() < self._away_until:  # one wait for a whole turn, not one a question
            raise ShelfError("away")
        try:
            return command()
        except RedisError as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            raise ShelfError(type(error).__name__) from error


@dataclass(kw_only=True)
class Kept:
    """One conversation: as a row of the table `conversation`, with its last turns."""

    last_number: int = 0
    head: dict[str, Any] = field(default_factory=dict)
    events: list[tuple[int, Body]] = field(default_factory=list)
    language: str | None = None
    channel: str | None = None
    led: bool = False
    followed: bool = False
    guarded: bool = False
    pin: str | None = None
    erased: bool = False

    @property
    def numbered(self) -> tuple[Numbered, ...]:
        """The last turns."""
        return tuple(Numbered(number=number, body=body) for number, body in self.events)


class Volatile:
    """The volatile half: reads and writes whole conversations."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def find(self, conversation: str) -> Kept | None:
        """The conversation, None when it is not (or no longer) here."""
        text = self._shelf.get(conversation)
        return Kept(**json.loads(text)) if text else None

    def keep(self, conversation: str, kept: Kept) -> None:
        """Writes it; its end moves on."""
        self._shelf.put(conversation, json.dumps(asdict(kept), ensure_ascii=False))

    def drop(self, conversation: str) -> None:
        """Takes it away."""
        self._shelf.drop(conversation)

    def append(
        self, conversation: str, kept: Kept | None, bodies: Sequence[Body], slots: Mapping[str, Any]
    ) -> Committed:
        """As the journal's `append`, without feed and database."""
        kept = kept or Kept()
        if kept.erased:
            return Committed(
                conversation=conversation, channel=kept.channel or "", events=(), refused=True
            )
        known = {message_id(body) for _, body in kept.events} - {None}
        fresh = [body for body in bodies if message_id(body) not in known]
        events = tuple(
            Numbered(number=kept.last_number + 1 + place, body=body)
            for place, body in enumerate(fresh)
        )
        before = Followed(
            language=kept.language, channel=kept.channel, led=kept.led, guarded=kept.guarded
        )
        after, _, erase = records(before, [(e.number, e.body) for e in events], slots)
        after = replace(after, followed=False)
        last = kept.last_number + len(events)
        if erase:
            kept = Kept(last_number=last, channel=after.channel, erased=True)
        else:
            head = Head(**kept.head) if kept.head else Head()
            rows = [*kept.events, *((e.number, e.body) for e in events)]
            old = cut([body for _, body in rows])
            kept = Kept(
                last_number=last,
                head=asdict(head.after(body for _, body in rows[:old])) if old else kept.head,
                events=rows[old:],
                language=after.language,
                channel=after.channel,
                led=after.led,
                guarded=after.guarded,
                pin=kept.pin if after.guarded else None,
            )
        self.keep(conversation, kept)
        return Committed(
            conversation=conversation, channel=after.channel or "", events=events, erased=erase
        )


def agrees(bodies: Sequence[Body]) -> bool:
    """Whether these events say that the conversation may be stored from now on."""
    return any(
        body["event"] == "slot" and body["name"] == AGREED and body["value"] for body in bodies
    )
