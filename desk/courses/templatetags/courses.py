"""Names of needs and their values in the staff's language; a hidden number as a dot."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk.cases import labels
from desk.courses.demand import Row
from desk.courses.needs import SEVERAL, UNSAID
from knowledge.formats import language_name

register = template.Library()
KINDS = {
    "level": _("Level"),
    "schedule": _("When"),
    "place": _("Where"),
    "childcare": _("Childcare"),
    "target_language": _("Language to learn"),
    "family": _("Languages of those who search"),
    "level_schedule": _("Level and time together"),
}
VALUES = {
    UNSAID: _("not said"),
    SEVERAL: _("several"),
    "yes": _("yes"),
    "romance": _("Romance languages"),
    "germanic": _("Germanic languages"),
    "slavic_baltic": _("Slavic and Baltic languages"),
    "arabic": _("Arabic"),
    "iranian": _("Persian, Pashto, Kurdish"),
    "turkic": _("Turkish and related"),
    "african": _("languages of Africa"),
    "other": _("other languages"),
}
_HIDDEN = "•"


@register.filter
def need_kind(kind: str) -> str:
    """The name of a kind of need."""
    return str(KINDS.get(kind, kind))


@register.filter
def need_value(value: str) -> str:
    """The name of a wished value; pairs with a comma between."""
    return ", ".join(_word(part) for part in value.split("|"))


def _word(value: str) -> str:
    if len(value) == 2 and value.islower():
        return language_name(value, get_language() or "en")
    return str(VALUES.get(value) or labels.value(value))


@register.filter
def need_numbers(row: Row) -> list[str]:
    """The numbers of a row as they are shown: in all, found, with less, nothing, offers."""
    counts = (row.total, row.found, row.relaxed, row.nothing)
    shown = [_HIDDEN if number is None else str(number) for number in counts]
    return [*shown, "" if row.offers is None else str(row.offers)]
