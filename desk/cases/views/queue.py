"""The queue: who waits, longest first and emergencies on top; filters; search; what to ring for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case as When
from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models import When as Row
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk import library
from desk.cases import codes, looks, presence
from desk.cases.access import colleague, visible
from desk.cases.finding import matching
from desk.cases.models import OPEN_STATES, Author, Case, Message, State
from desk.people import log
from desk.people.models import User, Verb

FILTERS = ("language", "topic", "channel", "office")
CLOSED_SHOWN = 100
_ORDER = {State.WAITING: 0, State.ACTIVE: 1, State.SNOOZED: 2, State.CLOSED: 3}


@require_GET
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """The page. A six-character code in `find` leads straight to its case."""
    user = colleague(request)
    presence.sign(user, at=timezone.now())
    code = codes.read(request.GET.get("find", ""))
    if request.GET.get("find", "").strip():
        log.note(user, Verb.FIND)
    if code and visible(user).filter(code=code).exists():
        return redirect("conversation", code=code)
    shown = _shown(request, user)
    if code and not shown["cases"]:
        codes.missed(user)
    return render(request, "cases/queue.html", shown)


@require_GET
@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """The list alone, for a page that has heard of a change."""
    return render(request, "cases/queue_rows.html", _shown(request, colleague(request)))


@require_GET
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Which cases wait or are emergencies: what a page rings for. No words, no names."""
    cases = visible(colleague(request)).filter(state__in=OPEN_STATES)
    found = cases.filter(Q(state=State.WAITING) | Q(emergency=True))
    ids = found.order_by("id").values_list("id", "emergency", "state")
    return JsonResponse(
        {
            "waiting": [pk for pk, _emergency, state in ids if state == State.WAITING],
            "emergencies": [pk for pk, emergency, _state in ids if emergency],
        }
    )


def _shown(request: HttpRequest, user: User) -> dict[str, Any]:
    now = timezone.now()
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    closed = request.GET.get("state") == "closed"
    mine = request.GET.get("mine") == "1"
    words = request.GET.get("find", "").strip()
    cases = visible(user)
    choices = _choices(cases)
    if words:
        cases = matching(cases, words)
    else:
        cases = cases.filter(state__in=[State.CLOSED] if closed else OPEN_STATES)
    if mine:
        cases = cases.filter(colleague=user)
    for name, value in chosen.items():
        if value:
            cases = cases.filter(**{name: value})
    found = list(_ordered(cases, closed=closed)[: CLOSED_SHOWN if closed or words else None])
    looking = looks.by_case(found, user, at=now)
    for case in found:
        case.looking = looking.get(case.pk, [])  # type: ignore[attr-defined]
    return {
        "cases": found,
        "waiting": sum(case.state == State.WAITING for case in found),
        "chosen": chosen,
        "choices": choices,
        "closed": closed,
        "mine": mine,
        "words": words,
        "query": request.GET.urlencode(),
        "now": now,
    }


def _ordered(cases: QuerySet[Case], *, closed: bool) -> QuerySet[Case]:
    last = Message.objects.filter(conversation=OuterRef("conversation"), author=Author.NEWCOMER)
    # A person who chose "only from now on" is not read from before, not even one line.
    last = last.filter(number__gte=OuterRef("first_number")).order_by("-number")
    cases = cases.annotate(
        last_words=Subquery(last.values("text")[:1]),
        last_meaning=Subquery(last.values("staff_text")[:1]),
        last_at=Subquery(last.values("at")[:1]),
    )
    if closed:
        return cases.order_by("-closed_at")
    rank = When(
        *(Row(state=state, then=Value(number)) for state, number in _ORDER.items()),
        output_field=IntegerField(),
    )
    ranked = cases.annotate(rank=rank)
    return ranked.order_by("rank", F("emergency").desc(), "-priority", "waiting_since", "id")


def _choices(cases: QuerySet[Case]) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """For each filter its label, what stands for "all", and the values that occur with names."""
    named: dict[str, tuple[str, str, Callable[[str], str]]] = {
        "language": (_("Language"), _("All languages"), library.language_name),
        "topic": (_("Topic"), _("All topics"), library.topic_title),
        "channel": (_("Channel"), _("All channels"), str),
        "office": (_("Office"), _("All offices"), library.office_name),
    }
    found = []
    for name, (label, every, title) in named.items():
        values = cases.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
        options = sorted(((v, title(v)) for v in values), key=lambda one: one[1])
        # A filter with one value filters nothing.
        if len(options) > 1:
            found.append((name, label, every, options))
    return found
