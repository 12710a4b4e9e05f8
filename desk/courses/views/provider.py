"""A provider's own page behind its signed link: still right, or corrected. No account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from desk.courses import keeping, written
from desk.courses.models import Course, Proposal, Provider


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: HttpRequest, token: str) -> HttpResponse:
    """The provider's offers; a tap confirms one or all of them."""
    provider = _provider(token)
    courses = list(provider.courses.filter(archived_on=None).prefetch_related("sessions"))
    if request.method == "POST":
        chosen = request.POST.getlist("course")
        keeping.confirm(
            [course for course in courses if course.pk in chosen],
            by=provider.name,
            who=provider.name,
        )
        return redirect("provider", token=token)
    waiting = set(
        Proposal.objects.filter(
            course__provider=provider, state=Proposal.State.WAITING
        ).values_list("course_id", flat=True)
    )
    return _private(
        render(
            request,
            "courses/provider.html",
            {"provider": provider, "courses": courses, "waiting": waiting, "token": token},
        )
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, token: str, id: str) -> HttpResponse:
    """One offer as a form; what is sent waits for staff."""
    provider = _provider(token)
    course = provider.courses.filter(pk=id, archived_on=None).first()
    if course is None:
        raise Http404
    cells = written.cells(course)
    problems = []
    if request.method == "POST":
        sent = request.POST
        cells |= {column: sent[column] for column in keeping.CORRECTABLE if column in sent}
        problems = keeping.propose(
            course,
            cells,
            gone="gone" in request.POST,
            comment=request.POST.get("comment", "").strip(),
        )
        if not problems:
            return redirect("provider", token=token)
    wrong = {problem.column: problem.reason for problem in problems}
    fields = [
        (column, _label(column), cells.get(column, ""), wrong.get(column, ""))
        for column in keeping.CORRECTABLE
    ]
    return _private(
        render(
            request,
            "courses/correct.html",
            {"course": course, "fields": fields, "token": token, "provider": provider},
        )
    )


def _provider(token: str) -> Provider:
    provider = keeping.provider_of(token)
    if provider is None:
        raise Http404
    return provider


def _label(column: str) -> str:
    names = {
        "levels": "level_mask",
        "hours_per_week": "hours_min",
    }
    if column == "sessions":
        return str(Course._meta.get_field("sessions").related_model._meta.verbose_name_plural)
    return str(getattr(Course._meta.get_field(names.get(column, column)), "verbose_name", column))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
