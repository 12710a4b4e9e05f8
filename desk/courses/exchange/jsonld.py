"""A course as schema.org `Course` with its `CourseInstance`s, for search engines.

What is not stated is left out. See https://schema.org/Course. Knows no page.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from desk.courses.models import Course, Session

_MODES = {"online": "online", "blended": "blended"}
_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


def course(course: Course, *, page: str) -> dict[str, Any]:
    """The JSON-LD object."""
    provider = {
        "@type": "Organization",
        "name": course.provider.name,
        "url": course.provider.url or None,
        "telephone": course.provider.phone or course.enrol_phone or None,
        "email": course.provider.email or course.enrol_email or None,
    }
    return _stated(
        {
            "@context": "https://schema.org",
            "@type": "Course",
            "@id": page,
            "url": page,
            "courseCode": course.pk,
            "name": course.title,
            "description": course.note or course.title,
            "about": {"@type": "Language", "alternateName": course.target_language},
            "provider": _stated(provider),
            "educationalLevel": " ".join(one for one in course.levels if one != "all") or None,
            "coursePrerequisites": course.conditions or None,
            "isAccessibleForFree": course.free,
            "audience": _audience(course),
            "offers": _offer(course),
            "hasCourseInstance": [_instance(course, one) for one in course.sessions.all()]
            or [_instance(course, None)],
        }
    )


def script(one: Course, *, page: str) -> SafeString:
    """The same as text that is safe inside a script element."""
    text = json.dumps(course(one, page=page), ensure_ascii=False)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return mark_safe(text)


def _audience(course: Course) -> dict[str, Any] | None:
    if not course.audience and not course.women_only:
        return None
    return _stated(
        {
            "@type": "PeopleAudience",
            "audienceType": course.audience or None,
            "suggestedGender": "female" if course.women_only else None,
        }
    )


def _offer(course: Course) -> dict[str, Any] | None:
    if course.price is None and not course.free:
        return None
    return {
        "@type": "Offer",
        "category": "Free" if course.free else "Paid",
        "price": "0" if course.free else str(course.price),
        "priceCurrency": "EUR",
    }


def _instance(course: Course, session: Session | None) -> dict[str, Any]:
    location = {
        "@type": "Place",
        "name": course.venue or course.provider.name,
        "address": _stated(
            {
                "@type": "PostalAddress",
                "streetAddress": course.street or None,
                "postalCode": course.postcode or None,
                "addressLocality": course.municipality or None,
            }
        ),
    }
    return _stated(
        {
            "@type": "CourseInstance",
            "courseMode": _MODES.get(course.mode, "onsite") if course.mode else None,
            "location": location if course.municipality or course.street else None,
            "courseSchedule": _schedule(session) if session else None,
            "courseWorkload": f"PT{float(course.hours_max):g}H" if course.hours_max else None,
            "startDate": _iso(session.first if session else None),
            "endDate": _iso(session.last if session else None),
        }
    )


def _schedule(session: Session) -> dict[str, Any]:
    return _stated(
        {
            "@type": "Schedule",
            "byDay": f"https://schema.org/{_DAYS[session.day]}",
            "repeatFrequency": "P1W",
            "startTime": f"{session.start:%H:%M:%S}" if session.start else None,
            "endTime": f"{session.end:%H:%M:%S}" if session.end else None,
            "startDate": _iso(session.first),
            "endDate": _iso(session.last),
            "scheduleTimezone": settings.TIME_ZONE,
        }
    )


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value != ""}
