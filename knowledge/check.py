"""`check-data`: what a maintainer has to mend, with file, line and remedy in plain words.

An error blocks only the topic it stands in; a warning blocks nothing. Knows the readers of
this room; opens no network and trains nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from knowledge import examples
from knowledge.check_city import city_problems
from knowledge.check_topic import topic_problems, unmarked_edit
from knowledge.check_wording import wording_problems
from knowledge.documents import DataError, Problem
from knowledge.examples import Example
from knowledge.library import Library, load
from knowledge.skeleton import TO_WRITE
from knowledge.topic import Topic

EXAMPLES_WANTED = 15
LANGUAGES_WANTED = 5


def check(
    root: Path, city: str, *, today: date | None = None, last: Path | None = None
) -> tuple[Problem, ...]:
    """All problems of a city's data, errors first, each file in order of lines.

    `today` tells whether a confirmation still holds; `last` is the data published last: a source
    text that differs from it must say whether its wording or its meaning changed.
    """
    try:
        library = load(root, city)
    except DataError as error:
        return (error.problem,)
    rows, broken = _examples(root / "nlu")
    found = [
        *broken,
        *library.topics.problems,
        *city_problems(library),
        *_examples_in_two_places(rows),
    ]
    by_topic: dict[str, list[Example]] = defaultdict(list)
    for row in rows:
        if row.topic:
            by_topic[row.topic].append(row)
        if TO_WRITE in row.text:
            what, remedy = "an example is still to be written", f"replace the {TO_WRITE}"
            found.append(
                Problem(file=row.file, line=row.line, what=what, remedy=remedy, topic=row.topic)
            )
    before = _last_topics(last, city)
    for topic in library.topics.values():
        found += topic_problems(topic, library, today=today or _today(library))
        found += unmarked_edit(topic, before.get(topic.name))
        found += wording_problems(topic, library)
        found += _enough_examples(topic, by_topic.get(topic.name, ()))
    missing = set(by_topic) - set(library.topics) - {one.topic for one in library.topics.problems}
    for name in sorted(missing):
        found.append(
            Problem(
                file=by_topic[name][0].file,
                line=1,
                what=f"the city does not answer the topic '{name}'",
                remedy=f"write answers/{name}.yml: until then nobody is understood to ask it",
                warning=True,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.warning, str(one.file), one.line)))


def _examples(folder: Path) -> tuple[list[Example], list[Problem]]:
    rows: list[Example] = []
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yml")):
        try:
            rows += examples.read(path)
        except DataError as error:
            topic = path.stem if path.parent.name == "faq" else None
            problems.append(replace(error.problem, topic=topic))
    return rows, problems


def _today(library: Library) -> date:
    return datetime.now(library.city.timezone).date()


def _last_topics(last: Path | None, city: str) -> Mapping[str, Topic]:
    try:
        return load(last, city).topics if last else {}
    except DataError:
        return {}


def _examples_in_two_places(rows: Iterable[Example]) -> Iterator[Problem]:
    first: dict[str, Example] = {}
    for row in rows:
        text = " ".join(row.text.casefold().split())
        other = first.setdefault(text, row)
        if other is not row and other.label != row.label:
            yield Problem(
                file=row.file,
                line=row.line,
                what=f"the same sentence belongs to '{other.label}'"
                f" ({other.file.name}, line {other.line})",
                remedy="keep it in the one place where it fits better",
                topic=row.topic,
            )


def _enough_examples(topic: Topic, rows: Sequence[Example]) -> Iterator[Problem]:
    languages = {row.language for row in rows}
    if len(rows) < EXAMPLES_WANTED or len(languages) < LANGUAGES_WANTED:
        yield Problem(
            file=topic.file,
            line=1,
            what=f"the topic has {len(rows)} examples in {len(languages)} languages",
            remedy=f"write at least {EXAMPLES_WANTED} in {LANGUAGES_WANTED} languages"
            f" into data/nlu/faq/{topic.name}.yml",
            topic=topic.name,
            warning=bool(rows),
        )
