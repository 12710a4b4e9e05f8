"""Messages that got no answer or a question back: which they are, and their words while they live.

Only of conversations that are stored, that no colleague follows and in which no danger was told:
whoever has a person to talk to is helped there. Refuses to know what is alike and what is shown.
"""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.feed import Followed
from bot.store import tables
from bot.store.seal import OPEN, Sealed

_unanswered, _event = tables.unanswered, tables.event
_FAQ = "faq/"
MOST = 5000


@dataclass(frozen=True, kw_only=True)
class Lost:
    """One message without an answer; `near` is a topic or empty, `sense` as bot/nlu/sense.py."""

    conversation: str
    number: int
    sense: str
    language: str
    near: str
    asked_back: bool
    time: float


class Unanswered:
    """Reads the table. Every method may raise `sqlalchemy.exc.SQLAlchemyError`."""

    def __init__(self, engine: sa.engine.Engine, *, sealed: Sealed = OPEN) -> None:
        self._engine = engine
        self._sealed = sealed

    def newest(self, most: int = MOST) -> list[Lost]:
        """The newest ones, newest first."""
        order = (_unanswered.c.time.desc(), _unanswered.c.conversation, _unanswered.c.number.desc())
        query = sa.select(_unanswered).order_by(*order).limit(most)
        with self._engine.connect() as connection:
            return [Lost(**row) for row in connection.execute(query).mappings()]

    def words(self, of: Iterable[Lost]) -> list[str]:
        """What was said, in the same order; empty where it has gone meanwhile."""
        with self._engine.connect() as connection:
            return [self._text(connection, one) for one in of]

    def _text(self, connection: sa.engine.Connection, one: Lost) -> str:
        query = sa.select(_event.c.body).where(
            _event.c.conversation == one.conversation, _event.c.number == one.number
        )
        body = connection.scalar(query)
        if body is None:
            return ""
        return str(json.loads(self._sealed.open_once(body, one.conversation)).get("text") or "")


def keep(
    connection: sa.engine.Connection,
    conversation: str,
    events: Sequence[tuple[int, dict[str, Any]]],
    before: Followed,
    after: Followed,
) -> None:
    """Notes the messages among new events that were not answered; to be called in their commit."""
    if after.guarded:
        mine = _unanswered.c.conversation == conversation
        connection.execute(sa.delete(_unanswered).where(mine))
        return
    if before.followed or before.led:
        return
    found = [_row(conversation, number, body) for number, body in events if _is_lost(body)]
    if found:
        connection.execute(sa.insert(_unanswered), found)


def _is_lost(body: dict[str, Any]) -> bool:
    return body["event"] == "user" and bool((body.get("parse_data") or {}).get("sense"))


def _row(conversation: str, number: int, body: dict[str, Any]) -> dict[str, Any]:
    parse = body["parse_data"]
    labels = [str(one["name"]) for one in parse.get("intent_ranking") or ()]
    near = next((label for label in labels if label.startswith(_FAQ)), "")
    return {
        "conversation": conversation,
        "number": number,
        "sense": str(parse["sense"])[:128],
        "language": str(parse.get("language") or "")[:8],
        "near": near.removeprefix(_FAQ)[:64],
        "asked_back": bool(parse.get("alternatives")),
        "time": body.get("timestamp") or time.time(),
    }
