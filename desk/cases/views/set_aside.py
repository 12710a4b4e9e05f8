"""Records of the feed that could not be applied, for administrators: look, apply again, drop."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from desk.cases import feed
from desk.cases.access import colleague
from desk.cases.models import BotCall, FeedRecord
from desk.people import log
from desk.people.models import Role, Verb

SHOWN = 200


@require_GET
@login_required
def records(request: HttpRequest) -> HttpResponse:
    """What was set aside or is held, newest first, and calls that the bot has not taken."""
    _administrators_only(request)
    rows = FeedRecord.objects.exclude(fate=FeedRecord.Fate.APPLIED).order_by("-id")
    calls = BotCall.objects.exclude(problem="").order_by("id")
    context = {"rows": rows[:SHOWN], "calls": calls[:SHOWN]}
    return render(request, "cases/set_aside.html", context)


@require_POST
@login_required
def again(request: HttpRequest, record: int) -> HttpResponse:
    """Applies one of them again, after its cause was mended."""
    _administrators_only(request)
    row = get_object_or_404(FeedRecord, pk=record, fate=FeedRecord.Fate.REFUSED)
    log.note(colleague(request), Verb.RETRY, f"record:{row.pk}")
    feed.take_again(row)
    return redirect("set_aside")


def _administrators_only(request: HttpRequest) -> None:
    if colleague(request).role != Role.ADMINISTRATOR:
        raise PermissionDenied
