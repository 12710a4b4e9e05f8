"""Knows what the widget shows of its city in one language: words, languages, calls, office.

Refuses to know HTTP and conversations. The keys are read by bot/widget/newcomer-chat.js (`Words`)
and the views beside it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from knowledge import Library
from knowledge.city import EmergencyNumber, hours_text
from knowledge.privacy import notice

_PREFIX, _CALL, _LATER = "widget_", "call_", "widget_later_"
_NEUTRAL_PAGE = "https://www.wikipedia.org/"
_MAP = "https://www.openstreetmap.org/search?query="


def city_words(library: Library, language: str, *, office: str | None = None) -> dict[str, Any]:
    """Everything of `/widget/city.<language>.json`; `office` is the main one unless named."""
    city, texts, table = library.city, library.texts, library.languages
    keys = texts.keys()
    return {
        "language": language,
        "texts": {
            key.removeprefix(_PREFIX): texts.raw(key, language)
            for key in keys
            if key.startswith(_PREFIX) and not key.startswith(_LATER)
        },
        "languages": {code: table[code].name for code in table.answered},
        "rtl": [code for code in table.answered if table.direction(code) == "rtl"],
        "calls": [_call(library, call, language) for call in city.calls if call.check is None],
        "office": _office(library, language, office or library.city.main_office),
        "leave": city.branding.get("leave", _NEUTRAL_PAGE),
        "color": city.branding.get("color"),
    }


def later_words(library: Library, language: str, days: Mapping[str, int]) -> dict[str, Any]:
    """Everything of `/widget/later.<language>.json`: what is not needed before the first paint.

    `notice` is the whole notice about data; `days` tells how long things are kept.
    """
    texts = library.texts
    sections = notice(library, language, days)
    return {
        "texts": {
            key.removeprefix(_LATER): texts.raw(key, language)
            for key in texts
            if key.startswith(_LATER)
        },
        "notice": "\n\n".join(f"{one.sign} **{one.title}**\n{one.text}" for one in sections),
    }


def _call(library: Library, call: EmergencyNumber, language: str) -> dict[str, str]:
    key = _CALL + call.kind
    known = key in library.texts
    return {
        "number": call.number,
        "title": library.texts.get(key, language) if known else call.name,
    }


def _office(library: Library, language: str, name: str) -> dict[str, Any]:
    office = library.city.offices[name]
    chain = library.languages.chain(language)
    return {
        "name": office.name,
        "address": office.address or "",
        "hours": [hours_text([span], chain) for span in office.counter_hours],
        "url": office.url,
        "phone": office.phone if office.phone_check is None else None,
        "map": _MAP + quote(office.address) if office.address else None,
    }
