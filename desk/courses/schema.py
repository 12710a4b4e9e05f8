"""The shape of the API's JSON and parameters, for its OpenAPI description. Knows no data."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from desk.courses import query, values
from desk.courses.wishes import CHOICES, MANY


def _text() -> serializers.CharField:
    return serializers.CharField(allow_null=True)


def _words() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField())


class SessionShape(serializers.Serializer[Any]):
    """Weekly meetings of the same hours, in local time."""

    days = serializers.ListField(child=serializers.ChoiceField(choices=list(values.DAYS)))
    to = _text()
    first = serializers.DateField(allow_null=True)
    last = serializers.DateField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Adds `from`, which is no name that Python allows."""
        return {**super().get_fields(), "from": _text()}


class EnrolShape(serializers.Serializer[Any]):
    """How to enrol."""

    how = _text()
    phone = _text()
    email = _text()
    url = _text()
    desk = _text()


class SourceFieldsShape(serializers.Serializer[Any]):
    """Where the offer was read, and the year of that page."""

    url = _text()
    text = _text()
    year = _text()


class ConfirmedShape(serializers.Serializer[Any]):
    """Who confirmed the offer, and when."""

    date = serializers.DateField()
    by = serializers.CharField()
    old = serializers.BooleanField(help_text="longer ago than a confirmation holds")


class CourseShape(serializers.Serializer[Any]):
    """One course. Null or an empty list: the source does not state it."""

    id = serializers.CharField()
    title = serializers.CharField()
    provider = serializers.CharField()
    target_language = serializers.CharField()
    other_languages = _words()
    support_languages = _words()
    levels = serializers.ListField(child=serializers.ChoiceField(choices=list(values.LEVELS)))
    mode = serializers.ChoiceField(choices=list(values.MODES), allow_null=True)
    sessions = SessionShape(many=True)
    bands = serializers.ListField(child=serializers.ChoiceField(choices=list(values.BANDS)))
    hours_per_week = _text()
    pace = serializers.ChoiceField(choices=list(values.PACES), allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    on_request = serializers.BooleanField(allow_null=True)
    period = _text()
    schedule_text = _text()
    venue = _text()
    setting = serializers.ChoiceField(choices=list(values.SETTINGS), allow_null=True)
    street = _text()
    postcode = _text()
    municipality = _text()
    neighbourhood = _text()
    distance_km = serializers.FloatField(allow_null=True, help_text="approximate, straight line")
    minutes = serializers.IntegerField(allow_null=True, help_text="estimated way")
    near = serializers.BooleanField(allow_null=True, help_text="within about 45 minutes")
    price = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True)
    free = serializers.BooleanField(allow_null=True)
    free_for = _text()
    price_text = _text()
    childcare = serializers.BooleanField(allow_null=True)
    childcare_text = _text()
    audience = _text()
    audiences = serializers.ListField(child=serializers.ChoiceField(choices=list(values.AUDIENCES)))
    needs = serializers.ListField(child=serializers.ChoiceField(choices=list(values.NEEDS)))
    women_only = serializers.BooleanField(allow_null=True)
    conditions = _text()
    enrol = EnrolShape()
    seats = serializers.IntegerField(allow_null=True)
    last_seen = serializers.IntegerField(allow_null=True)
    confirmed = ConfirmedShape(allow_null=True)
    note = _text()
    page = serializers.URLField()
    calendar = serializers.URLField(allow_null=True)
    met = _words()
    failed = _words()
    unknown = _words()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Adds `source`, a name that serializers keep for themselves."""
        return {**super().get_fields(), "source": SourceFieldsShape()}


class SearchShape(serializers.Serializer[Any]):
    """A page of matches, best first."""

    courses = CourseShape(many=True)
    relaxed = serializers.ListField(
        child=serializers.CharField(), help_text="wishes dropped because nothing fits them all"
    )
    total = serializers.IntegerField()
    certain = serializers.IntegerField(help_text="how many are known to meet every wish kept")
    elsewhere_km = serializers.FloatField(
        allow_null=True, help_text="the nearest, when none lies in the place itself"
    )
    next = _text()


class ErrorsShape(serializers.Serializer[Any]):
    """Which parameters make no sense, and why."""

    errors = serializers.DictField(child=serializers.CharField())


def _parameter(key: str) -> OpenApiParameter:
    kind: Any = OpenApiTypes.STR
    if key in ("price_max", "hours_max"):
        kind = {"type": "string", "pattern": "^[0-9]{1,6}([.][0-9]{1,2})?$"}
    elif key == "starts_by":
        kind = OpenApiTypes.DATE
    elif key in ("childcare", "free"):
        kind = OpenApiTypes.BOOL
    elif key == "limit":
        kind = {"type": "integer", "minimum": 1, "maximum": query.LIMIT_MOST, "default": 10}
    elif key in ("target_language", "support_language"):
        kind = {"type": "string", "pattern": "^[a-z]{2,3}$"}
    many = key in MANY
    return OpenApiParameter(
        key,
        kind,
        enum=CHOICES.get(key),
        many=many,
        style="form" if many else None,
        explode=many,
        description=_MEANING.get(key, ""),
    )


_MEANING = {
    "place": "a name of the city's place table in any language, or a postcode",
    "q": "every word must begin a word of title, provider, place or audience",
    "like": "the id of a course: what is most like it, without itself",
    "prefer": "what counts more than the rest: cheaper, closer, sooner",
    "group": "for whom the offer says it is",
    "without": "what the learner does not have",
    "starts_by": "the latest first day",
    "after": "the value of `next` of the page before",
}
PARAMETERS = [_parameter(key) for key in query.KEYS]
