"""The on-duty switch, and the sign of life that keeps it on."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from desk.cases import presence
from desk.cases.access import colleague


@require_POST
@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """On or off, as the button said that was pressed."""
    user = colleague(request)
    if request.POST.get("duty") == "on":
        presence.come(user, at=timezone.now())
    else:
        presence.go(user)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "queue"
    return redirect(back)


@require_POST
@login_required
def sign(request: HttpRequest) -> HttpResponse:
    """The page tells that its colleague moved; answers whether the switch is still on."""
    return JsonResponse({"on_duty": presence.sign(colleague(request), at=timezone.now())})
