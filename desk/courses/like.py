"""A course as wishes: what to look for when somebody wants "more like this".

Only what is stated becomes a wish. Knows no ranking.
"""

from __future__ import annotations

from dataclasses import replace

from desk.courses.models import Course
from desk.courses.wishes import SCHEDULES, Wishes
from knowledge.places import PlaceTable


def wishes(course: Course, said: Wishes, places: PlaceTable) -> Wishes:
    """What the person said, and for the rest what this course is."""
    level = next((one for one in course.levels if one != "all"), None)
    place = places.point(
        municipality=course.municipality.split("; ")[0],
        postcode=course.postcode,
        neighbourhood=course.neighbourhood,
    )
    return replace(
        said,
        target_language=said.target_language or course.target_language,
        level=said.level or level,
        mode=said.mode or ((course.mode,) if course.mode else ()),
        schedule=said.schedule or tuple(band for band in course.bands if band in SCHEDULES),
        audience=said.audience or ("women" if course.women_only else None),
        place=said.place or place,
    )
