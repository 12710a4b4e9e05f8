"""Checks on one topic: what every topic must say, what it rests on, how its edits are marked.

Knows no wording in detail (check_wording) and no examples (check).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import documents
from knowledge.documents import Problem
from knowledge.ground import without_ground
from knowledge.library import Library
from knowledge.topic import Topic


def topic_problems(topic: Topic, library: Library, *, today: date) -> Iterator[Problem]:
    """All problems of a topic's metadata and ground."""
    for code in library.city.required_languages:
        if code not in topic.answers:
            what = f"the required language '{code}' is missing"
            yield _problem(topic, "title", what, "translate it")
    if topic.source is None:
        yield _problem(
            topic, "source", "the source is missing", "add source: {url: ..., year: ...}"
        )
    if not topic.sign:
        yield _problem(
            topic, "sign", "the picture sign is missing", 'add sign: "..."', warning=True
        )
    if topic.confirmed and topic.confirmed.expired(today, library.city.confirmation_days):
        yield _problem(
            topic,
            "confirmed",
            f"the confirmation of {topic.confirmed.date.isoformat()} is too old",
            "ask the office again and write the new date; readers are told until then",
            warning=True,
        )
    if topic.withdrawn:
        yield _problem(
            topic,
            "withdrawn",
            "the answer is withdrawn: readers are sent to the office",
            "correct it and take the line out",
            warning=True,
        )
    yield from _related(topic, library)
    for code, odd in without_ground(topic, library.city).items():
        yield _problem(
            topic,
            "facts",
            f"'{code}' holds what stands in no fact: {', '.join(odd)}",
            "correct it, add it to city.yml, or add the fact under facts:",
            warning=True,
        )


def unmarked_edit(topic: Topic, before: Topic | None) -> Iterator[Problem]:
    """A source text that is not the published one must be marked as an edit."""
    if before is None or len(topic.edits) > len(before.edits):
        return
    if _written(topic) == _written(before):
        return
    yield _problem(
        topic,
        "edits",
        f"the '{topic.source_language}' text is not the published one, and nothing says why",
        "add under metadata: edits: [{date: 2027-01-05, kind: wording}], or kind: meaning",
    )


def _written(topic: Topic) -> tuple[str, str | None]:
    """The source text as it stands in the file, office facts not filled in."""
    (rows,) = documents.read(topic.file).data["responses"].values()
    return rows[0]["text"], rows[0]["metadata"].get("simple")


def _related(topic: Topic, library: Library) -> Iterator[Problem]:
    for name in topic.related:
        if name not in library.topics:
            what = f"'{name}' is no topic of this city"
            yield _problem(topic, "related", what, "correct the name", warning=True)
    if topic.name in topic.related:
        yield _problem(topic, "related", "the topic is related to itself", "take it out")


def _problem(topic: Topic, field: str, what: str, remedy: str, *, warning: bool = False) -> Problem:
    document = documents.read(topic.file)
    return Problem(
        file=topic.file,
        line=document.line("responses", f"utter_faq/{topic.name}", 0, "metadata", field),
        what=what,
        remedy=remedy,
        topic=topic.name,
        warning=warning,
    )
