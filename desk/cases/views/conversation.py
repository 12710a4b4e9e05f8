"""One conversation as staff read it: the page, and what has changed since a version of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk.cases import labels, presence, thread
from desk.cases.access import colleague, find
from desk.cases.models import CHOSEN_OUTCOMES, BotCall, Case, State
from desk.cases.states import may_close
from desk.people import log
from desk.people.models import User, Verb


@require_GET
@login_required
def conversation(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a case; that it was read is noted."""
    user = colleague(request)
    presence.sign(user, at=timezone.now())
    case = find(user, code)
    log.note(user, Verb.READ, f"case:{case.pk}")
    return render(request, "cases/conversation.html", {"changes": False, **shown(case, user)})


@require_GET
@login_required
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """State and messages changed after version `since`, as a fragment of the page."""
    user = colleague(request)
    case = find(user, code)
    since = request.GET.get("since", "0")
    context = shown(case, user, since=int(since) if since.isdigit() else 0)
    return render(request, "cases/changes.html", {"changes": True, **context})


def shown(case: Case, user: User, *, since: int = 0) -> dict[str, Any]:
    """What the templates of a conversation need."""
    messages = thread.shown(case) if case.conversation else thread.shown(case).none()
    stuck = BotCall.objects.filter(conversation=case.conversation).exclude(problem="")
    own = case.state == State.ACTIVE and case.colleague_id == user.pk
    return {
        "case": case,
        "messages_shown": messages.filter(version__gt=since) if since else messages,
        "is_own": own,
        "may_claim": case.state == State.WAITING,
        "may_close": case.is_open and may_close(case, user),
        "stuck": stuck.exists(),
        "outcomes": [(outcome.value, outcome.label) for outcome in CHOSEN_OUTCOMES],
        "wishes": [(labels.wish(k), labels.value(v)) for k, v in sorted(case.wishes.items())],
        "reply_id": uuid4(),
        "now": timezone.now(),
    }
