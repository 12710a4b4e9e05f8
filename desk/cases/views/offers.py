"""Course search beside a conversation: chosen offers go out as cards, or to the printer."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from desk import library
from desk.cases import labels, offers
from desk.cases.access import colleague, find
from desk.cases.views.sending import send
from desk.cases.views.tools import show
from desk.courses.wishes import CHOICES
from desk.people import log
from desk.people.models import Verb

_LANGUAGES = ("fr", "nl", "en")


@require_http_methods(["GET", "POST"])
@login_required
def courses(request: HttpRequest, code: str) -> HttpResponse:
    """The search, with the person's wishes filled in until staff change them."""
    case = find(colleague(request), code)
    if request.method == "POST":
        found = offers.chosen(request.POST.getlist("course"))
        return send(request, case, *(offers.line(course, case) for course in found))
    asked = {key: request.GET.getlist(key) for key in offers.KEYS if key in request.GET}
    parameters = asked if "search" in request.GET else offers.wished(case)
    found_now = offers.find(parameters)
    staff = get_language() or "fr"
    return show(
        request,
        case,
        "courses",
        fields=[_field(key, parameters.get(key, [])) for key in offers.KEYS],
        courses=[(course, offers.told(course, staff)) for course in found_now.courses],
        relaxed=[labels.wish(key) for key in found_now.relaxed],
        errors=[labels.wish(key) for key in found_now.errors],
    )


@require_GET
@login_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Chosen offers on paper, in both languages."""
    user = colleague(request)
    case = find(user, code)
    found = offers.chosen(request.GET.getlist("course"))
    log.note(user, Verb.PRINT, f"case:{case.pk}")
    codes = list(dict.fromkeys((library.languages().known(case.language), get_language() or "fr")))
    table = library.languages()
    shown = [
        (course, [(one, table.direction(one), offers.told(course, one)) for one in codes])
        for course in found
    ]
    return render(request, "cases/paper.html", {"case": case, "courses": shown})


def _field(key: str, given: list[str]) -> tuple[str, str, str, list[tuple[str, str, bool]], str]:
    """Key, label, kind, choices with whether each is chosen, and the text of a free field."""
    label = labels.wish(key)
    if key in ("childcare", "free"):
        return key, label, "check", [("true", label, "true" in given)], ""
    if key == "place":
        return key, label, "text", [], given[0] if given else ""
    if key == "target_language":
        names = [(code, library.language_name(code)) for code in _LANGUAGES]
    else:
        names = [(value, labels.value(value)) for value in CHOICES[key]]
    return key, label, "select", [(value, name, value in given) for value, name in names], ""
