"""Appointments: the card and the text in the newcomer's language, the .ics, what changes.

An appointment is an entry of its case; each change goes out as a line with buttons that answer it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event

from desk import library
from desk.cases import cards, thread
from desk.cases.composing import Line
from desk.cases.models import Appointment, Case, Origin, State
from desk.people.models import User
from knowledge import Office, formats

# The text's key -> the answer that its button gives.
_ANSWERS = {"yes": "appointment_yes", "other": "appointment_other", "no": "appointment_no"}
_CALENDAR = "-//newcomer-bot//desk//"


def may_arrange(case: Case, user: User) -> bool:
    """Whether this colleague may make, move or cancel: at the counter nobody takes a case first.

    Not while another colleague leads the person's conversation, nor when it is erased.
    """
    if not case.conversation:
        return False
    now = thread.current_case(case.conversation)
    return now is None or now.state != State.ACTIVE or now.colleague_id == user.pk


def line(one: Appointment, key: str, *, staff: str) -> Line:
    """The line that tells of an appointment: `appointment_new`, `_moved` or `_cancelled`."""
    texts, case = library.texts(), one.case
    language = texts.language(key, case.language)
    asks = one.answer == Appointment.Answer.OPEN
    text, read = words(one, key, language), words(one, key, staff)
    options: tuple[tuple[str, str, str], ...] = ()
    question = texts.get("appointment_question", language)
    if asks:
        text = f"{text}\n{question}"
        read = f"{read}\n{texts.get('appointment_question', staff)}"
        options = tuple(
            (answer, texts.get(name, language), texts.get(name, staff))
            for answer, name in _ANSWERS.items()
        )
    return Line(
        text=text,
        staff_text=read,
        language=language,
        draft=False,
        origin=Origin.APPOINTMENT,
        options=options,
        more={"card": _card(one, key, language, question=question if asks else "")},
    )


def words(one: Appointment, key: str, language: str) -> str:
    """Title and rows as text, for channels without cards and for the slip."""
    head = library.texts().get(key, language)
    lines = [f"{row['label']}: {row['value']}" for row in rows(one, language)]
    return "\n".join([f"**{head}**", *lines])


def title(one: Appointment, language: str) -> str:
    """What the slip is headed by: the appointment as it stands now."""
    return library.texts().get(_key(one), language)


def rows(one: Appointment, language: str) -> list[dict[str, str]]:
    """Day, time, place, what to bring, code: each in words of the language, Latin digits."""
    local = one.starts_at.astimezone(library.city().timezone)
    place = _office(one)
    where = ", ".join(part for part in (place.name, place.address) if part)
    told = {
        "date": formats.date(local.date(), language),
        "time": formats.time(local),
        "office": where,
        "bring": library.phrasebook().value("document", one.bring, language) if one.bring else "",
        "code": one.case.code,
    }
    return [
        cards.row(f"appointment_row_{k}", value, language) for k, value in told.items() if value
    ]


def ics(one: Appointment, language: str) -> str:
    """The calendar file; the same `uid` with a higher sequence moves or cancels the entry."""
    cancelled = one.answer == Appointment.Answer.CANCELLED
    place = _office(one)
    calendar, event = Calendar(), Event()
    calendar.add("prodid", _CALENDAR)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    event.add("uid", str(one.uid))
    event.add("sequence", one.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.starts_at + timedelta(minutes=one.minutes))
    event.add("summary", place.name)
    event.add("location", place.address or place.name)
    event.add("description", words(one, _key(one), language).replace("*", ""))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar.add_component(event)
    return calendar.to_ical().decode()


def offer(case: Case, **values: Any) -> Appointment:
    """A new appointment of the case."""
    return Appointment.objects.create(
        conversation=case.conversation, case=case, made_at=timezone.now(), **values
    )


def move(one: Appointment, starts_at: datetime) -> None:
    """Another time; what the newcomer answered to the old one counts no longer."""
    one.starts_at, one.answer = starts_at, Appointment.Answer.OPEN
    one.sequence += 1
    one.save(update_fields=["starts_at", "answer", "sequence"])


def cancel(one: Appointment) -> None:
    """It does not take place."""
    one.answer = Appointment.Answer.CANCELLED
    one.sequence += 1
    one.save(update_fields=["answer", "sequence"])


def _card(one: Appointment, key: str, language: str, *, question: str) -> dict[str, Any]:
    texts = library.texts()
    calendar = {
        "kind": "calendar",
        "title": texts.get("appointment_link_calendar", language),
        "ics": ics(one, language),
    }
    return {
        "appointment": str(one.uid),
        "sequence": one.sequence,
        "title": texts.get(key, language),
        "provider": None,
        "rows": rows(one, language),
        "note": question,
        "links": [calendar, *cards.links(_office(one), language)],
    }


def _key(one: Appointment) -> str:
    if one.answer == Appointment.Answer.CANCELLED:
        return "appointment_cancelled"
    return "appointment_moved" if one.sequence else "appointment_new"


def _office(one: Appointment) -> Office:
    city = library.city()
    return city.offices.get(one.office) or city.offices[city.main_office]
