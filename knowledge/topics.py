"""A city's FAQ topics, read from `data/cities/<city>/answers/*.yml`.

The files are stock Rasa responses; the first variation is the source language and carries what
holds for the topic in all languages. A broken topic is left out and told in `problems`; the
others live on. Knows nothing of Rasa or HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from knowledge import documents, topic_file
from knowledge.city import City
from knowledge.documents import DataError, Problem
from knowledge.languages import Languages
from knowledge.topic import MEANING, STATUSES, WORDING, Answer, Confirmation, Edit, Source, Topic


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
    path: Path,
    languages: Languages,
    city: City,
    facts: Mapping[str, Mapping[str, str]],
) -> Topic:
    file = topic_file.TopicFile(documents.read(path))
    edits = _edits(file)
    changed = max((edit.date for edit in edits if edit.kind == MEANING), default=date.min)
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
        answers[code] = _answer(file, index, code, languages, facts[code], changed)
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
        confirmed=_confirmation(file, 0, "confirmed"),
        related=tuple(str(name) for name in file.value(0, "related") or ()),
        menu=file.maybe(0, "menu"),
        legal=bool(file.value(0, "legal")),
        withdrawn=bool(file.value(0, "withdrawn")),
        check=file.maybe(0, "check"),
        facts=tuple(str(fact) for fact in file.value(0, "facts") or ()),
        edits=edits,
        source_language=first,
        answers=answers,
        file=path,
    )


def _answer(
    file: topic_file.TopicFile,
    index: int,
    code: str,
    languages: Languages,
    facts: Mapping[str, str],
    changed: date,
) -> Answer:
    """`changed`: when the meaning of the source text changed last."""
    direction = languages.direction(code)
    status = file.status(index, STATUSES)
    if index and changed > (_day(file, index, "updated") or date.min):
        status = "outdated"
    return Answer(
        language=code,
        title=file.text(index, "title"),
        text=file.filled(index, None, facts, direction),
        simple=file.filled(index, "simple", facts, direction) or None,
        status=status,
        reviewed=_confirmation(file, index, "reviewed"),
        names=file.names(index, None),
        simple_names=file.names(index, "simple"),
    )


def _source(file: topic_file.TopicFile, row: object) -> Source | None:
    if row is None:
        return None
    if not isinstance(row, dict) or not isinstance(row.get("url"), str) or "year" not in row:
        raise file.error(
            0, what="a source cannot be read", remedy='write {url: "https://...", year: 2024}'
        )
    return Source(url=row["url"], year=str(row["year"]))


def _confirmation(file: topic_file.TopicFile, index: int, field: str) -> Confirmation | None:
    row = file.value(index, field)
    if row is None:
        return None
    try:
        return Confirmation(date=date.fromisoformat(str(row["date"])), by=str(row["by"]))
    except (KeyError, TypeError, ValueError) as error:
        raise file.error(
            index,
            what=f"'{field}' cannot be read",
            remedy="write null, or {date: 2027-01-05, by: Name}",
        ) from error


def _day(file: topic_file.TopicFile, index: int, field: str) -> date | None:
    value = file.value(index, field)
    try:
        return date.fromisoformat(str(value)) if value is not None else None
    except ValueError as error:
        raise file.error(
            index,
            "metadata",
            field,
            what=f"'{field}' is no date",
            remedy="write it as 2027-01-05",
        ) from error


def _edits(file: topic_file.TopicFile) -> tuple[Edit, ...]:
    def read() -> Iterator[Edit]:
        for row in file.value(0, "edits") or ():
            if row["kind"] not in (WORDING, MEANING):
                raise ValueError
            yield Edit(date=date.fromisoformat(str(row["date"])), kind=row["kind"])

    try:
        return tuple(read())
    except (KeyError, TypeError, ValueError) as error:
        raise file.error(
            0,
            "metadata",
            "edits",
            what="'edits' cannot be read",
            remedy="write one line an edit: - {date: 2027-01-05, kind: wording} (or meaning)",
        ) from error
