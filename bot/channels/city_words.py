"""Knows what the widget shows of its city in one language: words, languages, calls, office.

Refuses to know HTTP and conversations. The keys are read by bot/widget/text.js and views.js.
"""

from typing import Any
from urllib.parse import quote

from knowledge import Library
from knowledge.city import EmergencyNumber, hours_text

_PREFIX, _CALL = "widget_", "call_"
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
            if key.startswith(_PREFIX)
        },
        "languages": {code: table[code].name for code in table.answered},
        "rtl": [code for code in table.answered if table.direction(code) == "rtl"],
        "calls": [_call(library, call, language) for call in city.calls if call.check is None],
        "office": _office(library, language, office or library.city.main_office),
        "leave": city.branding.get("leave", _NEUTRAL_PAGE),
        "color": city.branding.get("color"),
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
