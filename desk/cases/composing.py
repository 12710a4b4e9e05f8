"""What a colleague sends without writing: a phrase, a topic's answer, a course, a translation.

Each is a line with the newcomer's wording, the same in the language of staff, and whether anybody
has checked the translation. Knows the case's language; knows no HTTP and no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import time as Time
from typing import Any

from desk import library
from desk.cases import answers
from desk.cases.models import Origin
from knowledge import MissingValueError
from knowledge.phrases import Phrase

APPOINTMENT = "appointment"


class EmptySlotError(ValueError):
    """A slot of a phrase has no value, or one that cannot be read; the argument is the slot."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line before it is sent. `options` as key, title, and title for staff.

    `choices`: buttons of the assistant's own, as the outbox sends them.
    """

    text: str
    staff_text: str
    language: str
    draft: bool
    origin: str
    options: tuple[tuple[str, str, str], ...] = ()
    choices: tuple[dict[str, Any], ...] = ()
    course: dict[str, Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def columns(self, reply: str) -> dict[str, Any]:
        """For `thread.say`; `reply` is the id under which it will go out."""
        buttons = [answers.option(reply, key, title, staff) for key, title, staff in self.options]
        return {
            "language": self.language,
            "staff_text": self.staff_text,
            "draft": self.draft,
            "origin": self.origin,
            "options": [*buttons, *self.choices],
            "course": self.course,
            **self.more,
        }


def phrase(one: Phrase, values: Mapping[str, Any], *, language: str, staff: str) -> Line:
    """A phrase with its slots filled, in both languages.

    Raises:
        EmptySlotError: a slot has no value.
    """
    book = library.phrasebook()
    try:
        said, read = (book.say(one.key, code, values) for code in (language, staff))
    except MissingValueError as error:
        raise EmptySlotError(str(error.args[0])) from error
    wording = book.wording(language)
    titles = dict(book.answers(one, staff))
    if one.answers == ("languages",):
        titles = {code: library.language_name(code) for code in titles}
    return Line(
        text=said,
        staff_text=read,
        language=wording.language,
        draft=wording.draft and wording.language != library.city().source_language,
        origin=Origin.PHRASE,
        options=tuple((k, title, titles[k]) for k, title in book.answers(one, language)),
        choices=tuple(answers.choice(intent, language) for intent in one.offers),
    )


def slots(one: Phrase, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form as the phrasebook takes them.

    Raises:
        EmptySlotError: one is missing or cannot be read.
    """
    values: dict[str, Any] = {}
    for slot in one.slots:
        raw = given.get(slot)
        try:
            values[slot] = _read(slot, raw)
        except (ValueError, TypeError) as error:
            raise EmptySlotError(slot) from error
    return values


def topic(name: str, *, language: str, staff: str, simple: bool = False) -> Line | None:
    """A topic's answer as the bot gives it, side by side; None when the city has none."""
    found = library.topics().get(name)
    if found is None:
        return None
    table = library.languages()
    shown, read = (found.answer(table.chain(code)) for code in (language, staff))
    if found.legal and shown.status == "outdated":
        shown = found.answers[found.source_language]  # as the bot does: a wrong rule harms
    return Line(
        text=(shown.simple if simple and shown.simple else shown.text),
        staff_text=(read.simple if simple and read.simple else read.text),
        language=shown.language,
        draft=shown.status in ("draft", "outdated"),
        origin=Origin.TOPIC,
    )


def _read(slot: str, raw: Any) -> Any:
    if slot == "date":
        return Date.fromisoformat(raw)
    if slot == "time":
        return Time.fromisoformat(raw)
    if slot == "office":
        return library.city().offices[raw].name if raw in library.city().offices else _words(raw)
    if slot == "document":
        keys = raw if isinstance(raw, list) else [raw]
        known = library.phrasebook().wording("en").documents
        chosen = [key for key in keys if key in known]
        if not chosen:
            raise ValueError(slot)
        return chosen
    return _words(raw)


def _words(raw: Any) -> str:
    words = str(raw or "").replace("\x00", "").strip()[:120]
    if not words:
        raise ValueError("empty")
    return words
