"""The figures as a page with charts and tables, and each table as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk.cases.access import colleague, visible
from desk.people import log
from desk.people.models import Verb
from desk.reports import charts, figures, labels
from desk.reports.access import coordinates
from desk.reports.figures import KINDS

WAITING, TREND = "waiting", "trend"
HIDDEN = "hidden"


@require_GET
@coordinates
def reports(request: HttpRequest) -> HttpResponse:
    """A month of the cases that this colleague may see."""
    user, today, month = colleague(request), timezone.localdate(), _month(request)
    cases = visible(user)
    found, trend = figures.of(cases, month), figures.trend(cases, today)
    log.note(user, Verb.READ, f"report:{month:%Y-%m}")
    context = {
        "figures": found,
        "tables": [(t, labels.kind(t.kind), _named(t)) for t in found.tables if t.rows],
        "waits": [(labels.value("language", one.value), one) for one in found.waits],
        "hours": charts.hours(found.table("hour")),
        "trend": trend,
        "trend_chart": charts.waits([(f"{m:%m}", wait) for m, wait in trend]),
        "months": figures.months(today),
    }
    return render(request, "reports/reports.html", context)


@require_GET
@coordinates
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One table; a number that may not be shown is written as "hidden"."""
    user, month = colleague(request), _month(request)
    if name not in (*KINDS, WAITING, TREND):
        raise Http404
    log.note(user, Verb.READ, f"report:{month:%Y-%m}")
    cases = visible(user)
    if name == TREND:
        told = figures.trend(cases, timezone.localdate())
        rows = [(f"{m:%Y-%m}", *_numbers(one.cases, one.median, one.p90)) for m, one in told]
        return as_csv("trend", ("month", "cases", "median_minutes", "p90_minutes"), rows)
    found = figures.of(cases, month)
    stamp = f"{month:%Y-%m}"
    if name == WAITING:
        waits = [
            (stamp, one.value, *_numbers(one.cases, one.median, one.p90)) for one in found.waits
        ]
        head = ("month", "language", "cases", "median_minutes", "p90_minutes")
        return as_csv(f"{WAITING}-{stamp}", head, waits)
    counted = [
        (stamp, row.value, labels.value(name, row.value), *_numbers(row.cases))
        for row in found.table(name).rows
    ]
    return as_csv(f"{name}-{stamp}", ("month", name, "name", "cases"), counted)


def as_csv(name: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A file for a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    # The mark lets spreadsheets read names in other scripts.
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _named(one: figures.Table) -> list[tuple[str, figures.Row]]:
    return [(labels.value(one.kind, row.value), row) for row in one.rows]


def _numbers(*numbers: int | None) -> list[int | str]:
    return [HIDDEN if number is None else number for number in numbers]


def _month(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
