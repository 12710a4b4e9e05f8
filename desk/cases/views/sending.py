"""The one way a colleague's line goes out: the words are stored first, the outbox sends them."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from desk.cases import presence, thread
from desk.cases.access import colleague
from desk.cases.composing import Line
from desk.cases.models import Case, State
from desk.cases.views.telling import live, told
from desk.people import log
from desk.people.models import User, Verb

LONGEST = 4000
_REPLY_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


def send(
    request: HttpRequest,
    case: Case,
    *lines: Line,
    may: Callable[[Case, User], bool] | None = None,
) -> HttpResponse:
    """Sends lines under the id `reply` of the form; the same id twice is one line.

    Args:
        may: who may send it; else only who leads the conversation.

    The answer is for the page: 204 and 409 for a live one, else it leads back to the case.
    """
    user = colleague(request)
    given = request.POST.get("reply", "")
    reply = given if _REPLY_ID.match(given) else uuid4().hex
    with transaction.atomic():
        # The row is locked: nobody closes the case or gives it back in between.
        case = Case.objects.select_for_update().get(pk=case.pk)
        if not (may or leads)(case, user):
            # A live page is told by status and loads itself anew.
            return HttpResponse(status=409) if live(request) else told(request, case)
        for place, line in enumerate(lines):
            say(case, user, line, reply=reply if place == 0 else f"{_other(place)}{reply}"[:64])
    presence.sign(user, at=timezone.now())
    return HttpResponse(status=204) if live(request) else redirect("conversation", code=case.code)


def say(case: Case, user: User, line: Line, *, reply: str) -> None:
    """Stores one line and notes the deed; to be called inside a transaction."""
    thread.say(
        case,
        line.text[:LONGEST],
        at=timezone.now(),
        staff=user,
        reply=reply,
        hold=settings.UNDO,
        **line.columns(reply),
    )
    log.note(user, Verb.REPLY, f"case:{case.pk}")


def leads(case: Case, user: User) -> bool:
    """Whether this colleague leads the conversation."""
    return case.state == State.ACTIVE and case.colleague_id == user.pk


def _other(place: int) -> str:
    """Further lines of one form differ in their first characters, which answers name them by."""
    return f"{place:02d}-"
