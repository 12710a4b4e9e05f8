"""A course as a card and as a text that says the same, for clients that draw no cards.

Knows its links, its buttons and its honest date line. Refuses to know how courses are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote_plus

from bot.answers.buttons import ButtonMaker, choice_of, unique
from bot.answers.reader import Reader
from knowledge import Library, Texts
from knowledge.course_rows import rows
from knowledge.formats import listed, phone, short_date

_OF_THE_COURSE = ("course_details", "enrol_course", "enrol_help", "similar_courses")
_MORE = "more_courses"
_MAP = "https://www.openstreetmap.org/search?query="
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def card_reply(
    key: str, who: Reader, library: Library, buttons: ButtonMaker, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The response for one course, `values["course"]` as the desk's API gives it.

    `values["more"]` adds the button for more courses.
    """
    texts, course = library.texts, values["course"]
    language = texts.language(key, who.language)
    direction = library.languages.direction(language)
    shown = rows(key, course, texts, language, direction=direction)
    verdict = {
        name: _wishes(course.get(name) or (), texts, language)
        for name in ("met", "failed", "unknown")
    }
    lines = [f"{row['label']}: {row['value']}" for row in shown]
    lines += [
        f"{texts.get(f'course_{name}', language)}: {listed(words, language)}"
        for name, words in verdict.items()
        if words
    ]
    text = texts.get(
        key,
        language,
        title=course.get("title") or course["id"],
        provider=course.get("provider") or "",
        rows="\n".join(lines),
    )
    stamp = _stamp(course, texts, language)
    return {
        "text": f"{text}\n\n{stamp}",
        "buttons": _buttons(key, who, library, buttons, values),
        "language": language,
        "stamp": stamp,
        "source": _source(course),
        "card": {
            "id": str(course["id"]),
            "title": course.get("title"),
            "provider": course.get("provider"),
            "rows": shown,
            "links": _links(course, texts, language, library.city.country),
            **verdict,
        },
    }


def _buttons(
    key: str, who: Reader, library: Library, buttons: ButtonMaker, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for notation in library.texts.choices(key):
        if notation in _OF_THE_COURSE:
            made += buttons.button(choice_of(notation, course=str(values["course"]["id"])), who)
        else:
            made += buttons.named([notation], who)
    if values.get("more"):
        made += buttons.named([_MORE], who)
    return unique(made)


def _wishes(names: Iterable[str], texts: Texts, language: str) -> list[str]:
    return [
        texts.get(f"wish_{name}", language) if f"wish_{name}" in texts else name for name in names
    ]


def _links(
    course: Mapping[str, Any], texts: Texts, language: str, country: str
) -> list[dict[str, str]]:
    enrol = course.get("enrol") or {}
    place = [course.get("street"), course.get("postcode"), course.get("municipality")]
    hrefs = {
        "call": phone(enrol["phone"], country=country).href if enrol.get("phone") else None,
        "map": _MAP + quote_plus(", ".join(str(part) for part in place if part))
        if course.get("street")
        else None,
        "web": enrol.get("url") or (course.get("source") or {}).get("url"),
        "mail": f"mailto:{enrol['email']}" if enrol.get("email") else None,
        "calendar": course.get("calendar"),
    }
    return [
        {"kind": kind, "title": texts.get(f"course_link_{kind}", language), "href": href}
        for kind, href in hrefs.items()
        if href
    ]


def _stamp(course: Mapping[str, Any], texts: Texts, language: str) -> str:
    confirmed = course.get("confirmed") or {}
    if confirmed.get("date"):
        day = short_date(date.fromisoformat(str(confirmed["date"])), language)
        key = "course_confirmed_old" if confirmed.get("old") else "course_confirmed"
        return texts.get(key, language, date=day)
    year = _YEAR.search(str((course.get("source") or {}).get("year") or ""))
    if year:
        return texts.get("course_seen", language, year=year.group(0))
    return texts.get("course_seen_undated", language)


def _source(course: Mapping[str, Any]) -> dict[str, Any] | None:
    source = course.get("source") or {}
    return {"url": source["url"], "year": source.get("year")} if source.get("url") else None
