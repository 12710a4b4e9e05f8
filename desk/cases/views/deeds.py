"""What colleagues do with a case: claim, reply, send again, give back, close, typing sign, duty."""

from __future__ import annotations

import re
from contextlib import suppress
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.cases import honest, presence, states, thread
from desk.cases.access import colleague, find
from desk.cases.bot import Bot, BotError
from desk.cases.models import CHOSEN_OUTCOMES, BotCall, Case, Delivery, Message, State
from desk.people import log
from desk.people.models import Verb

LONGEST_REPLY = 4000
_REPLY_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


@require_POST
@login_required
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """One of two wins; the other is told who. The bot falls silent."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    with transaction.atomic():
        won = states.move(case.pk, "claim", at=now, by=user)
        case.refresh_from_db()
        if won:
            thread.call(case, BotCall.Kind.LEAD, at=now)
            thread.say(case, honest.text("desk_claimed", case, name=user.name), at=now)
            log.note(user, Verb.CLAIM, f"case:{case.pk}")
    presence.sign(user, at=now)
    if not won:
        return _told(request, case)
    return redirect("conversation", code=case.code)


@require_POST
@login_required
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """Stores the words first; the outbox sends them. The same reply id twice is one reply."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()
    reply_id = request.POST.get("reply", "")
    if not _REPLY_ID.match(reply_id):
        reply_id = str(uuid4())
    with transaction.atomic():
        # The row is locked: nobody closes the case or gives it back in between.
        case = Case.objects.select_for_update().get(pk=case.pk)
        if case.state != State.ACTIVE or case.colleague_id != user.pk:
            # A live page is told by status and loads itself anew.
            return HttpResponse(status=409) if _live(request) else _told(request, case)
        if text:
            thread.say(case, text[:LONGEST_REPLY], at=now, staff=user, reply=reply_id)
            log.note(user, Verb.REPLY, f"case:{case.pk}")
    presence.sign(user, at=now)
    return HttpResponse(status=204) if _live(request) else redirect("conversation", code=case.code)


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
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """Back into the queue: the bot answers again, the request stays."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    with transaction.atomic():
        moved = states.move(case.pk, "give_back", at=now, by=user)
        case.refresh_from_db()
        if moved:
            thread.say(case, honest.text("desk_given_back", case), at=now)
            thread.call(case, BotCall.Kind.STEP_BACK, at=now)
            log.note(user, Verb.RELEASE, f"case:{case.pk}")
    return redirect("queue") if moved else _told(request, case)


@require_POST
@login_required
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Ends the case with an outcome; the newcomer is told, and the bot answers again."""
    user, now = colleague(request), timezone.now()
    case = find(user, code)
    outcome = request.POST.get("outcome", "")
    if outcome not in {choice.value for choice in CHOSEN_OUTCOMES}:
        messages.error(request, _("Choose how it ended."))
        return redirect("conversation", code=case.code)
    with transaction.atomic():
        moved = states.move(case.pk, "close", at=now, by=user, outcome=outcome)
        case.refresh_from_db()
        if moved:
            thread.say(case, honest.text("desk_closed", case), at=now)
            thread.call(case, BotCall.Kind.RELEASE, at=now)
            log.note(user, Verb.CLOSE, f"case:{case.pk}")
    presence.sign(user, at=now)
    return redirect("queue") if moved else _told(request, case)


@require_POST
@login_required
def typing(request: HttpRequest, code: str) -> HttpResponse:
    """Tells the newcomer that somebody writes; no harm when it does not arrive."""
    user = colleague(request)
    case = find(user, code)
    presence.sign(user, at=timezone.now())
    if case.conversation and case.state == State.ACTIVE and case.colleague_id == user.pk:
        with suppress(BotError):
            Bot(settings.BOT_URL, settings.BOT_API_SECRET).typing(case.conversation)
    return HttpResponse(status=204)


def _live(request: HttpRequest) -> bool:
    return request.headers.get("X-Live") == "1"


def _told(request: HttpRequest, case: Case) -> HttpResponse:
    """Somebody else was faster, or it is over: said in words, on the page as it now is."""
    if case.state == State.ACTIVE and case.colleague is not None:
        words = _("%(name)s has taken this conversation.") % {"name": case.colleague.name}
    elif case.state == State.CLOSED:
        words = _("This conversation is closed.")
    else:
        words = _("Take this conversation first.")
    messages.warning(request, words)
    return redirect("conversation", code=case.code)
