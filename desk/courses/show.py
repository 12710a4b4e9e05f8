"""A course as the JSON that the API gives, with or without a match.

Unknown is null or an empty list, never a guess. Knows no ranking and no wording.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.conf import settings
from django.urls import reverse

from desk.courses.models import Course, Session
from desk.courses.search import Match


def course(course: Course, match: Match | None = None) -> dict[str, Any]:
    """One course; `provider` and `sessions` should be prefetched."""
    return {
        "id": course.id,
        "title": course.title,
        "provider": course.provider.name,
        "target_language": course.target_language,
        "other_languages": course.other_languages.split(),
        "support_languages": course.support_languages.split(),
        "levels": course.levels,
        "mode": course.mode or None,
        "sessions": _sessions(course.sessions.all()),
        "bands": course.bands,
        "hours_per_week": hours(course),
        "pace": course.pace or None,
        "starts_on": _day(course.starts_on),
        "on_request": course.on_request,
        "period": course.period or None,
        "schedule_text": course.schedule_text or None,
        "venue": course.venue or None,
        "setting": course.setting or None,
        "street": course.street or None,
        "postcode": course.postcode or None,
        "municipality": course.municipality or None,
        "neighbourhood": course.neighbourhood or None,
        "distance_km": match.sayable_km if match else None,
        "minutes": match.minutes if match and match.sayable_km else None,
        "near": match.near if match else None,
        "price": None if course.price is None else str(course.price),
        "free": course.free,
        "free_for": course.free_for or None,
        "price_text": course.price_text or None,
        "childcare": course.childcare,
        "childcare_text": course.childcare_text or None,
        "audience": course.audience or None,
        "audiences": course.audiences,
        "needs": course.needs,
        "women_only": course.women_only,
        "conditions": course.conditions or None,
        "enrol": {
            "how": course.enrol_how or None,
            "phone": course.enrol_phone or None,
            "email": course.enrol_email or None,
            "url": course.enrol_url or None,
            "desk": course.enrol_desk or None,
        },
        "seats": course.seats,
        "source": {
            "url": course.source_url or None,
            "text": course.source_text or None,
            "year": course.source_year or None,
        },
        "last_seen": course.last_seen,
        "confirmed": {
            "date": course.confirmed_on.isoformat(),
            "by": course.confirmed_by,
            "old": course.confirmed_long_ago,
        }
        if course.confirmed_on
        else None,
        "note": course.note or None,
        "page": address("course", course),
        "calendar": address("course-calendar", course) if _has_hours(course) else None,
        "met": list(match.met) if match else [],
        "failed": list(match.failed) if match else [],
        "unknown": list(match.unknown) if match else [],
    }


def hours(course: Course) -> str | None:
    """`9` or `9-12`."""
    stated = [
        f"{float(hours):g}" for hours in (course.hours_min, course.hours_max) if hours is not None
    ]
    return "-".join(dict.fromkeys(stated)) or None


def _sessions(sessions: Iterable[Session]) -> list[dict[str, Any]]:
    """Sessions of the same hours together: days, from, to (null when not stated)."""
    grouped: dict[tuple[str | None, ...], list[str]] = {}
    for one in sessions:
        key = (_clock(one.start), _clock(one.end), _day(one.first), _day(one.last))
        grouped.setdefault(key, []).append(one.day)
    return [
        {"days": days, "from": start, "to": end, "first": first, "last": last}
        for (start, end, first, last), days in grouped.items()
    ]


def address(name: str, course: Course) -> str:
    """The public address of one of a course's pages."""
    return settings.DESK_URL.rstrip("/") + reverse(name, args=[course.id])


def _has_hours(course: Course) -> bool:
    return any(one.start and one.end for one in course.sessions.all())


def _clock(clock: time | None) -> str | None:
    return clock.strftime("%H:%M") if clock else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
