"""Questions that the assistant could not answer, as the bot tells them: masked, of three or more.

Nothing of them is stored at the desk. Knows no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from desk.cases.bot import Bot, BotError

PEOPLE = 3


class NotToldError(Exception):
    """The assistant cannot be asked just now."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Questions about the same thing. `near` is the topic that came nearest; `sentences` as text
    and language, ▢ for what is masked; `languages` as code and number of messages."""

    id: str
    people: int
    messages: int
    asked_back: int
    languages: tuple[tuple[str, int], ...]
    near: str
    newest: str
    sentences: tuple[tuple[str, str], ...]


def groups() -> list[Group]:
    """All groups, the one of most people first.

    Raises:
        NotToldError: the assistant does not answer.
    """
    try:
        found = Bot(settings.BOT_URL, settings.BOT_API_SECRET).unanswered()
    except BotError as error:
        raise NotToldError from error
    read = [_group(one) for one in found]
    return [one for one in read if one.people >= PEOPLE]


def _group(raw: Mapping[str, Any]) -> Group:
    return Group(
        id=str(raw.get("id", ""))[:16],
        people=int(raw.get("people", 0)),
        messages=int(raw.get("messages", 0)),
        asked_back=int(raw.get("asked_back", 0)),
        languages=tuple((str(c), int(n)) for c, n in dict(raw.get("languages", {})).items()),
        near=str(raw.get("near", ""))[:64],
        newest=str(raw.get("newest", "")),
        sentences=tuple(
            (str(one["text"]), str(one.get("language", ""))) for one in raw.get("sentences", ())
        ),
    )
