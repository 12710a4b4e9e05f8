"""One FAQ topic: its answer by language, source, confirmation, facts, and edits of its meaning.

Plain values. Knows no file, no city and no framework.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from pathlib import Path

STATUSES = ("source", "draft", "reviewed", "outdated")
WORDING, MEANING = "wording", "meaning"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A page that an answer rests on; `year` is a year or a word such as "undated"."""

    url: str
    year: str


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """A named colleague checked the answer on a day."""

    date: Date
    by: str

    def expired(self, today: Date, days: int) -> bool:
        """Whether it is more than `days` old."""
        return today - self.date > timedelta(days=days)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A change of the source text: of its `wording`, or of its `meaning`."""

    date: Date
    kind: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A topic's answer in one language, facts filled in.

    `status`: source, draft, reviewed (by a named person) or outdated (the source text has another
    meaning since). `names` and `simple_names` are the facts referred to, in the order of the text.
    """

    language: str
    title: str
    text: str
    simple: str | None
    status: str
    reviewed: Confirmation | None = None
    names: tuple[str, ...] = ()
    simple_names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One FAQ topic of a city.

    `menu`: the group of the menu that shows it, unless menu.yml names it;
    `check` is what the office must still confirm; `facts` is what the answers rest on;
    `withdrawn`: no answer is shown, in any language, until it is corrected.
    """

    name: str
    sign: str
    source: Source | None
    more_sources: tuple[Source, ...]
    confirmed: Confirmation | None
    related: tuple[str, ...]
    menu: str | None
    legal: bool
    withdrawn: bool
    check: str | None
    facts: tuple[str, ...]
    edits: tuple[Edit, ...]
    source_language: str
    answers: Mapping[str, Answer]
    file: Path

    def answer(self, chain: Sequence[str]) -> Answer:
        """The answer in the first language of `chain` that has one, else in the source language."""
        for code in chain:
            if code in self.answers:
                return self.answers[code]
        return self.answers[self.source_language]

    def title(self, chain: Sequence[str]) -> str:
        """The short title by the same rule."""
        return self.answer(chain).title
