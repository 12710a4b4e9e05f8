"""Appointments of a case: make, move, cancel; the slip in both languages; the calendar file."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import library
from desk.cases import appointments, cards
from desk.cases.access import colleague, find, offices
from desk.cases.appointments import may_arrange
from desk.cases.models import Appointment, Case
from desk.cases.views.sending import send
from desk.cases.views.telling import live, told
from desk.cases.views.tools import show
from desk.people import log
from desk.people.models import Verb

LONGEST = 240


@require_http_methods(["GET", "POST"])
@login_required
def appointment(request: HttpRequest, code: str) -> HttpResponse:
    """The form, and the appointments there are; posted, one is made and goes out as a card."""
    user = colleague(request)
    case = find(user, code)
    form = request.POST
    starts = _moment(form.get("date", ""), form.get("time", ""))
    known = library.phrasebook().wording(get_language()).documents
    if request.method == "POST":
        if not may_arrange(case, user):
            return HttpResponse(status=409) if live(request) else told(request, case)
        if starts and starts > timezone.now() and form.get("office") in library.city().offices:
            return _make(request, case, starts, [b for b in form.getlist("bring") if b in known])
        if not live(request):
            messages.error(request, _("Choose a day and a time that are still to come."))
    return show(
        request,
        case,
        "appointment",
        status=422 if request.method == "POST" else 200,
        wrong=request.method == "POST",
        given=form,
        chosen=form.getlist("bring"),
        offices=[(name, library.office_name(name)) for name in offices()],
        documents=list(known.items()),
        appointments=case.appointments.all(),
        today=timezone.localdate().isoformat(),
        may_arrange=may_arrange(case, user),
    )


def _make(request: HttpRequest, case: Case, starts: datetime, bring: list[str]) -> HttpResponse:
    user, form = colleague(request), request.POST
    minutes = form.get("minutes", "")
    with transaction.atomic():
        # The form's own id makes the same form sent twice one appointment.
        uid = _uid(form.get("reply", ""))
        one = Appointment.objects.filter(uid=uid).first() if uid else None
        if one is None:
            one = appointments.offer(
                case,
                **({"uid": uid} if uid else {}),
                starts_at=starts,
                minutes=min(int(minutes), LONGEST) if minutes.isdecimal() and int(minutes) else 30,
                office=form["office"],
                bring=bring,
                made_by=user,
            )
            log.note(user, Verb.APPOINTMENT, f"appointment:{one.pk}")
        line = appointments.line(one, "appointment_new", staff=get_language() or "fr")
        return send(request, case, line, may=may_arrange)


@require_POST
@login_required
def change(request: HttpRequest, code: str, appointment: int) -> HttpResponse:
    """Moves it (with date and time) or cancels it (`cancel=1`); the newcomer is told."""
    user = colleague(request)
    case = find(user, code)
    one = get_object_or_404(Appointment, pk=appointment, case=case)
    if not may_arrange(case, user):
        return HttpResponse(status=409) if live(request) else told(request, case)
    if one.answer == Appointment.Answer.CANCELLED:
        return (
            HttpResponse(status=204) if live(request) else redirect("appointment", code=case.code)
        )
    with transaction.atomic():
        if request.POST.get("cancel"):
            appointments.cancel(one)
            key = "appointment_cancelled"
        else:
            starts = _moment(request.POST.get("date", ""), request.POST.get("time", ""))
            if starts is None or starts <= timezone.now():
                messages.error(request, _("Choose a day and a time that are still to come."))
                return redirect("conversation", code=case.code)
            appointments.move(one, starts)
            key = "appointment_moved"
        log.note(user, Verb.APPOINTMENT, f"appointment:{one.pk}")
        line = appointments.line(one, key, staff=get_language() or "fr")
        return send(request, case, line, may=may_arrange)


@require_GET
@login_required
def slip(request: HttpRequest, code: str, appointment: int) -> HttpResponse:
    """One sheet in both languages, to print and give away."""
    user = colleague(request)
    case = find(user, code)
    one = get_object_or_404(Appointment, pk=appointment, case=case)
    log.note(user, Verb.PRINT, f"appointment:{one.pk}")
    staff, table = get_language() or "fr", library.languages()
    reader = library.texts().language("appointment_new", case.language)
    sides = [
        (code_, table.direction(code_), appointments.title(one, code_), rows)
        for code_ in dict.fromkeys((reader, staff))
        for rows in [appointments.rows(one, code_)]
    ]
    place = library.city().offices.get(one.office)
    ways = {link["kind"]: link["href"] for link in cards.links(place, staff)} if place else {}
    picture = segno.make(ways["map"], error="m").svg_data_uri(scale=3) if "map" in ways else ""
    return render(
        request, "cases/slip.html", {"case": case, "one": one, "sides": sides, "picture": picture}
    )


@require_GET
@login_required
def calendar(request: HttpRequest, code: str, appointment: int) -> HttpResponse:
    """The .ics, for the colleague's own calendar."""
    user = colleague(request)
    case = find(user, code)
    one = get_object_or_404(Appointment, pk=appointment, case=case)
    log.note(user, Verb.READ, f"appointment:{one.pk}")
    body = appointments.ics(one, get_language() or "fr")
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{case.code}.ics"'
    return answer


def _moment(date: str, time: str) -> datetime | None:
    """Date and time of the form, in the city's own time."""
    try:
        read = datetime.fromisoformat(f"{date}T{time}")
    except ValueError:
        return None
    return read.replace(tzinfo=library.city().timezone)


def _uid(reply: str) -> UUID | None:
    try:
        return UUID(reply)
    except ValueError:
        return None
