"""The sign of a page that shows a case, and its last one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from desk.cases import looks
from desk.cases.access import colleague, find


@require_POST
@login_required
def look(request: HttpRequest, code: str) -> HttpResponse:
    """`gone=1` when the page is left."""
    user = colleague(request)
    case = find(user, code)
    if request.POST.get("gone"):
        looks.leave(case, user)
    else:
        looks.arrive(case, user, at=timezone.now())
    return HttpResponse(status=204)
