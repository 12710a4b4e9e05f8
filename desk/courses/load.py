"""A courses file -> the inventory: adds and changes by id, the same file twice changes nothing.

A broken row is reported and left out; it stops no good row and harms nothing that is there.
A course that is not in the file stays. Knows no wishes and no HTTP.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from desk.courses import rows, values
from desk.courses.models import Course, Provider, Session
from desk.courses.near import PlaceTable
from desk.courses.rows import Problem, Row


class FileError(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(kw_only=True)
class Report:
    """What a load did: ids added, changed, unchanged; rows refused."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load(path: Path, places: PlaceTable) -> Report:
    """Reads the file and writes what is new, all in one transaction. Raises `FileError`."""
    report = Report()
    seen: dict[str, int] = {}
    with transaction.atomic():
        for line, row in _read(path):
            if isinstance(row, list):
                report.problems += row
            elif row.id in seen:
                reason = _("already stands in line %(line)s") % {"line": seen[row.id]}
                report.problems.append(Problem(line=line, column="id", reason=reason))
            else:
                seen[row.id] = line
                _write(row, places, report)
    return report


def _read(path: Path) -> Iterator[tuple[int, Row | list[Problem]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = list(reader.fieldnames or ())
            _check_header(columns)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield line, [Problem(line=line, column="", reason=str(error))]
                    continue
                if None in cells or None in cells.values():
                    reason = _("the row has more or fewer cells than the header")
                    yield line, [Problem(line=line, column="", reason=reason)]
                else:
                    yield line, rows.parse(cells, line)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FileError(_("%(path)s is not UTF-8") % {"path": path}) from error


def _check_header(columns: list[str]) -> None:
    if missing := [name for name in rows.REQUIRED if name not in columns]:
        raise FileError(_("missing columns: %(names)s") % {"names": ", ".join(missing)})
    if unknown := [name for name in columns if name not in rows.COLUMNS]:
        raise FileError(_("unknown columns: %(names)s") % {"names": ", ".join(unknown)})
    if len(set(columns)) != len(columns):
        raise FileError(_("a column stands twice"))


def _write(row: Row, places: PlaceTable, report: Report) -> None:
    provider, _created = Provider.objects.get_or_create(name=row.provider)
    address = {key: row.fields[key] for key in ("municipality", "postcode", "neighbourhood")}
    fields = {**row.fields, "provider_id": provider.pk, **points(places, **address)}
    fields["band_mask"] = values.band_mask(fields["bands_stated"].split(), row.sessions)
    course = Course.objects.filter(pk=row.id).first()
    old_sessions = list(
        Session.objects.filter(course_id=row.id).order_by("id").values_list("day", "start", "end")
    )
    if course is None:
        course = Course(pk=row.id)
        report.added.append(row.id)
    elif all(getattr(course, name) == value for name, value in fields.items()) and (
        old_sessions == list(row.sessions)
    ):
        report.unchanged.append(row.id)
        return
    else:
        report.changed.append(row.id)
    for name, value in fields.items():
        setattr(course, name, value)
    course.save()
    if old_sessions != list(row.sessions):
        course.sessions.all().delete()
        Session.objects.bulk_create(
            Session(course=course, day=day, start=start, end=end)
            for day, start, end in row.sessions
        )


def points(
    places: PlaceTable, *, municipality: str, postcode: str, neighbourhood: str
) -> dict[str, object]:
    """The approximate points of an address; several municipalities are separated by `;`."""
    names = [name.strip() for name in municipality.split(";")]
    found = []
    for name in names:
        one = len(names) == 1
        place = places.point(
            municipality=name,
            postcode=postcode if one else "",
            neighbourhood=neighbourhood if one else "",
        )
        if place:
            found.append([place.lat, place.lon])
    lat, lon = found[0] if found else (None, None)
    return {"lat": lat, "lon": lon, "more_points": found[1:]}
