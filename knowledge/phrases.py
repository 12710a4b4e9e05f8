"""The phrasebook: sentences of the desk in every answer language, with slots and answer buttons.

Reads `data/texts/phrases/`: book.yml says which phrases there are, one file a language says them.
Dates and times are filled in as each reader writes them. Knows no case and no channel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import time as Time
from pathlib import Path
from typing import Any

from knowledge import documents, formats, placeholders
from knowledge.languages import Languages

SLOTS = ("date", "time", "office", "document", "name", "place", "amount")
LANGUAGES = "languages"  # as answers: every answered language by its own name
CHECKED = ("source", "reviewed")
BOOK = "book.yml"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """One sentence: its group, the slots in it, the answers offered as buttons.

    `offers`: intents of the assistant's own that stand below it as buttons, too.
    """

    key: str
    group: str
    slots: tuple[str, ...]
    answers: tuple[str, ...]
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wording:
    """All that one language says. `draft`: nobody has checked it."""

    language: str
    draft: bool
    phrases: Mapping[str, str]
    answers: Mapping[str, str]
    documents: Mapping[str, str]
    groups: Mapping[str, str]


class Phrasebook:
    """All phrases of an installation."""

    def __init__(
        self, phrases: Mapping[str, Phrase], wordings: Mapping[str, Wording], languages: Languages
    ) -> None:
        self._phrases = dict(phrases)
        self._wordings = dict(wordings)
        self._languages = languages

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._phrases.values())

    def __len__(self) -> int:
        return len(self._phrases)

    def get(self, key: str) -> Phrase | None:
        """The phrase of that key."""
        return self._phrases.get(key)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the book is written in."""
        return tuple(self._wordings)

    def wording(self, language: str | None) -> Wording:
        """What a reader of `language` gets: the nearest language of the book."""
        for code in (*self._languages.chain(language), "en"):
            if code in self._wordings:
                return self._wordings[code]
        return next(iter(self._wordings.values()))

    def say(self, key: str, language: str | None, values: Mapping[str, Any]) -> str:
        """The sentence in a reader's language with its slots filled.

        Args:
            values: date as `datetime.date`, time as `datetime.time`, document as its key or
                keys, everything else as words.

        Raises:
            MissingValueError: a slot has no value.
        """
        wording = self.wording(language)
        shown = {name: self.value(name, value, wording.language) for name, value in values.items()}
        filled = placeholders.fill(wording.phrases[key], shown)
        return formats.isolate(filled, self._languages.direction(wording.language))

    def value(self, slot: str, value: Any, language: str) -> str:
        """A slot's value as a reader writes it: weekday and month in words, Latin digits."""
        wording = self.wording(language)
        if isinstance(value, Date):
            return formats.date(value, wording.language)
        if isinstance(value, Time):
            return formats.time(value)
        if slot == "document":
            keys = [value] if isinstance(value, str) else list(value)
            names = (wording.documents.get(one, one) for one in keys)
            return formats.listed(names, wording.language)
        return str(value)

    def answers(self, phrase: Phrase, language: str | None) -> list[tuple[str, str]]:
        """The buttons under a phrase: key and title."""
        if phrase.answers == (LANGUAGES,):
            table = self._languages
            return [(code, table[code].name) for code in table.answered]
        said = self.wording(language).answers
        return [(key, said[key]) for key in phrase.answers]


def load(folder: Path, languages: Languages) -> Phrasebook:
    """Read the book and every language's file of a folder.

    Raises:
        DataError: broken YAML, an unknown slot, a sentence or answer that a language lacks.
    """
    book = documents.read(folder / BOOK)
    phrases = {
        key: _phrase(book, key, row or {})
        for key, row in ((book.data or {}).get("phrases") or {}).items()
    }
    wordings = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name != BOOK:
            wordings[path.stem] = _wording(documents.read(path), path.stem, phrases, languages)
    order = [code for code in languages if code in wordings]
    return Phrasebook(phrases, {code: wordings[code] for code in order}, languages)


def _phrase(book: documents.Document, key: str, row: Mapping[str, Any]) -> Phrase:
    slots = tuple(row.get("slots") or ())
    unknown = sorted(set(slots) - set(SLOTS))
    if unknown or not row.get("group"):
        raise book.error(
            "phrases",
            key,
            what=f"unknown slots {unknown}" if unknown else "the group is missing",
            remedy=f"write group: ..., and slots out of {', '.join(SLOTS)}",
        )
    return Phrase(
        key=key,
        group=str(row["group"]),
        slots=slots,
        answers=tuple(row.get("answers") or ()),
        offers=tuple(row.get("offers") or ()),
    )


def _wording(
    file: documents.Document, code: str, phrases: Mapping[str, Phrase], languages: Languages
) -> Wording:
    if code not in languages:
        raise file.error(what=f"'{code}' is no language", remedy="name the file by a language code")
    said, answers = _part(file, "phrases"), _part(file, "answers")
    for phrase in phrases.values():
        text = said.get(phrase.key)
        if text is None or set(placeholders.names(text)) != set(phrase.slots):
            raise file.error(
                "phrases",
                what=f"'{phrase.key}' is missing or has other slots than {list(phrase.slots)}",
                remedy="write the sentence with exactly these slots",
            )
        missing = [a for a in phrase.answers if a != LANGUAGES and a not in answers]
        if missing:
            raise file.error("answers", what=f"missing: {missing}", remedy="write these answers")
    return Wording(
        language=code,
        draft=file.data.get("status") not in CHECKED,
        phrases=said,
        answers=answers,
        documents=_part(file, "documents"),
        groups=_part(file, "groups"),
    )


def _part(file: documents.Document, name: str) -> dict[str, str]:
    return {str(key): str(value) for key, value in (file.data.get(name) or {}).items()}


def groups(phrases: Sequence[Phrase]) -> dict[str, list[Phrase]]:
    """The phrases by group, in the book's order."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase.group, []).append(phrase)
    return found
