"""Recorded answers: `data/cities/<city>/audio/<topic>.<language>.opus`, somebody reading the simple
text aloud; beside it `<topic>.<language>.txt`, the very text that was read.

A recording whose text has changed since is not played: it could tell an old number. Knows how a
recording is found. Plays nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.formats import plain
from knowledge.library import Library
from knowledge.topic import Topic

FOLDER = "audio"
SUFFIX = ".opus"


def recording(city_folder: Path, topic: Topic, language: str) -> Path | None:
    """The recording of the simple text as it stands now; None when there is none."""
    path = city_folder / FOLDER / f"{topic.name}.{language}{SUFFIX}"
    return path if path.is_file() and _read_text(path) == _said(topic, language) else None


def to_record(library: Library) -> Iterator[tuple[Topic, str, str]]:
    """(topic, language, `missing` or `old`) of each simple text without its recording."""
    for topic in library.topics.values():
        for code, answer in topic.answers.items():
            if not answer.simple or recording(library.city_folder, topic, code):
                continue
            path = library.city_folder / FOLDER / f"{topic.name}.{code}{SUFFIX}"
            yield topic, code, "old" if path.is_file() else "missing"


def _read_text(path: Path) -> str | None:
    read = path.with_suffix(".txt")
    return " ".join(read.read_text(encoding="utf-8").split()) if read.is_file() else None


def _said(topic: Topic, language: str) -> str | None:
    answer = topic.answers.get(language)
    return " ".join(plain(answer.simple).split()) if answer and answer.simple else None
