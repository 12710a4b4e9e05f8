"""One conversation as staff read it: the page, and what has changed since a version of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from desk import library
from desk.cases import appointments, labels, looks, meaning, presence, thread, translate
from desk.cases.access import colleague, colleagues, find, offices, visible
from desk.cases.models import (
    CHOSEN_OUTCOMES,
    Blocked,
    BotCall,
    Case,
    Delivery,
    Message,
    Priority,
    State,
)
from desk.cases.states import may_close
from desk.people import log
from desk.people.models import User, Verb


@require_GET
@login_required
def conversation(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a case; that it was read is noted."""
    user, now = colleague(request), timezone.now()
    presence.sign(user, at=now)
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
    context = shown(case, user, since=int(since) if since.isdecimal() else 0)
    return render(request, "cases/changes.html", {"changes": True, **context})


def shown(case: Case, user: User, *, since: int = 0) -> dict[str, Any]:
    """What the templates of a conversation need."""
    now = timezone.now()
    messages = thread.shown(case) if case.conversation else thread.shown(case).none()
    stuck = BotCall.objects.filter(conversation=case.conversation).exclude(problem="")
    own = case.state == State.ACTIVE and case.colleague_id == user.pk
    others = colleagues(case).exclude(pk=user.pk)
    return {
        "case": case,
        "messages_shown": list(_read(messages, user, since=since, at=now)),
        "message_ids": [] if not since else list(messages.values_list("pk", flat=True)),
        "notes": case.notes.select_related("author").order_by("at"),
        "appointments": case.appointments.all(),
        "merged": visible(user).filter(merged_into=case),
        "earlier": _earlier(case, user),
        "is_own": own,
        "may_arrange": appointments.may_arrange(case, user),
        "may_claim": case.state in (State.WAITING, State.SNOOZED),
        "may_close": case.is_open and may_close(case, user),
        "may_pass_on": own or case.state == State.WAITING,
        "blocked": Blocked.objects.filter(conversation=case.conversation or "").exists(),
        "stuck": stuck.exists(),
        "looking": looks.others(case, user, at=now),
        "outcomes": [(outcome.value, outcome.label) for outcome in CHOSEN_OUTCOMES],
        "priorities": Priority.choices,
        "colleagues": others,
        "offices": [(n, library.office_name(n)) for n in offices() if n != case.office],
        "partners": sorted((o.name, o.id) for o in library.city().offices.values()),
        "wishes": [(labels.wish(k), _wished(k, v)) for k, v in sorted(case.wishes.items())],
        "language": get_language(),
        "languages": [(code, library.language_name(code)) for code in library.languages()],
        "translates": translate.able(),
        "reply_id": uuid4(),
        "now": now,
    }


def _read(messages: QuerySet[Message], user: User, *, since: int, at: datetime) -> Any:
    """The messages, each with what was recognised and whether it can be taken back."""
    held = set(
        BotCall.objects.filter(message__in=messages, attempts=0, not_before__gt=at)
        .exclude(message=None)
        .values_list("message_id", flat=True)
    )
    for message in messages.filter(version__gt=since) if since else messages:
        message.recognised = meaning.of(message)  # type: ignore[attr-defined]
        message.undoable = (  # type: ignore[attr-defined]
            message.pk in held
            and message.staff_id == user.pk
            and message.delivery == Delivery.SENDING
        )
        yield message


def _wished(key: str, value: object) -> str:
    is_language = key == "target_language" and isinstance(value, str)
    return library.language_name(str(value)) if is_language else labels.value(value)


def _earlier(case: Case, user: User) -> QuerySet[Case]:
    """Earlier cases of the same conversation that `user` may see."""
    rows = visible(user).filter(conversation=case.conversation).exclude(pk=case.pk)
    return rows.order_by("-opened_at") if case.conversation else rows.none()
