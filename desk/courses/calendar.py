"""A course's weekly meetings as an iCalendar file, in local time and the Gregorian calendar.

A session without a first date starts on its next weekday. Knows no page.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event, vRecur

from desk.courses.models import Course, Session
from desk.courses.values import DAYS

_RRULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def file(course: Course, *, page: str, today: date) -> bytes | None:
    """The file; None when no session states its hours."""
    sessions = [one for one in course.sessions.all() if one.start and one.end]
    if not sessions:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//newcomer-bot//courses//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for number, session in enumerate(sessions, 1):
        event = _event(course, session, page, today)
        event.add("uid", f"{course.pk}.{number}@courses")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(course: Course, session: Session, page: str, today: date) -> Event:
    assert session.start is not None
    assert session.end is not None
    zone = ZoneInfo(timezone.get_default_timezone_name())
    weekday = DAYS.index(session.day)
    first = session.first or today
    first += timedelta(days=(weekday - first.weekday()) % 7)
    rule: dict[str, object] = {"freq": "weekly", "byday": _RRULE_DAYS[weekday]}
    if session.last:
        # In UTC, as a start with a time zone demands; the last day counts whole.
        end = datetime.combine(session.last, session.end, zone)
        rule["until"] = end.astimezone(ZoneInfo("UTC"))
    event = Event()
    event.add("dtstamp", timezone.now())
    event.add("summary", course.title)
    event.add("dtstart", datetime.combine(first, session.start, zone))
    event.add("dtend", datetime.combine(first, session.end, zone))
    event.add("rrule", vRecur(rule))
    event.add("description", f"{course.provider.name}\n{page}")
    town = f"{course.postcode} {course.municipality}".strip()
    where = ", ".join(part for part in (course.venue, course.street, town) if part)
    if where:
        event.add("location", where)
    return event
