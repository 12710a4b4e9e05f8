"""`check-data`: what a maintainer has to mend, with file, line and remedy in plain words.

An error blocks only the topic it stands in; a warning blocks nothing. Knows the readers of
this room; opens no network and trains nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from knowledge import documents, examples
from knowledge.check_city import city_problems
from knowledge.check_wording import wording_problems
from knowledge.documents import DataError, Problem
from knowledge.examples import Example
from knowledge.library import Library, load
from knowledge.topic import Topic

EXAMPLES_WANTED = 15
LANGUAGES_WANTED = 5


def check(root: Path, city: str) -> tuple[Problem, ...]:
    """All problems of a city's data, errors first, each file in order of lines."""
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
    for topic in library.topics.values():
        found += _topic(topic, library)
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
            problems.append(error.problem)
    return rows, problems


def _topic(topic: Topic, library: Library) -> Iterator[Problem]:
    document = documents.read(topic.file)
    key = f"utter_faq/{topic.name}"

    def problem(field: str, what: str, remedy: str, *, warning: bool = False) -> Problem:
        return Problem(
            file=topic.file,
            line=document.line("responses", key, 0, "metadata", field),
            what=what,
            remedy=remedy,
            topic=topic.name,
            warning=warning,
        )

    for code in library.city.required_languages:
        if code not in topic.answers:
            yield problem("title", f"the required language '{code}' is missing", "translate it")
    if topic.source is None:
        yield problem("source", "the source is missing", "add source: {url: ..., year: ...}")
    if not topic.sign:
        yield problem("sign", "the picture sign is missing", 'add sign: "..."', warning=True)
    for name in topic.related:
        if name not in library.topics:
            yield problem(
                "related", f"'{name}' is no topic of this city", "correct the name", warning=True
            )
    if topic.name in topic.related:
        yield problem("related", "the topic is related to itself", "take it out")


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
