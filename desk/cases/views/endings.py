"""How a case leaves a colleague: given back, passed on, put off, merged, blocked, closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk import library
from desk.cases import endings, presence, states, thread
from desk.cases.access import colleague, colleagues, find, offices
from desk.cases.models import CHOSEN_OUTCOMES, Blocked, Case, Note, Outcome
from desk.cases.views.telling import told
from desk.people import log
from desk.people.models import User, Verb

LONGEST_NOTE = 2000


@require_POST
@login_required
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """Back into the queue: the bot answers again, the request stays."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    with transaction.atomic():
        moved = states.move(case.pk, "give_back", at=now, by=user)
        if moved:
            case.refresh_from_db()
            endings.step_back(case, "desk_given_back", at=now)
            log.note(user, Verb.RELEASE, f"case:{case.pk}")
    return redirect("queue") if moved else told(request, case)


@require_POST
@login_required
def pass_on(request: HttpRequest, code: str) -> HttpResponse:
    """To another colleague or office (`user:7`, `office:x`); the bot leads until one claims."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    kind, _colon, key = request.POST.get("to", "").partition(":")
    values: dict[str, object] = {}
    name = ""
    if kind == "user" and key.isdecimal() and (other := colleagues(case).filter(pk=key).first()):
        values, name = {"colleague": other}, other.name
    elif kind == "office" and key in offices():
        values, name = {"colleague": None, "office": key}, library.city().offices[key].name
    if not name:
        messages.error(request, _("Choose a colleague or an office."))
        return redirect("conversation", code=case.code)
    was_led = states.led(case.state)
    with transaction.atomic():
        moved = states.move(case.pk, "pass_on", at=now, by=user, **values)
        if moved:
            case.refresh_from_db()
            endings.passed_on(case, name, was_led=was_led, at=now)
            _note(case, user, request.POST.get("note", ""), at=now)
            log.note(user, Verb.TRANSFER, f"case:{case.pk}")
    return redirect("queue") if moved else told(request, case)


@require_POST
@login_required
def snooze(request: HttpRequest, code: str) -> HttpResponse:
    """Puts the case off until a time; the bot leads meanwhile, the case keeps a copy."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    until = _until(request.POST.get("until", ""), now)
    if until is None or until <= now:
        messages.error(request, _("Choose a time that is still to come."))
        return redirect("conversation", code=case.code)
    with transaction.atomic():
        moved = states.move(case.pk, "snooze", at=now, by=user)
        if moved:
            thread.touch(case, snoozed_until=until)
            case.refresh_from_db()
            endings.snoozed(case, user.name, until, at=now)
            log.note(user, Verb.SNOOZE, f"case:{case.pk}")
    return redirect("queue") if moved else told(request, case)


@require_POST
@login_required
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """This case ends and goes on in another one of the same person, named by its code."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    other = find(user, request.POST.get("into", "").strip() or "-")
    if other.pk == case.pk or not other.is_open or not case.is_open:
        messages.error(request, _("Two open cases are needed."))
        return redirect("conversation", code=case.code)
    with transaction.atomic():
        outcome = Outcome.MERGED
        if states.move(case.pk, "put_away", at=now, outcome=outcome, merged_into=other):
            case.refresh_from_db()
            endings.merged(case, other, at=now)
            thread.touch(other)
            log.note(user, Verb.MERGE, f"case:{case.pk}")
    return redirect("conversation", code=other.code)


@require_POST
@login_required
def block(request: HttpRequest, code: str) -> HttpResponse:
    """A spammer's conversation opens no case any more; blocking again takes it back."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    if not case.conversation:
        return told(request, case)
    with transaction.atomic():
        if Blocked.objects.filter(conversation=case.conversation).delete()[0]:
            thread.touch(case)
            log.note(user, Verb.UNBLOCK, f"case:{case.pk}")
            return redirect("conversation", code=case.code)
        Blocked.objects.create(conversation=case.conversation, by=user, at=now)
        if states.move(case.pk, "put_away", at=now, outcome=Outcome.BLOCKED):
            case.refresh_from_db()
            endings.released(case, at=now)
        log.note(user, Verb.BLOCK, f"case:{case.pk}")
    return redirect("queue")


@require_POST
@login_required
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Ends the case with an outcome; the newcomer is told, and the bot answers again."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    outcome, partner = request.POST.get("outcome", ""), request.POST.get("partner", "")
    if outcome not in {choice.value for choice in CHOSEN_OUTCOMES}:
        messages.error(request, _("Choose how it ended."))
        return redirect("conversation", code=case.code)
    if outcome == Outcome.SENT_ON and partner not in library.city().offices:
        messages.error(request, _("Choose where you sent the person on to."))
        return redirect("conversation", code=case.code)
    partner = partner if outcome == Outcome.SENT_ON else ""
    with transaction.atomic():
        question = endings.open_question(case)
        moved = states.move(case.pk, "close", at=now, by=user, outcome=outcome, partner=partner)
        if moved:
            case.refresh_from_db()
            endings.closed(case, staff=user, question=question, at=now)
            log.note(user, Verb.CLOSE, f"case:{case.pk}")
    presence.sign(user, at=now)
    return redirect("queue") if moved else told(request, case)


@require_POST
@login_required
def note(request: HttpRequest, code: str) -> HttpResponse:
    """A note for colleagues; the newcomer never sees it."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    with transaction.atomic():
        _note(case, user, request.POST.get("note", ""), at=now)
    return redirect("conversation", code=case.code)


def _note(case: Case, user: User, text: str, *, at: datetime) -> None:
    text = text.replace("\x00", "").strip()[:LONGEST_NOTE]
    if text:
        Note.objects.create(
            conversation=case.conversation, case=case, author=user, text=text, at=at
        )
        thread.touch(case)
        log.note(user, Verb.NOTE, f"case:{case.pk}")


def _until(chosen: str, now: datetime) -> datetime | None:
    """`60` minutes from now, `opening`, or a local time as a browser's field gives it."""
    if chosen.isdecimal():
        return now + timedelta(minutes=min(int(chosen), 60 * 24 * 60))
    city = library.city()
    if chosen == "opening":
        return city.next_opening(now, "desk") or now + timedelta(days=1)
    try:
        return datetime.fromisoformat(chosen).replace(tzinfo=city.timezone)
    except ValueError:
        return None
