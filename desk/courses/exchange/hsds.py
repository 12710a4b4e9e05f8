"""Courses as services of Open Referral's Human Services Data Specification, version 3, and back.

https://docs.openreferral.org/en/3.0/hsds/ (CC BY-SA 4.0). A document is a list of services, each
with its organisation, phones, schedules, places and costs. What HSDS has no field for travels in
`attributes`, so that our own export comes back whole; services of others bring what HSDS says.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from desk import library
from desk.courses import rows, written
from desk.courses.exchange.plan import Line
from desk.courses.exchange.tables import MOST_BYTES, FileError
from desk.courses.models import Course, Session
from desk.courses.rows import Problem
from desk.courses.values import DAYS

_SPACE = uuid.UUID("6d0f3c52-4b0e-5d0e-9a44-6a2f0d1c7b11")
_DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), DAYS, strict=True))
_RRULE = {day: code for code, day in _DAYS.items()}
_TERM = "course column"


def write(courses: Iterable[Course]) -> bytes:
    """The document: a list of services with all that belongs to each."""
    return json.dumps([service(one) for one in courses], ensure_ascii=False, indent=1).encode()


def service(course: Course) -> dict[str, Any]:
    """One course; what is not stated is left out."""
    provider = course.provider
    phones = [{"id": _id(course, "phone"), "number": course.enrol_phone}]
    made = {
        "id": _id(course, "service"),
        "organization_id": _id(provider.name, "organization"),
        "name": course.title,
        "description": course.note or course.title,
        "url": course.enrol_url,
        "email": course.enrol_email,
        "status": "inactive" if course.archived_on else "active",
        "application_process": course.enrol_how,
        "fees_description": course.price_text,
        "eligibility_description": course.audience,
        "assured_date": course.confirmed_on.isoformat() if course.confirmed_on else "",
        "organization": _stated(
            {
                "id": _id(provider.name, "organization"),
                "name": provider.name,
                "description": provider.name,
                "email": provider.email,
                "website": provider.url,
            }
        ),
        "phones": phones if course.enrol_phone else [],
        "schedules": [
            _schedule(course, number, one) for number, one in enumerate(course.sessions.all())
        ],
        "languages": [{"id": _id(course, "language"), "code": course.target_language}],
        "service_at_locations": _places(course),
        "cost_options": _costs(course),
        "attributes": list(_attributes(course)),
    }
    return _stated(made)


def read(content: bytes, name: str) -> list[Line]:
    """The services of a document as lines of a courses file. Raises `FileError`."""
    if len(content) > MOST_BYTES:
        raise FileError(_("the file is larger than %(most)s MB") % {"most": MOST_BYTES // 10**6})
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FileError(_("the file is no JSON")) from error
    if isinstance(document, dict):  # a page of an HSDS API
        document = document.get("contents")
    if not isinstance(document, list):
        raise FileError(_("the file holds no list of services"))
    return [(number, _cells(one, number)) for number, one in enumerate(document, 1)]


def _cells(one: Any, number: int) -> dict[str, str] | Problem:
    try:
        if not isinstance(one, Mapping):
            raise TypeError
        own = _own(one)
        return own or {column: cell for column, cell in _foreign(one).items() if cell}
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):
        return Problem(line=number, column="", reason=_("this is no service of HSDS 3"))


def _own(one: Mapping[str, Any]) -> dict[str, str]:
    """The columns that our own export put into `attributes`."""
    return {
        str(attribute["label"]): str(attribute.get("value", ""))
        for attribute in one.get("attributes") or ()
        if (attribute.get("taxonomy_term") or {}).get("name") == _TERM
        and attribute.get("label") in rows.COLUMNS
    }


def _foreign(one: Mapping[str, Any]) -> dict[str, str]:
    """What HSDS itself says of a service of somebody else."""
    located = (one.get("service_at_locations") or [{}])[0].get("location") or {}
    address = (located.get("addresses") or [{}])[0]
    cost = (one.get("cost_options") or [{}])[0]
    schedules = one.get("schedules") or []
    return {
        "id": f"h-{uuid.UUID(str(one['id'])).hex}",
        "provider": str((one.get("organization") or {}).get("name") or ""),
        "title": str(one["name"]),
        "target_language": str((one.get("languages") or [{}])[0].get("code") or ""),
        "sessions": "; ".join(_meetings(schedules)),
        "street": str(address.get("address_1") or ""),
        "postcode": str(address.get("postal_code") or ""),
        "municipality": str(address.get("city") or ""),
        "venue": str(located.get("name") or ""),
        "price": str(cost.get("amount") or ""),
        "price_text": str(one.get("fees_description") or ""),
        "audience": str(one.get("eligibility_description") or ""),
        "enrol_how": str(one.get("application_process") or ""),
        "enrol_phone": str((one.get("phones") or [{}])[0].get("number") or ""),
        "enrol_email": str(one.get("email") or ""),
        "enrol_url": str(one.get("url") or ""),
    }


def _meetings(schedules: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in schedules:
        if one.get("freq") not in (None, "WEEKLY"):
            continue
        hours = ""
        if one.get("opens_at") and one.get("closes_at"):
            hours = f" {str(one['opens_at'])[:5]}-{str(one['closes_at'])[:5]}"
        first, last = one.get("valid_from") or "", one.get("valid_to") or one.get("until") or ""
        dates = f" {first}..{last}" if first or last else ""
        for code in str(one.get("byday") or "").split(","):
            if code.strip() in _DAYS:
                yield f"{_DAYS[code.strip()]}{hours}{dates}"


def _schedule(course: Course, number: int, one: Session) -> dict[str, Any]:
    return _stated(
        {
            "id": _id(course, f"schedule {number}"),
            "freq": "WEEKLY",
            "byday": _RRULE[one.day],
            "opens_at": f"{one.start:%H:%M}" if one.start else "",
            "closes_at": f"{one.end:%H:%M}" if one.end else "",
            "valid_from": one.first.isoformat() if one.first else "",
            "valid_to": one.last.isoformat() if one.last else "",
        }
    )


def _places(course: Course) -> list[dict[str, Any]]:
    if not course.municipality:
        return []
    address = {
        "id": _id(course, "address"),
        "address_1": course.street or course.municipality,
        "city": course.municipality,
        "state_province": course.municipality,
        "postal_code": course.postcode or "-",
        "country": library.city().country,
        "address_type": "physical",
    }
    place = {
        "id": _id(course, "location"),
        "location_type": "physical",
        "name": course.venue,
        "addresses": [address],
    }
    return [{"id": _id(course, "service at location"), "location": _stated(place)}]


def _costs(course: Course) -> list[dict[str, Any]]:
    if course.price is None and not course.free:
        return []
    amount = 0 if course.free or course.price is None else float(course.price)
    return [{"id": _id(course, "cost"), "amount": amount, "currency": "EUR"}]


def _attributes(course: Course) -> Iterator[dict[str, Any]]:
    term = {"id": _id(_TERM, "term"), "code": "column", "name": _TERM, "description": _TERM}
    for column, cell in written.cells(course).items():
        if cell:
            yield {
                "id": _id(course, f"attribute {column}"),
                "link_id": _id(course, "service"),
                "taxonomy_term_id": term["id"],
                "link_entity": "service",
                "label": column,
                "value": cell,
                "taxonomy_term": term,
            }


def _id(of: Course | str, what: str) -> str:
    """The same thing always has the same id."""
    name = of.pk if isinstance(of, Course) else of
    return str(uuid.uuid5(_SPACE, f"{settings.CITY}/{name}/{what}"))


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
