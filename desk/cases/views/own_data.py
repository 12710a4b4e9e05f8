"""An administrator's page on one person's data: show, hand over, put right, erase."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.cases import own_data, thread
from desk.cases.access import colleague, find
from desk.cases.models import BotCall, Case
from desk.people import log
from desk.people.models import Role, Verb


@require_GET
@login_required
def show(request: HttpRequest, code: str) -> HttpResponse:
    """What is kept, and what can be done with it."""
    case = _case(request, code)
    log.note(colleague(request), Verb.READ, f"data:{case.pk}")
    shown = thread.shown(case).order_by("at", "id")
    context = {"case": case, "counts": own_data.counts(case), "said": shown}
    return render(request, "cases/own_data.html", context)


@require_POST
@login_required
def export(request: HttpRequest, code: str) -> HttpResponse:
    """All of it as a file; that it was handed out stands in the log."""
    case = _case(request, code)
    log.note(colleague(request), Verb.PRINT, f"data:{case.pk}")
    body = json.dumps(
        own_data.everything(case), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1
    )
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{case.code}.json"'
    return response


@require_POST
@login_required
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Puts right how the person is reached, and notes what was wrong."""
    case = _case(request, code)
    own_data.correct(
        case,
        colleague(request),
        call_back=request.POST.get("call_back", "").strip(),
        remark=request.POST.get("remark", "").strip(),
    )
    log.note(colleague(request), Verb.NOTE, f"data:{case.pk}")
    messages.success(request, _("Put right."))
    return redirect("own_data", code=case.code)


@require_POST
@login_required
def erase(request: HttpRequest, code: str) -> HttpResponse:
    """Erases on the one path, through the assistant; the code has to be typed first."""
    case = _case(request, code)
    if request.POST.get("typed", "").strip().upper() != case.code:
        messages.error(request, _("Type the code of the case to erase it."))
        return redirect("own_data", code=case.code)
    with transaction.atomic():
        thread.call(case, BotCall.Kind.ERASE, at=timezone.now())
        log.note(colleague(request), Verb.ERASE, f"case:{case.pk}")
    messages.success(request, _("It is being erased."))
    return redirect("queue")


def _case(request: HttpRequest, code: str) -> Case:
    if colleague(request).role != Role.ADMINISTRATOR:
        raise PermissionDenied
    case = find(colleague(request), code)
    if not case.conversation:
        raise Http404
    return case
