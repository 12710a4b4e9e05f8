"""A city's FAQ topics: titles, answers with facts filled in, simple texts, sources, dates.

Reads `data/cities/<city>/answers/*.yml` (stock Rasa responses; the first variation is the
source language and carries what holds for the topic in all languages). A broken topic is
left out and told in `problems`; the others live on. Knows nothing of Rasa or HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import documents, topic_file
from knowledge.city import City
from knowledge.documents import DataError, Problem
from knowledge.languages import Languages

STATUSES = ("source", "draft", "reviewed", "outdated")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A page that an answer rests on; `year` is a year or a word such as "undated"."""

    url: str
    year: str


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """A named colleague checked the answer on a day."""

    date: date
    by: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A topic's answer in one language, facts filled in."""

    language: str
    title: str
    text: str
    simple: str | None
    status: str


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One FAQ topic of a city. `check` is what the office must still confirm."""

    name: str
    sign: str
    source: Source | None
    more_sources: tuple[Source, ...]
    confirmed: Confirmation | None
    related: tuple[str, ...]
    legal: bool
    check: str | None
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


class Topics(Mapping[str, Topic]):
    """The usable topics by name; `problems` tells which are blocked and why."""

    def __init__(self, topics: Mapping[str, Topic], problems: Sequence[Problem] = ()) -> None:
        self._topics = dict(topics)
        self.problems = tuple(problems)

    def __getitem__(self, name: str) -> Topic:
        return self._topics[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._topics)

    def __len__(self) -> int:
        return len(self._topics)


def load(folder: Path, languages: Languages, city: City) -> Topics:
    """Read all topics of a city's `answers` folder; never raises for a broken topic."""
    facts = {code: city.facts(languages.chain(code)) for code in languages}
    topics: dict[str, Topic] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            topics[path.stem] = _topic(path, languages, city, facts)
        except DataError as error:
            problem = error.problem
            problems.append(
                Problem(
                    file=problem.file,
                    line=problem.line,
                    what=problem.what,
                    remedy=problem.remedy,
                    topic=path.stem,
                )
            )
    return Topics(topics, problems)


def _topic(
    path: Path, languages: Languages, city: City, facts: Mapping[str, Mapping[str, str]]
) -> Topic:
    file = topic_file.TopicFile(documents.read(path))
    answers: dict[str, Answer] = {}
    for index in range(file.count):
        code = file.language(index)
        if code not in languages:
            raise file.error(
                index,
                what=f"'{code}' is no language of data/languages.yml",
                remedy="correct the value of the condition",
            )
        if code in answers:
            raise file.error(
                index,
                what=f"the language '{code}' stands twice",
                remedy="keep one of the two variations",
            )
        direction = languages.direction(code)
        answers[code] = Answer(
            language=code,
            title=file.text(index, "title"),
            text=file.filled(index, None, facts[code], direction),
            simple=file.filled(index, "simple", facts[code], direction) or None,
            status=file.status(index, STATUSES),
        )
    first = next(iter(answers))
    if first != city.source_language:
        raise file.error(
            0,
            what=f"the first variation is '{first}', not the source language",
            remedy=f"move the '{city.source_language}' variation to the top",
        )
    return Topic(
        name=path.stem,
        sign=file.maybe(0, "sign") or "",
        source=_source(file, file.value(0, "source")),
        more_sources=tuple(
            source
            for row in file.value(0, "more_sources") or ()
            if (source := _source(file, row)) is not None
        ),
        confirmed=_confirmation(file),
        related=tuple(str(name) for name in file.value(0, "related") or ()),
        legal=bool(file.value(0, "legal")),
        check=file.maybe(0, "check"),
        source_language=first,
        answers=answers,
        file=path,
    )


def _source(file: topic_file.TopicFile, row: object) -> Source | None:
    if row is None:
        return None
    if not isinstance(row, dict) or not isinstance(row.get("url"), str) or "year" not in row:
        raise file.error(
            0, what="a source cannot be read", remedy='write {url: "https://...", year: 2024}'
        )
    return Source(url=row["url"], year=str(row["year"]))


def _confirmation(file: topic_file.TopicFile) -> Confirmation | None:
    row = file.value(0, "confirmed")
    if row is None:
        return None
    try:
        return Confirmation(date=date.fromisoformat(str(row["date"])), by=str(row["by"]))
    except (KeyError, TypeError, ValueError) as error:
        raise file.error(
            0,
            what="'confirmed' cannot be read",
            remedy="write null, or {date: 2027-01-05, by: Name}",
        ) from error
