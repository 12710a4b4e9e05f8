"""The public, read-only JSON API of the inventory: search by wishes, one course.

Knows HTTP: errors that name parameters, rate limit, cache headers, keyset paging. Stores nothing
about who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from desk.courses import like, near, needs, query, schema, show
from desk.courses.models import Course
from desk.courses.search import Match, search

_LOOPBACK = ("127.0.0.1", "::1")


def _is_ours(request: Request) -> bool:
    """Whether a process of this machine asks: a proxy would name the address it asks for."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return not forwarded and request.META.get("REMOTE_ADDR") in _LOOPBACK


class CoursesThrottle(SimpleRateThrottle):
    """So many requests a minute for each address; our own action server is not counted.

    Requests of the outside come through a proxy, which names their address: a loopback address
    without that header is a process of this machine.
    """

    scope = "courses"
    rate = "120/min"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """The counter of the address that asks."""
        if _is_ours(request):
            return None
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        address = forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")
        return self.cache_format % {"scope": self.scope, "ident": address}


@method_decorator([cache_control(public=True, max_age=60), conditional_page], name="dispatch")
class PublicView(APIView):
    """Anybody may read, no account is looked at."""

    authentication_classes: Sequence[Any] = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    throttle_classes = (CoursesThrottle,)
    schema = AutoSchema()


class CourseList(PublicView):
    """The search."""

    @extend_schema(
        operation_id="search_courses",
        parameters=schema.PARAMETERS,
        responses={
            200: schema.SearchShape,
            400: OpenApiResponse(schema.ErrorsShape, description="a parameter makes no sense"),
        },
    )
    def get(self, request: Request) -> Response:
        """Courses ranked by the wishes given; `relaxed` names wishes that had to be dropped."""
        given = {key: values for key, values in request.query_params.lists() if key != "format"}
        try:
            asked = query.parse(given, near.places())
        except query.QueryError as error:
            return Response({"errors": error.errors}, status=400)
        wishes = asked.wishes
        if asked.like is not None:
            model = _whole().filter(pk=asked.like).first()
            if model is None:
                return Response({"errors": {"like": _("no course has this id")}}, status=400)
            wishes = like.wishes(model, wishes, near.places())
        outcome = search(
            wishes,
            today=timezone.localdate(),
            limit=asked.limit,
            after=asked.after,
            leave_out=asked.like,
        )
        language = request.headers.get("Needs-Language")
        if language and _is_ours(request) and asked.after is None and asked.like is None:
            needs.count(wishes, outcome, language=language, today=timezone.localdate())
        page = outcome.matches
        return Response(
            {
                "courses": _courses(page),
                "relaxed": list(outcome.relaxed),
                "total": outcome.total,
                "certain": outcome.certain,
                "elsewhere_km": None
                if outcome.elsewhere_km is None
                else round(outcome.elsewhere_km, 1),
                "next": query.cursor(page[-1].key) if page and outcome.more else None,
            }
        )


class CourseDetail(PublicView):
    """One course."""

    @extend_schema(
        operation_id="get_course",
        responses={200: schema.CourseShape, 404: schema.ErrorsShape},
    )
    def get(self, request: Request, id: str) -> Response:
        """One course by its id."""
        found = _whole().filter(pk=id).first()
        if found is None:
            return Response({"errors": {"id": _("no course has this id")}}, status=404)
        return Response(show.course(found))


def _whole() -> Any:
    return Course.objects.select_related("provider").prefetch_related("sessions")


def _courses(page: Sequence[Match]) -> list[dict[str, Any]]:
    whole = {course.pk: course for course in _whole().filter(pk__in=[one.id for one in page])}
    return [show.course(whole[match.id], match) for match in page if match.id in whole]
