"""The data of the next published state: the files as they are, blocked topics as they were.

An error in one topic blocks only that topic: its answer and its examples stay those that were
published last, or are left out. Knows files; decides nothing about errors.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

SHARED = ("languages.yml", "nlu", "patterns", "rules", "texts")


def compose(
    files: Path, city: str, into: Path, *, blocked: Iterable[str], last: Path | None
) -> None:
    """Copies one city's data into the folder `into`, which must not exist."""
    into.mkdir(parents=True)
    for name in SHARED:
        _copy(files / name, into / name)
    _copy(files / "cities" / city, into / "cities" / city)
    for topic in blocked:
        for part in topic_files(city, topic):
            (into / part).unlink(missing_ok=True)
            if last and (last / part).is_file():
                _copy(last / part, into / part)


def topic_files(city: str, topic: str) -> tuple[Path, Path]:
    """The two files of a topic, below `data`."""
    return Path("cities", city, "answers", f"{topic}.yml"), Path("nlu", "faq", f"{topic}.yml")


def trained_on(data: Path, city: str, others: Iterable[Path]) -> str:
    """A hash of all that a model is made of; texts and answers are not.

    `others` are files outside `data`: configuration, domain, components.
    """
    digest = hashlib.sha256()
    answers = (data / "cities" / city / "answers").glob("*.yml")
    digest.update("\n".join(sorted(path.stem for path in answers)).encode())
    inside = [data / "languages.yml", data / "cities" / city / "places.yml"]
    for name in ("nlu", "patterns", "rules"):
        inside += sorted((data / name).rglob("*.yml"))
    for path in (*inside, *sorted(others)):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "*.tmp", "*~"))
    elif source.is_file():
        shutil.copyfile(source, target)
