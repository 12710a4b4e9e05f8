"""The queue: who waits, longest first and emergencies on top; filters; search by code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case as When
from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models import When as Row
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk import library
from desk.cases import presence
from desk.cases.access import colleague, visible
from desk.cases.models import OPEN_STATES, Author, Case, Message, State
from desk.people.models import User

FILTERS = ("language", "topic", "channel", "office")
CLOSED_SHOWN = 100
_ORDER = {State.WAITING: 0, State.ACTIVE: 1, State.SNOOZED: 2, State.CLOSED: 3}


@require_GET
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """The page. A six-character code in `find` leads straight to its case."""
    user = colleague(request)
    presence.sign(user, at=timezone.now())
    code = request.GET.get("find", "").strip().upper()
    if code and visible(user).filter(code=code).exists():
        return redirect("conversation", code=code)
    return render(request, "cases/queue.html", {"not_found": code, **_shown(request, user)})


@require_GET
@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """The list alone, for a page that has heard of a change."""
    return render(request, "cases/queue_rows.html", _shown(request, colleague(request)))


def _shown(request: HttpRequest, user: User) -> dict[str, Any]:
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    closed = request.GET.get("state") == "closed"
    mine = request.GET.get("mine") == "1"
    cases = visible(user)
    choices = _choices(cases)
    cases = cases.filter(state=State.CLOSED) if closed else cases.filter(state__in=OPEN_STATES)
    if mine:
        cases = cases.filter(colleague=user)
    for name, value in chosen.items():
        if value:
            cases = cases.filter(**{name: value})
    found = list(_ordered(cases, closed=closed)[: CLOSED_SHOWN if closed else None])
    return {
        "cases": found,
        "waiting": sum(case.state == State.WAITING for case in found),
        "chosen": chosen,
        "choices": choices,
        "closed": closed,
        "mine": mine,
        "query": request.GET.urlencode(),
        "now": timezone.now(),
    }


def _ordered(cases: QuerySet[Case], *, closed: bool) -> QuerySet[Case]:
    last = Message.objects.filter(conversation=OuterRef("conversation"), author=Author.NEWCOMER)
    # A person who chose "only from now on" is not read from before, not even one line.
    last = last.filter(number__gte=OuterRef("first_number")).order_by("-number")
    cases = cases.annotate(
        last_words=Subquery(last.values("text")[:1]), last_at=Subquery(last.values("at")[:1])
    )
    if closed:
        return cases.order_by("-closed_at")
    rank = When(
        *(Row(state=state, then=Value(number)) for state, number in _ORDER.items()),
        output_field=IntegerField(),
    )
    return cases.annotate(rank=rank).order_by("rank", F("emergency").desc(), "waiting_since", "id")


def _choices(cases: QuerySet[Case]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each filter the values that occur, with their names."""
    named: dict[str, Callable[[str], str]] = {
        "language": library.language_name,
        "topic": library.topic_title,
        "channel": str,
        "office": _office,
    }
    found = []
    for name in FILTERS:
        values = cases.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
        # A filter with one value filters nothing.
        found.append((name, sorted(((v, named[name](v)) for v in values), key=lambda o: o[1])))
    return [(name, options) for name, options in found if len(options) > 1]


def _office(office: str) -> str:
    offices = library.city().offices
    return offices[office].name if office in offices else office
