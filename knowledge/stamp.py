"""The date line below an answer: where it comes from, and who has confirmed it since when.

"Checked on" stands only after a named colleague confirmed the answer, and only as long as a
confirmation holds. The colleague's name is not shown.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from knowledge.formats import short_date
from knowledge.library import Library
from knowledge.topic import Topic

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def stamp_of(library: Library, topic: Topic, language: str, today: date) -> str | None:
    """The line in one language; None for a topic without a source."""
    if topic.source is None:
        return None
    host = (urlsplit(topic.source.url).hostname or topic.source.url).removeprefix("www.")
    if topic.confirmed:
        expired = topic.confirmed.expired(today, library.city.confirmation_days)
        day = short_date(topic.confirmed.date, language)
        key = "stamp_expired" if expired else "stamp_checked"
        return library.texts.get(key, language, host=host, date=day)
    year = _YEAR.search(topic.source.year)
    if year:
        return library.texts.get("stamp_page", language, host=host, year=year.group(0))
    return library.texts.get("stamp_undated", language, host=host)
