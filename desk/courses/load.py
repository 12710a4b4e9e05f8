"""A courses file -> the inventory, at once: what the set-up does with the city's own file.

Adds and changes by id; the same file twice changes nothing; a broken row is reported, stops no good
row and harms nothing that is there; a course that is not in the file stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desk.courses.exchange import plan, tables
from desk.courses.exchange.tables import FileError
from desk.courses.rows import Problem
from knowledge.places import PlaceTable

__all__ = ["FileError", "Report", "load"]


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a load did: ids added, changed, unchanged; rows refused."""

    added: list[str]
    changed: list[str]
    unchanged: list[str]
    problems: list[Problem]


def load(path: Path, places: PlaceTable) -> Report:
    """Reads the file and writes what is new, all in one transaction. Raises `FileError`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from error
    made = plan.make(tables.read(content, path.name))
    plan.carry_out(made, places, who=path.name)
    return Report(
        added=[step.row.id for step in made.added],
        changed=[step.row.id for step in made.changed],
        unchanged=made.unchanged,
        problems=made.problems,
    )
