"""Rows of a file against the inventory: what would be added, changed, left, and what is refused.

Making a plan writes nothing. Carrying it out writes whole rows, each with its history; a broken row
stops no good one. A column that the file does not have keeps what is there. Knows no file format.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from desk.courses import history, rows, written
from desk.courses.cells import Meeting
from desk.courses.models import Course, Provider, Session
from desk.courses.rows import Problem, Row
from knowledge.places import PlaceTable

# Line of the file and its cells, or what is wrong with the line as a whole.
Line = tuple[int, "written.Cells | Problem"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One good row: the cells before (None for a new course) and after, and what differs."""

    line: int
    row: Row
    before: written.Cells | None
    after: written.Cells

    @property
    def differences(self) -> dict[str, list[str]]:
        """Column -> [before, after]."""
        return written.differences(self.before or {}, self.after)


@dataclass(kw_only=True)
class Plan:
    """What a file would do; `vanished` are ids that stand here and not in the file: they stay."""

    added: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def make(lines: Iterable[Line]) -> Plan:
    """Compares the lines with what is stored."""
    plan, seen = Plan(), dict[str, int]()
    stored = {
        course.pk: course
        for course in Course.objects.select_related("provider").prefetch_related("sessions")
    }
    for line, given in lines:
        if isinstance(given, Problem):
            plan.problems.append(given)
            continue
        id_ = given.get("id", "").strip()
        if id_ in seen:
            reason = _("already stands in line %(line)s") % {"line": seen[id_]}
            plan.problems.append(Problem(line=line, column="id", reason=reason))
            continue
        seen[id_] = line
        course = stored.get(id_)
        before = written.cells(course) if course else None
        row = rows.parse({**(before or {}), **given}, line)
        if not isinstance(row, Row):
            plan.problems += row
            continue
        step = Step(line=line, row=row, before=before, after=written.cells(*_unsaved(row)))
        if before is None:
            plan.added.append(step)
        elif step.differences or (course and course.archived_on):
            plan.changed.append(step)
        else:
            plan.unchanged.append(row.id)
    plan.vanished = [
        id_ for id_, course in stored.items() if id_ not in seen and not course.archived_on
    ]
    return plan


def carry_out(plan: Plan, places: PlaceTable, *, who: str, how: str = "file") -> None:
    """Writes what the plan adds and changes, all or nothing."""
    with transaction.atomic():
        for step in (*plan.added, *plan.changed):
            write(step.row, places, before=step.before, who=who, how=how)


def write(
    row: Row, places: PlaceTable, *, before: written.Cells | None, who: str, how: str
) -> Course:
    """Writes one row with its sessions and its history."""
    provider, _created = Provider.objects.get_or_create(name=row.provider)
    course = Course.objects.filter(pk=row.id).first() or Course(pk=row.id)
    for name, value in row.fields.items():
        setattr(course, name, value)
    course.provider, course.archived_on = provider, None
    place(course, places)
    sessions = [
        Session(course=course, day=day, start=start, end=end, first=first, last=last)
        for day, start, end, first, last in row.sessions
    ]
    course.set_bands(sessions)
    old = written.stored(course) if before is not None else []
    course.save()
    if old != list(row.sessions):
        course.sessions.all().delete()
        Session.objects.bulk_create(sessions)
    history.note(course, before or {}, written.cells(course, row.sessions), who=who, how=how)
    return course


def place(course: Course, places: PlaceTable) -> None:
    """Sets the approximate points of its address; several municipalities stand between `;`."""
    names = [name.strip() for name in course.municipality.split(";")]
    one = len(names) == 1
    found = [
        places.point(
            municipality=name,
            postcode=course.postcode if one else "",
            neighbourhood=course.neighbourhood if one else "",
        )
        for name in names
    ]
    points = [[known.lat, known.lon] for known in found if known]
    course.lat, course.lon = points[0] if points else (None, None)
    course.more_points = points[1:]


def _unsaved(row: Row) -> tuple[Course, Sequence[Meeting]]:
    course = Course(pk=row.id, provider=Provider(name=row.provider), **row.fields)
    return course, row.sessions
