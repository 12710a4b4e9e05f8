"""What colleagues do in a conversation: claim, take over, reply, undo, send again, typing sign."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk import library
from desk.cases import honest, presence, states, thread
from desk.cases.access import colleague, find
from desk.cases.bot import Bot, BotError
from desk.cases.composing import Line
from desk.cases.models import BotCall, Delivery, Message, Origin, Priority, State
from desk.cases.views.sending import leads, send
from desk.cases.views.telling import live, told
from desk.people import log
from desk.people.models import Verb


@require_POST
@login_required
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """One of two wins; the other is told who. The bot falls silent."""
    return _lead(request, code, "claim", Verb.CLAIM)


@require_POST
@login_required
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    """The case of a colleague who leads it but is away."""
    return _lead(request, code, "take_over", Verb.TAKE_OVER)


def _lead(request: HttpRequest, code: str, move: str, verb: Verb) -> HttpResponse:
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    with transaction.atomic():
        won = states.move(case.pk, move, at=now, by=user)
        case.refresh_from_db()
        if won:
            thread.call(case, BotCall.Kind.LEAD, at=now)
            back = honest.choice("back_to_bot", case)
            thread.say(case, honest.claimed(case, user.name), at=now, options=[back])
            log.note(user, verb, f"case:{case.pk}")
    presence.sign(user, at=now)
    return redirect("conversation", code=case.code) if won else told(request, case)


@require_POST
@login_required
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """The colleague's own words, as written, marked with their language."""
    case = find(colleague(request), code)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()
    language = request.POST.get("language") or get_language() or ""
    line = Line(
        text=text,
        staff_text="",
        language=language if language in library.languages() else "",
        draft=False,
        origin=Origin.TYPED,
    )
    return send(request, case, *([line] if text else []))


@require_POST
@login_required
def undo(request: HttpRequest, code: str, message: int) -> HttpResponse:
    """Takes a reply back within its first seconds; a live page gets the words back."""
    user = colleague(request)
    case = find(user, code)
    with transaction.atomic():
        row = Message.objects.filter(
            pk=message, conversation=case.conversation, staff=user, delivery=Delivery.SENDING
        ).first()
        taken = row is not None and thread.take_back(case, row)
        if taken:
            log.note(user, Verb.UNDO, f"case:{case.pk}")
    if live(request):
        text = row.text if taken and row is not None and row.origin == Origin.TYPED else ""
        return JsonResponse({"text": text}) if taken else HttpResponse(status=409)
    if not taken:
        messages.warning(request, _("Too late: it has gone out."))
    return redirect("conversation", code=case.code)


@require_POST
@login_required
def resend(request: HttpRequest, code: str, message: int) -> HttpResponse:
    """A refused reply is tried again, under its own id."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    with transaction.atomic():
        rows = Message.objects.filter(pk=message, conversation=case.conversation, staff=user)
        row = rows.filter(delivery=Delivery.FAILED).first()
        if row is not None and case.state == State.ACTIVE:
            version = thread.touch(case)
            rows.update(delivery=Delivery.SENDING, version=version)
            thread.call(case, BotCall.Kind.SAY, message=row, at=now)
            log.note(user, Verb.RESEND, f"message:{row.pk}")
    return redirect("conversation", code=case.code)


@require_POST
@login_required
def typing(request: HttpRequest, code: str) -> HttpResponse:
    """Tells the newcomer that somebody writes; no harm when it does not arrive."""
    user = colleague(request)
    case = find(user, code)
    presence.sign(user, at=timezone.now())
    if case.conversation and leads(case, user):
        with suppress(BotError):
            Bot(settings.BOT_URL, settings.BOT_API_SECRET).typing(case.conversation)
    return HttpResponse(status=204)


@require_POST
@login_required
def label(request: HttpRequest, code: str) -> HttpResponse:
    """Priority and tags; tags are short words, separated by commas."""
    user = colleague(request)
    case = find(user, code)
    chosen = request.POST.get("priority", "")
    priority = int(chosen) if chosen in {str(p) for p in Priority.values} else case.priority
    words = request.POST.get("tags", "").replace("\x00", "").split(",")
    tags = list(dict.fromkeys(word.strip()[:30] for word in words if word.strip()))[:8]
    with transaction.atomic():
        thread.touch(case, priority=priority, tags=tags)
        log.note(user, Verb.LABEL, f"case:{case.pk}")
    return redirect("conversation", code=case.code)
