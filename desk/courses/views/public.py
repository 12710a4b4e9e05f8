"""A course's public page, for people, calendars and search engines. Nobody logs in here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from desk import library
from desk.courses import calendar as calendar_file
from desk.courses import show
from desk.courses.exchange import jsonld
from desk.courses.models import Course
from knowledge.course_rows import rows


@require_safe
@cache_control(public=True, max_age=300)
def page(request: HttpRequest, id: str) -> HttpResponse:
    """What is known of the course, and the same as schema.org JSON-LD."""
    course = _course(id)
    language = get_language() or "en"
    shown = show.course(course)
    return render(
        request,
        "courses/course.html",
        {
            "course": course,
            "shown": shown,
            "rows": rows("utter_course_details", shown, library.texts(), language),
            "jsonld": jsonld.script(course, page=show.address("course", course)),
        },
    )


@require_safe
@cache_control(public=True, max_age=300)
def calendar(request: HttpRequest, id: str) -> HttpResponse:
    """The weekly meetings as a calendar file."""
    course = _course(id)
    file = calendar_file.file(
        course, page=show.address("course", course), today=timezone.localdate()
    )
    if file is None:
        raise Http404
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{course.pk}.ics"'
    return response


def _course(id_: str) -> Course:
    courses = Course.objects.select_related("provider").prefetch_related("sessions")
    return get_object_or_404(courses, pk=id_)
