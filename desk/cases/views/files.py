"""A newcomer's file, as bytes of a checked type."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from desk.cases import files, thread
from desk.cases.access import colleague, find
from desk.cases.bot import BotError, BotRefusedError
from desk.people import log
from desk.people.models import Verb


@require_GET
@login_required
def file(request: HttpRequest, code: str, message: int) -> HttpResponse:
    """404 when it is gone or unfit, 502 when the bot cannot be reached."""
    user = colleague(request)
    case = find(user, code)
    row = get_object_or_404(thread.shown(case).exclude(file=None), pk=message)
    try:
        shown = files.fetch(row)
    except (files.UnfitFileError, BotRefusedError) as error:
        raise Http404 from error
    except BotError:
        return HttpResponse(status=502)
    log.note(user, Verb.READ, f"file:{row.pk}")
    answer = HttpResponse(shown.body, content_type=shown.type)
    way = "inline" if shown.in_page else "attachment"
    answer["Content-Disposition"] = f'{way}; filename="{shown.name}"'
    answer["Content-Security-Policy"] = files.POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
