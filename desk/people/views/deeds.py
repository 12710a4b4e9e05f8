"""The log of deeds for administrators: read, filtered, taken out as CSV. All three are deeds."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk.people import log
from desk.people.administrators import administrator, administrators_only
from desk.people.models import Deed, User, Verb

FILTERS = ("who", "verb", "what", "since", "until")
NOBODY = "nobody"


@require_GET
@administrators_only
def deeds(request: HttpRequest) -> HttpResponse:
    """Newest first, a hundred a page."""
    log.note(administrator(request), Verb.READ, "log")
    chosen = {name: request.GET.get(name, "").strip() for name in FILTERS}
    lines = Paginator(_filtered(chosen).select_related("who"), 100)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": lines.get_page(request.GET.get("page")),
        "chosen": chosen,
        "people": User.objects.order_by("username"),
        "verbs": Verb.choices,
        "nobody": NOBODY,
        "query": query.urlencode(),
    }
    return render(request, "people/deeds.html", context)


@require_GET
@administrators_only
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same lines: time (UTC), the colleague's id and user name, verb, kind and id."""
    log.note(administrator(request), Verb.EXPORT, "log")
    chosen = {name: request.GET.get(name, "").strip() for name in FILTERS}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["time", "colleague", "name", "verb", "what"])
    rows = _filtered(chosen).values_list("at", "who_id", "who__username", "verb", "what")
    for at, who, name, verb, what in rows.iterator(chunk_size=2000):
        # User names may begin with @, + or -: a spreadsheet would take that for a formula.
        shown = f"'{name}" if (name or "")[:1] in "@+-=" and name else name or ""
        writer.writerow([at.isoformat(timespec="seconds"), who or "", shown, verb, what])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="log.csv"'
    return response


def _filtered(chosen: dict[str, str]) -> QuerySet[Deed]:
    """`what` is a whole id (`case:12`) or a kind (`case`); days are the city's own."""
    rows: QuerySet[Deed] = Deed.objects.all()
    if chosen["who"] == NOBODY:
        rows = rows.filter(who=None)
    elif chosen["who"].isdigit():
        rows = rows.filter(who_id=int(chosen["who"]))
    if chosen["verb"] in Verb.values:
        rows = rows.filter(verb=chosen["verb"])
    if what := chosen["what"]:
        rows = rows.filter(what=what) if ":" in what else rows.filter(what__startswith=what)
    if since := _day(chosen["since"]):
        rows = rows.filter(at__gte=since)
    if until := _day(chosen["until"]):
        rows = rows.filter(at__lt=until + timedelta(days=1))
    return rows


def _day(given: str) -> datetime | None:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return datetime.combine(day, time.min, timezone.get_current_timezone())
