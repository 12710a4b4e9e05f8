"""Dates, times, money, phone numbers and opening hours as text, by language.

Always the Gregorian calendar and Latin digits, weekday and month in words: the usual
formatters of Persian and Pashto print another calendar and would send people on a wrong
day. Knows no office and not where its results are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime as DateTime
from datetime import time as Time
from decimal import Decimal
from functools import cache

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_day_names
from babel.numbers import format_currency, format_decimal

_LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISOLATE, _END = "\u2066", "\u2069"
# Two groups of digits or more: "02 279 49 70", "+32 474 85 78 25", but no date or price.
_GROUPED_NUMBER = re.compile(rf"{_ISOLATE}[^{_END}]*{_END}|\+?\b\d+(?:[ \u00a0]\d+)+\b")
_SHORT = 6
_ARABIC_COMMA = "\u060c "
_WITH_ARABIC_COMMA = frozenset({"ar", "fa", "ps", "ur", "ckb"})
# Free and shared-cost numbers are not reliably reached in the international form.
_NATIONAL_ONLY = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.UAN,
    }
)
# CLDR's own Pashto pattern puts the year between weekday and day.
# Babel's Pashto weekdays are bookish; people and our texts say these (Monday first).
_WEEKDAYS = {"ps": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")}
_SHORT_PATTERNS = {"ps": "d MMMM y"}


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A number as people read it and as a link dials it."""

    shown: str
    href: str


@cache
def locale(language: str) -> Locale:
    """Babel's locale; English where Babel does not know the language."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def latin(text: str) -> str:
    """The text with Arabic-Indic and Persian digits replaced by 0 to 9."""
    return text.translate(_LATIN_DIGITS)


def weekday(day: int, language: str) -> str:
    """The name of a day of the week, 0 = Monday."""
    if language in _WEEKDAYS:
        return _WEEKDAYS[language][day]
    return str(get_day_names("wide", "stand-alone", locale(language))[day])


def date(day: Date, language: str) -> str:
    """Weekday, day, month in words, year: `lundi 23 novembre 2026`."""
    if language in _WEEKDAYS:
        return f"{weekday(day.weekday(), language)}{_ARABIC_COMMA}{short_date(day, language)}"
    return latin(format_date(day, "full", locale=locale(language)))


def short_date(day: Date, language: str) -> str:
    """Day, month in words, year: `23 novembre 2026`."""
    pattern = _SHORT_PATTERNS.get(language, "long")
    return latin(format_date(day, pattern, locale=locale(language)))


def language_name(code: str, language: str) -> str:
    """The name of the language `code` in `language`: `français`, `French`, `Frans`."""
    name = locale(language).languages.get(code) or locale("en").languages.get(code)
    return str(name or code)


def time(clock: Time | DateTime) -> str:
    """`9:00` or `17:30`, the same in every language."""
    return f"{clock.hour}:{clock.minute:02d}"


def money(amount: Decimal, language: str, *, currency: str = "EUR") -> str:
    """An amount with its currency sign; whole amounts without decimals."""
    whole = amount == amount.to_integral_value()
    text = format_currency(
        amount,
        currency,
        locale=locale(language),
        numbering_system="latn",
        currency_digits=not whole,
        decimal_quantization=not whole,
        format=_whole(language) if whole else None,
    )
    return latin(text)


def number(value: float, language: str) -> str:
    """A number with at most one decimal, with the language's own decimal sign."""
    return latin(
        format_decimal(value, format="#,##0.#", locale=locale(language), numbering_system="latn")
    )


def phone(number: str, *, country: str) -> Phone:
    """The number as written, and its `tel:` link; a short number (112, 1733) is dialled as is.

    `country`: code of the country in which a number without a prefix is dialled.
    """
    digits = re.sub(r"[^\d+]", "", number)
    as_is = Phone(shown=number, href=f"tel:{digits}")
    if len(digits) <= _SHORT:
        return as_is
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return as_is
    kind = phonenumbers.number_type(parsed)
    if not phonenumbers.is_valid_number(parsed) or kind in _NATIONAL_ONLY:
        return as_is
    dialled = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(shown=number, href=f"tel:{dialled}")


def days(numbers: Sequence[int], language: str) -> str:
    """`Monday–Friday` for a run of three days or more, else the names joined by commas."""
    run = len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    if run:
        return f"{weekday(numbers[0], language)}–{weekday(numbers[-1], language)}"
    return listed((weekday(day, language) for day in numbers), language)


def semicolon(language: str) -> str:
    """What stands between two parts of a list, in the language's script."""
    return "؛ " if language in _WITH_ARABIC_COMMA else "; "


def listed(items: Iterable[str], language: str) -> str:
    """The items with the comma of the language's script between them."""
    return (_ARABIC_COMMA if language in _WITH_ARABIC_COMMA else ", ").join(items)


def isolate(text: str, direction: str) -> str:
    """Keep the groups of a phone number in order inside right-to-left text.

    Without the isolate marks a browser shows `02 279 49 70` in Arabic as `70 49 279 02`
    (Unicode Bidirectional Algorithm, rule N1).
    """
    if direction != "rtl":
        return text

    def mark(match: re.Match[str]) -> str:
        found = match.group(0)
        return found if found.startswith(_ISOLATE) else f"{_ISOLATE}{found}{_END}"

    return _GROUPED_NUMBER.sub(mark, text)


def plain(text: str) -> str:
    """The text without isolate marks, for comparing numbers between languages."""
    return text.replace(_ISOLATE, "").replace(_END, "")


def _whole(language: str) -> str:
    pattern = locale(language).currency_formats["standard"].pattern
    return re.sub(r"0[.]00", "0", pattern)
