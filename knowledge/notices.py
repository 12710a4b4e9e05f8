"""Dated notices of a city: shown before what they touch, gone by themselves after their last day.

Reads `data/cities/<city>/notices.yml`. Knows days, topics and languages; no clock of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import documents

GREETING = "greeting"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A text by language for the days from `first` to `last`, both included."""

    first: date
    last: date
    topics: frozenset[str]
    text: Mapping[str, str]

    def wording(self, chain: Sequence[str]) -> str:
        """The text in the first language of `chain` that has one, else in any."""
        for code in chain:
            if code in self.text:
                return self.text[code]
        return next(iter(self.text.values()))


@dataclass(frozen=True, kw_only=True)
class Notices:
    """All notices of a city."""

    notices: tuple[Notice, ...]

    def active(self, day: date, touched: str) -> tuple[Notice, ...]:
        """Those of the day that touch a topic's name or `greeting`."""
        return tuple(
            notice
            for notice in self.notices
            if notice.first <= day <= notice.last and touched in notice.topics
        )


def load(path: Path) -> Notices:
    """Read the file; a missing file is no notice.

    Raises:
        DataError: a notice cannot be read.
    """
    if not path.is_file():
        return Notices(notices=())
    document = documents.read(path)
    rows = (document.data or {}).get("notices") or []
    return Notices(notices=tuple(_notice(document, index, row) for index, row in enumerate(rows)))


def _notice(document: documents.Document, index: int, row: object) -> Notice:
    try:
        if not isinstance(row, dict):
            raise TypeError
        topics = row["topics"]
        notice = Notice(
            first=date.fromisoformat(str(row["from"])),
            last=date.fromisoformat(str(row["to"])),
            topics=frozenset([topics] if isinstance(topics, str) else topics),
            text={str(code): str(text) for code, text in row["text"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise document.error(
            "notices",
            index,
            what="the notice cannot be read",
            remedy='write from: "2026-12-24", to: "2027-01-03", topics: [...], text: {fr: ...}',
        ) from error
    if notice.last < notice.first or not notice.text:
        raise document.error(
            "notices",
            index,
            what="the notice ends before it begins, or has no text",
            remedy="correct the days, add text: {fr: ...}",
        )
    return notice
