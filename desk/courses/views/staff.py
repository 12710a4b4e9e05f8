"""What staff do with the inventory beside its forms: import, export, corrections, calls, needs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.courses import demand, exported, inventory, keeping, near, written
from desk.courses.exchange import hsds, plan, tables
from desk.courses.models import Course, Proposal, Provider, Upload
from desk.courses.rows import Problem

_SHOWN = 200
View = Callable[..., HttpResponse]


def keeps_courses(view: View) -> View:
    """For coordinators and administrators."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("courses.change_course"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_courses
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file; nothing is written before its plan has been looked at."""
    if request.method == "POST" and (file := request.FILES.get("file")):
        name = str(file.name or "")
        try:
            read = hsds.read if name.lower().endswith(".json") else tables.read
            lines = read(file.read(tables.MOST_BYTES + 1), name)
        except tables.FileError as error:
            messages.error(request, str(error))
            return redirect("courses-upload")
        Upload.objects.filter(who=str(request.user)).delete()
        kept = Upload.objects.create(
            who=str(request.user),
            name=name[:200],
            rows=[_packed(line, cells) for line, cells in lines],
            seen_stamp=inventory.state()[1],
        )
        return redirect("courses-upload-plan", upload=kept.pk)
    return render(request, "courses/upload.html", {"columns": exported.explanations()})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_courses
def upload_plan(request: HttpRequest, upload: int) -> HttpResponse:
    """Added, changed, vanished, refused; a tap carries it out, if the inventory is as it was."""
    kept = get_object_or_404(Upload, pk=upload, who=str(request.user))
    stamp = inventory.state()[1]
    made = plan.make(_unpacked(row) for row in kept.rows)
    if request.method == "POST" and kept.seen_stamp == stamp:
        plan.carry_out(made, near.places(), who=str(request.user))
        kept.delete()
        messages.success(request, _("The inventory holds what the file said."))
        return redirect("courses-upload")
    if kept.seen_stamp != stamp:
        Upload.objects.filter(pk=kept.pk).update(seen_stamp=stamp)
        messages.warning(request, _("The inventory has changed meanwhile. Please look again."))
    context = {"upload": kept, "plan": made, "shown": _SHOWN}
    return render(request, "courses/plan.html", context)


@require_GET
@keeps_courses
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole inventory, or the empty template."""
    if kind not in exported.KINDS:
        raise Http404
    response = HttpResponse(exported.content(kind), content_type=exported.KINDS[kind])
    ending = "xlsx" if kind == "template" else kind
    response["Content-Disposition"] = f'attachment; filename="courses-{kind}.{ending}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_courses
def proposals(request: HttpRequest) -> HttpResponse:
    """Corrections by providers, to accept or refuse."""
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING)
    if request.method == "POST":
        one = get_object_or_404(waiting, pk=request.POST.get("proposal", "0"))
        accept = request.POST.get("deed") == "accept"
        if not keeping.decide(one, accept=accept, who=str(request.user), places=near.places()):
            messages.error(request, _("This correction no longer fits the offer."))
        return redirect("courses-proposals")
    rows = [
        (one, [(column, _now(one.course, column), cell) for column, cell in one.cells.items()])
        for one in waiting.select_related("course__provider")[:_SHOWN]
    ]
    return render(request, "courses/proposals.html", {"rows": rows})


@require_GET
@keeps_courses
def calls(request: HttpRequest) -> HttpResponse:
    """Providers that cannot be mailed, with their phone and what is to be asked."""
    today = timezone.localdate()
    context = {"due": keeping.to_call(today), "mailed": keeping.to_mail(today)}
    return render(request, "courses/calls.html", context)


@require_POST
@keeps_courses
def called(request: HttpRequest, provider: int) -> HttpResponse:
    """What a call gave: still right, or nobody answered."""
    one = get_object_or_404(Provider, pk=provider)
    if request.POST.get("deed") == "right":
        chosen = one.courses.filter(archived_on=None, pk__in=request.POST.getlist("course"))
        who = str(getattr(request.user, "name", request.user))
        keeping.confirm(chosen, by=who, who=str(request.user))
    Provider.objects.filter(pk=one.pk).update(called_on=timezone.localdate())
    return redirect("courses-calls")


@require_GET
@login_required
def needs(request: HttpRequest) -> HttpResponse:
    """What people searched, beside what there is."""
    month = _month(request)
    found = demand.of(month, today=timezone.localdate())
    context = {"demand": found, "months": demand.months(), "gaps": demand.gaps(found)}
    return render(request, "courses/needs.html", context)


@require_GET
@login_required
def needs_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table; a number that may not be shown is written as "hidden"."""
    found = demand.of(_month(request), today=timezone.localdate())
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("month", "kind", "value", "found", "relaxed", "nothing", "total", "offers"))
    for table in found.tables:
        for row in table.rows:
            numbers = (row.found, row.relaxed, row.nothing, row.total)
            shown = ("hidden" if number is None else number for number in numbers)
            offers = "" if row.offers is None else row.offers
            writer.writerow((f"{found.month:%Y-%m}", table.kind, row.value, *shown, offers))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="needs-{found.month:%Y-%m}.csv"'
    return response


def _month(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _now(course: Course, column: str) -> str:
    return written.cells(course)[column]


def _packed(line: int, given: Any) -> list[Any]:
    if isinstance(given, Problem):
        return [line, None, given.column, given.reason]
    return [line, given]


def _unpacked(row: list[Any]) -> plan.Line:
    if row[1] is None:
        return row[0], Problem(line=row[0], column=row[2], reason=row[3])
    return row[0], row[1]
