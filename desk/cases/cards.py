"""Cards in the newcomer's language that the desk draws itself: an office, an appointment.

The form is the widget's (tests/contracts/website). Courses are drawn by the bot.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from desk import library
from knowledge import Office, formats
from knowledge.city import hours_text

_MAP = "https://www.openstreetmap.org/search?query="


def office(place: Office, language: str) -> dict[str, Any]:
    """Name, address, telephone, hours, with links to call, to the map and to the site."""
    chain = library.languages().chain(language)
    told = {
        "address": place.address,
        "phone": _phone(place),
        "hours": hours_text(place.counter_hours, chain) if place.counter_hours else None,
    }
    rows = [row(f"office_row_{name}", value, language) for name, value in told.items() if value]
    return {"title": place.name, "provider": None, "rows": rows, "links": links(place, language)}


def row(key: str, value: str, language: str) -> dict[str, str]:
    """A row of a card: label and value."""
    texts = library.texts()
    direction = library.languages().direction(texts.language(key, language))
    return {"label": texts.get(key, language), "value": formats.isolate(value, direction)}


def links(place: Office, language: str) -> list[dict[str, str]]:
    """Ways to the office that work with a tap."""
    number = _phone(place)
    country = library.city().country
    hrefs = {
        "call": formats.phone(number, country=country).href if number else None,
        "map": _MAP + quote_plus(place.address) if place.address else None,
        "web": place.url,
    }
    texts = library.texts()
    return [
        {"kind": kind, "title": texts.get(f"course_link_{kind}", language), "href": href}
        for kind, href in hrefs.items()
        if href
    ]


def _phone(place: Office) -> str | None:
    """A number that somebody has checked."""
    return place.phone if place.phone_check is None else None
