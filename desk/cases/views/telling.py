"""Tells a page that somebody else was faster, or that it is over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from desk.cases.models import Case, State


def live(request: HttpRequest) -> bool:
    """Whether a page's script asks, which draws the answer itself."""
    return request.headers.get("X-Live") == "1"


def told(request: HttpRequest, case: Case) -> HttpResponse:
    """Said in words, on the page as it now is."""
    if case.state == State.ACTIVE and case.colleague is not None:
        words = _("%(name)s has taken this conversation.") % {"name": case.colleague.name}
    elif case.state == State.CLOSED:
        words = _("This conversation is closed.")
    else:
        words = _("Take this conversation first.")
    messages.warning(request, words)
    return redirect("conversation", code=case.code)
