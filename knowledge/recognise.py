"""What can be recognised in a message in any language: dates, days, times, phone and other numbers.

Reads any digits. Certain things only: a number that may be anything stays a number. Knows no
calendar but the Gregorian one and no meaning of a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date
from functools import cache

import phonenumbers
from babel.dates import get_day_names

from knowledge.formats import latin, locale, weekday

_LANGUAGES = ("en", "fr", "nl", "ar", "tr", "uk", "ru", "es", "pt", "ro", "fa", "ps")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_DATE = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_TIME = re.compile(r"\b([01]?\d|2[0-3])[:hu.]([0-5]\d)\b|\b([01]?\d|2[0-3])\s?h\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MOST = 8


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing: its kind, how it is written in Latin digits; a date or a day of the week."""

    kind: str
    value: str
    date: Date | None = None
    day: int | None = None


def all_in(text: str, *, country: str = "BE") -> list[Found]:
    """Everything found, each part of the text once, at most eight."""
    rest = latin(text)
    found: list[Found] = []
    for find in (_emails, _dates, _phones, _times, _numbers):
        spans = []
        for span, one in find(rest, country):
            spans.append(span)
            found.append(one)
        for begin, end in spans:
            rest = rest[:begin] + " " * (end - begin) + rest[end:]
    found += _days(text)
    return list(dict.fromkeys(found))[:_MOST]


Spotted = Iterator[tuple[tuple[int, int], Found]]


def _emails(text: str, country: str) -> Spotted:
    for match in _EMAIL.finditer(text):
        yield match.span(), Found(kind="email", value=match[0])


def _dates(text: str, country: str) -> Spotted:
    for match in _DATE.finditer(text):
        if match[4]:
            year, month, day = int(match[4]), int(match[5]), int(match[6])
        else:
            day, month, year = int(match[1]), int(match[2]), int(match[3])
        year += 2000 if year < 100 else 0
        try:
            read = Date(year, month, day)
        except ValueError:
            continue
        # A year of another calendar (1405, 1447) is no date of ours.
        if 1900 <= year <= 2100:
            yield match.span(), Found(kind="date", value=match[0], date=read)


def _phones(text: str, country: str) -> Spotted:
    for match in phonenumbers.PhoneNumberMatcher(text, country):
        number = phonenumbers.format_number(
            match.number, phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        yield (match.start, match.end), Found(kind="phone", value=number)


def _times(text: str, country: str) -> Spotted:
    for match in _TIME.finditer(text):
        hour, minute = match[1] or match[3], match[2] or "00"
        yield match.span(), Found(kind="time", value=f"{int(hour)}:{minute}")


def _numbers(text: str, country: str) -> Spotted:
    for match in _NUMBER.finditer(text):
        yield match.span(), Found(kind="number", value=match[0])


def _days(text: str) -> Iterator[Found]:
    words = set(re.findall(r"[\w\u200c-]+", text.casefold()))
    for name, day in _day_names().items():
        if name in words:
            yield Found(kind="day", value=name, day=day)


@cache
def _day_names() -> dict[str, int]:
    """Every answer language's names of the days, without those that are another word elsewhere."""
    names: dict[str, int] = {}
    doubtful: set[str] = set()
    for code in _LANGUAGES:
        for form in ("format", "stand-alone"):
            own = get_day_names("wide", form, locale(code))
            for day in range(7):
                for name in (str(own[day]).casefold(), weekday(day, code).casefold()):
                    if names.setdefault(name, day) != day:
                        doubtful.add(name)
    return {name: day for name, day in names.items() if name not in doubtful}
