"""Lines that say whether the offices an answer names hours of are open now, and when next.

Reads the three separate lists of hours in city.yml. Refuses to know who is on duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from knowledge import Library
from knowledge.city import HoursKind
from knowledge.formats import date, semicolon, time

# What an answer refers to -> which list it is, and the beginning of the texts' keys.
_LISTS: dict[str, tuple[HoursKind, str]] = {
    "hours": ("counter", "open"),
    "telephone_hours": ("telephone", "phone"),
}
_MOST = 2


def open_now(library: Library, names: Iterable[str], language: str, now: datetime) -> list[str]:
    """A line for each office whose hours stand among `names` (`via.hours`), at most two."""
    lines = dict.fromkeys(_lines(library, names, language, now))
    return list(lines)[:_MOST]


def _lines(library: Library, names: Iterable[str], language: str, now: datetime) -> Iterator[str]:
    city, texts = library.city, library.texts
    for name in names:
        office_id, _, field = name.partition(".")
        office_id = city.main_office if office_id == "main" else office_id
        if field not in _LISTS or office_id not in city.offices:
            continue
        kind, key = _LISTS[field]
        office = city.offices[office_id].name
        span = city.open_until(now, kind, office=office_id)
        if span:
            only = dict(span.only)
            chain = library.languages.chain(language)
            note = next((only[code] for code in chain if code in only), None)
            line = texts.get(f"{key}_until", language, name=office, time=time(span.end))
            yield f"{line.rstrip('.')}{semicolon(language)}{note}." if note else line
            continue
        opens = city.next_opening(now, kind, office=office_id, for_everybody=True)
        if opens:
            values = {"name": office, "date": date(opens.date(), language), "time": time(opens)}
            yield texts.get(f"{key}_next", language, **values)
