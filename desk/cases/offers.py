"""Courses beside a conversation: the search with the person's wishes, offers to send or print.

Asks the course search in process. Draws no card: the bot does (bot/channels/staff_lines.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from desk import library
from desk.cases.composing import Line
from desk.cases.models import Case, Origin
from desk.courses import near, query, show
from desk.courses.models import Course
from desk.courses.search import search
from knowledge.course_rows import rows

MOST = 10
KEYS = ("target_language", "level", "schedule", "place", "childcare", "mode", "free", "audience")
_CARD = "utter_course"


@dataclass(frozen=True, kw_only=True)
class Found:
    """Courses as the API shows them; wishes dropped to find any; parameters that make no sense."""

    courses: tuple[dict[str, Any], ...] = ()
    relaxed: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


def wished(case: Case) -> dict[str, list[str]]:
    """The case's wishes as parameters of the search."""
    parameters = {}
    for key in KEYS:
        value = case.wishes.get(key)
        if value:
            values = value if isinstance(value, list) else [value]
            parameters[key] = [str(one).lower() if one is True else str(one) for one in values]
    return parameters


def find(parameters: Mapping[str, Sequence[str]]) -> Found:
    """The best matches; a parameter that makes no sense is named and left out."""
    known = {key: [v for v in values if v] for key, values in parameters.items() if key in KEYS}
    known = {key: values for key, values in known.items() if values}
    errors: tuple[str, ...] = ()
    try:
        asked = query.parse(known, near.places())
    except query.QueryError as error:
        errors = tuple(error.errors)
        left = {key: values for key, values in known.items() if key not in error.errors}
        asked = query.parse(left, near.places())
    outcome = search(asked.wishes, today=timezone.localdate(), limit=MOST)
    matches = {match.id: match for match in outcome.matches}
    whole = {course.pk: course for course in _whole(matches)}
    return Found(
        courses=tuple(show.course(whole[i], m) for i, m in matches.items() if i in whole),
        relaxed=tuple(outcome.relaxed),
        errors=errors,
    )


def chosen(ids: Iterable[str]) -> list[dict[str, Any]]:
    """Courses by id, in the order asked."""
    wanted = list(dict.fromkeys(ids))[:MOST]
    whole = {str(course.pk): course for course in _whole(wanted)}
    return [show.course(whole[one]) for one in wanted if one in whole]


def line(course: Mapping[str, Any], case: Case) -> Line:
    """The course as the bot's own card."""
    title = f"{course.get('title') or course['id']} · {course.get('provider') or ''}"
    return Line(
        text=title,
        staff_text="",
        language=library.texts().language(_CARD, case.language),
        draft=False,
        origin=Origin.COURSE,
        course={**course, "last_seen": str(course.get("last_seen") or "")},
    )


def told(course: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """The card's rows in a language."""
    texts = library.texts()
    code = texts.language(_CARD, language)
    return rows(_CARD, course, texts, code, direction=library.languages().direction(code))


def _whole(ids: Iterable[str]) -> Any:
    courses = Course.objects.select_related("provider").prefetch_related("sessions")
    return courses.filter(pk__in=list(ids))
