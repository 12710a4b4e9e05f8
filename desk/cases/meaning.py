"""What the assistant recognised in a message, in the language of staff, beside the original.

Knows labels, wishes, dates and numbers. Translates nothing: it names what is certain.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk import library
from desk.cases import labels
from desk.cases.models import Author, Message
from knowledge import formats, recognise

_FOUND: dict[str, str] = {"phone": "☎", "email": "✉", "time": "🕑", "date": "📅", "day": "📅"}


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """`what` is the topic, wish or yes/no; `parts` what else was found; `sure` a share of 1."""

    what: str
    parts: tuple[str, ...]
    sure: float | None
    tapped: bool = False


def of(message: Message) -> Recognised | None:
    """None for what we said ourselves, and where nothing was recognised."""
    if message.author != Author.NEWCOMER:
        return None
    if message.staff_text:
        return Recognised(what=message.staff_text, parts=(), sure=None, tapped=True)
    if message.topic:
        what = library.topic_title(message.topic)
    else:
        what = labels.intent(message.intent) if message.intent else ""
    parts = (*_wishes(message), *_found(message.text))
    if not what and not parts:
        return None
    return Recognised(what=what, parts=parts, sure=message.confidence)


def _wishes(message: Message) -> list[str]:
    named = message.entities.items()
    found = [f"{labels.wish(k)}: {labels.value(v)}" for k, v in named if k in labels.WISHES]
    language = message.entities.get("language")
    if message.intent in ("change_language", "set_language") and isinstance(language, str):
        found.append(f"{_('Language')}: {library.language_name(language)}")
    return found


def _found(text: str) -> list[str]:
    """Dates as staff write them, clock times, telephone numbers, addresses of mail, numbers."""
    language = get_language() or "en"
    found = []
    for one in recognise.all_in(text, country=library.city().country):
        shown = one.value
        if one.kind == "date" and one.date:
            shown = formats.date(one.date, language)
        elif one.kind == "day" and one.day is not None:
            shown = formats.weekday(one.day, language)
        found.append(f"{_FOUND.get(one.kind, '№')} {shown}")
    return found
