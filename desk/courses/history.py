"""Who changed what of a course, by which way. Knows no page and no rule about who may."""

from __future__ import annotations

from collections.abc import Mapping

from desk.courses import written
from desk.courses.models import Change, Course


def note(
    course: Course, before: Mapping[str, str], after: Mapping[str, str], *, who: str, how: str
) -> None:
    """Adds a line, unless nothing differs."""
    fields = written.differences(before, after)
    if fields:
        Change.objects.create(course=course, who=who, how=how, fields=fields)


def deed(course: Course, *, who: str, how: str) -> None:
    """Adds a line for a deed that changes no cell: confirmed, archived, copied."""
    Change.objects.create(course=course, who=who, how=how)
