"""A course's rows: label and value in one language, "ask the provider" for what is not stated.

Takes the course as the desk's API gives it. Guesses nothing; knows no button and no channel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date as Date
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.formats import date, days, isolate, language_name, listed, money, number
from knowledge.texts import Texts

# Which rows stand in which text; the short card shows what decides whether to go there.
ROWS: Mapping[str, tuple[str, ...]] = {
    "utter_course": ("level", "when", "where", "distance", "price", "childcare", "audience"),
    "utter_course_details": (
        "language",
        "level",
        "mode",
        "support",
        "when",
        "start",
        "hours",
        "pace",
        "where",
        "distance",
        "price",
        "childcare",
        "audience",
        "conditions",
        "needs",
        "seats",
        "enrol",
        "desk",
        "phone",
        "email",
        "url",
        "note",
    ),
    "utter_course_enrol": (
        *("enrol", "desk", "phone", "email", "url", "conditions", "where", "when", "start"),
    ),
}
_ASK = ("when", "price")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rows(
    key: str, course: Mapping[str, Any], texts: Texts, language: str, *, direction: str = "ltr"
) -> list[dict[str, str]]:
    """The rows of the card that belongs to the text `key`."""
    values = _Values(course, texts, language)
    shown = []
    for name in ROWS.get(key, ROWS["utter_course"]):
        value = values.of(name)
        if not value and name in _ASK:
            value = texts.get("course_ask_provider", language)
        if value:
            label = texts.get(f"course_row_{name}", language)
            shown.append({"label": label, "value": isolate(value, direction)})
    return shown


class _Values:
    """The values of one course in one language; an empty text for what is not known."""

    def __init__(self, course: Mapping[str, Any], texts: Texts, language: str) -> None:
        self._course = course
        self._texts = texts
        self._language = language
        self._enrol: Mapping[str, Any] = course.get("enrol") or {}

    def of(self, name: str) -> str:
        """The value of a row."""
        if name in ("phone", "email", "url", "desk"):
            return str(self._enrol.get(name) or "")
        special: dict[str, Callable[[], str]] = {
            "language": lambda: self._words("target_language", [self._course["target_language"]]),
            "level": lambda: self._words("level", self._course.get("levels") or ()),
            "mode": lambda: self._words("mode", [self._course.get("mode")]),
            "support": self._support,
            "when": self._when,
            "start": self._start,
            "pace": lambda: self._words("pace", [self._course.get("pace")]),
            "needs": lambda: self._words("needs", self._course.get("needs") or ()),
            "hours": lambda: str(self._course.get("hours_per_week") or ""),
            "where": self._where,
            "distance": self._distance,
            "price": self._price,
            "childcare": self._childcare,
            "enrol": lambda: str(self._enrol.get("how") or ""),
        }
        value = special[name]() if name in special else self._course.get(name)
        return str(value) if value is not None else ""

    def _say(self, key: str, **values: object) -> str:
        return self._texts.get(key, self._language, **values)

    def _words(self, group: str, names: Any) -> str:
        keys = (f"{group}_{name}" for name in names if name)
        words = (self._say(key) if key in self._texts else key for key in keys)
        return listed(words, self._language)

    def _when(self) -> str:
        sessions = [self._session(one) for one in self._course.get("sessions") or ()]
        bands = self._words("schedule", self._course.get("bands") or ())
        stated = str(self._course.get("schedule_text") or "")
        return "; ".join(sessions) or bands or stated

    def _session(self, session: Mapping[str, Any]) -> str:
        numbers = [_DAYS.index(day) for day in session.get("days") or () if day in _DAYS]
        start, end = session.get("from"), session.get("to")
        clock = f"{str(start).lstrip('0')}–{str(end).lstrip('0')}" if start and end else ""
        return f"{days(sorted(numbers), self._language)} {clock}".strip()

    def _start(self) -> str:
        if self._course.get("on_request"):
            return self._say("start_on_request")
        first = self._course.get("starts_on")
        return date(Date.fromisoformat(str(first)), self._language) if first else ""

    def _support(self) -> str:
        codes = self._course.get("support_languages") or ()
        return listed((language_name(code, self._language) for code in codes), self._language)

    def _where(self) -> str:
        town = f"{self._course.get('postcode') or ''} {self._course.get('municipality') or ''}"
        parts = (self._course.get("venue"), self._course.get("street"), town.strip())
        return ", ".join(str(part) for part in parts if part)

    def _distance(self) -> str:
        said = []
        if self._course.get("distance_km") is not None:
            km = number(self._course["distance_km"], self._language)
            said.append(self._say("course_about_km", km=km))
        if self._course.get("minutes"):
            said.append(self._say("course_about_minutes", minutes=self._course["minutes"]))
        return listed(said, self._language)

    def _price(self) -> str:
        course = self._course
        if course.get("free"):
            return self._say("course_price_free")
        parts = list(self._amount())
        if course.get("free_for"):
            parts.append(self._say("course_price_free_for", who=course["free_for"]))
        if course.get("price_text"):
            parts.append(str(course["price_text"]))
        if not parts and course.get("free") is False:
            parts.append(self._say("course_price_not_free"))
        return "; ".join(parts)

    def _amount(self) -> Iterator[str]:
        try:
            amount = Decimal(str(self._course.get("price")))
        except InvalidOperation:
            return
        if amount:
            yield money(amount, self._language)

    def _childcare(self) -> str:
        if self._course.get("childcare") is None:
            return ""
        answer = self._say("course_yes" if self._course["childcare"] else "course_no")
        stated = self._course.get("childcare_text")
        return f"{answer} ({stated})" if stated else answer
