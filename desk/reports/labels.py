"""What the values of the figures are called in the language of the interface."""

from __future__ import annotations

from django.utils.translation import gettext as _

from desk import library
from desk.cases.models import Outcome, Reason, Satisfaction
from desk.reports.figures import NONE
from desk.suppress import TOTAL

_FACES = {"good": "🙂", "ok": "😐", "bad": "🙁"}


def kind(name: str) -> str:
    """The heading of a table."""
    return {
        "language": _("By language"),
        "topic": _("By topic"),
        "reason": _("By reason"),
        "outcome": _("By outcome"),
        "hour": _("By hour"),
        "channel": _("By channel"),
        "satisfaction": _("How newcomers found it"),
    }[name]


def value(name: str, key: str) -> str:
    """A value of that table."""
    if key == TOTAL:
        return _("All")
    if key == NONE:
        return {
            "outcome": _("still open"),
            "satisfaction": _("said nothing"),
            "topic": _("no topic"),
        }.get(name, _("not known"))
    if name == "language":
        return library.language_name(key)
    if name == "topic":
        return library.topic_title(key)
    if name == "hour":
        return f"{key}:00"
    if name == "satisfaction":
        return f"{_FACES[key]} {Satisfaction(key).label}"
    choices = {"reason": Reason, "outcome": Outcome}.get(name)
    return str(choices(key).label) if choices else key
