"""How each kind of cell of a courses file is written: text -> typed value, or why not.

An empty cell is unknown, never guessed. Knows no columns and no database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

# Day, from, to, first date, last date.
Meeting = tuple[str, "time | None", "time | None", "date | None", "date | None"]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_SESSION = re.compile(
    r"(mon|tue|wed|thu|fri|sat|sun)(?: (\d\d:\d\d)-(\d\d:\d\d))?"
    r"(?: (\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?)?",
    re.ASCII,
)
_HOURS = re.compile(r"(\d{1,2}(?:\.\d)?)(?:-(\d{1,2}(?:\.\d)?))?", re.ASCII)


class CellError(ValueError):
    """A cell cannot be read; the message says why."""


def text(limit: int) -> Callable[[str], str]:
    """Any text up to `limit` characters."""

    def read(cell: str) -> str:
        if len(cell) > limit:
            raise CellError(_("longer than %(limit)s characters") % {"limit": limit})
        return cell

    return read


def identifier(cell: str) -> str:
    """An id. Raises `CellError`."""
    if not _ID.fullmatch(cell):
        raise CellError(_("letters, digits, - _ . only, at most 40"))
    return cell


def language(cell: str) -> str:
    """A language code. Raises `CellError`."""
    if not re.fullmatch(r"[a-z]{2,3}", cell):
        raise CellError(_("a language code of two or three letters"))
    return cell


def languages(cell: str) -> str:
    """Language codes, as the column stores them: between spaces. Raises `CellError`."""
    codes = [language(code) for code in cell.split()]
    return f" {' '.join(codes)} " if codes else ""


def words(vocabulary: Mapping[str, int]) -> Callable[[str], list[str]]:
    """Words of a vocabulary, separated by spaces."""

    def read(cell: str) -> list[str]:
        words = cell.split()
        for word in words:
            if word not in vocabulary:
                known = ", ".join(vocabulary)
                raise CellError(
                    _("“%(word)s” is none of: %(known)s") % {"word": word, "known": known}
                )
        return words

    return read


def one_of(vocabulary: Sequence[str]) -> Callable[[str], str]:
    """One word of a vocabulary, or empty."""

    def read(cell: str) -> str:
        if cell and cell not in vocabulary:
            known = ", ".join(vocabulary)
            raise CellError(_("“%(word)s” is none of: %(known)s") % {"word": cell, "known": known})
        return cell

    return read


def sessions(cell: str) -> tuple[Meeting, ...]:
    """`mon 18:00-20:00; thu 9:00-11:00 2027-01-11..2027-06-24`. Raises `CellError`."""
    sessions: list[Meeting] = []
    for part in (part.strip() for part in cell.split(";")):
        if not part:
            continue
        match = _SESSION.fullmatch(part)
        if match is None:
            raise CellError(_("“%(part)s”: write mon 18:00-20:00; thu") % {"part": part})
        weekday, start, end, first, last = match.groups()
        try:
            hours = (time.fromisoformat(start), time.fromisoformat(end)) if start else (None, None)
        except ValueError as error:
            raise CellError(_("“%(part)s” is no time of day") % {"part": part}) from error
        dates = (day(first or ""), day(last or ""))
        late = hours[0] and hours[1] and hours[0] >= hours[1]
        if late or (dates[0] and dates[1] and dates[0] > dates[1]):
            raise CellError(_("“%(part)s” ends before it starts") % {"part": part})
        sessions.append((weekday, *hours, *dates))
    return tuple(sessions)


def hours(cell: str) -> tuple[Decimal | None, Decimal | None]:
    """`9` or `9-12` -> least and most. Raises `CellError`."""
    if not cell:
        return None, None
    match = _HOURS.fullmatch(cell)
    if match is None:
        raise CellError(_("a number of hours such as 9 or 9-12"))
    low = Decimal(match.group(1))
    high = Decimal(match.group(2) or match.group(1))
    if low > high:
        raise CellError(_("the second number is smaller than the first"))
    return low, high


def price(cell: str) -> Decimal | None:
    """An amount in euro, or unknown. Raises `CellError`."""
    if not cell:
        return None
    try:
        price = Decimal(cell)
    except InvalidOperation as error:
        raise CellError(_("an amount such as 50 or 98.69")) from error
    if not price.is_finite() or not 0 <= price < 1_000_000 or price != round(price, 2):
        raise CellError(_("an amount such as 50 or 98.69"))
    return price


def flag(cell: str) -> bool | None:
    """true, false, or unknown. Raises `CellError`."""
    if cell not in ("", "true", "false"):
        raise CellError(_("true, false or empty"))
    return {"": None, "true": True, "false": False}[cell]


def number(allowed: range) -> Callable[[str], int | None]:
    """A whole number in this range, or unknown."""

    def read(cell: str) -> int | None:
        if not cell:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", cell) or int(cell) not in allowed:
            limits = {"low": allowed.start, "high": allowed.stop - 1}
            raise CellError(_("a number from %(low)s to %(high)s") % limits)
        return int(cell)

    return read


def day(cell: str) -> date | None:
    """An ISO date, or unknown. Raises `CellError`."""
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError as error:
        raise CellError(_("a date such as 2027-01-31")) from error


def url(cell: str) -> str:
    """A web address, or empty. Raises `CellError`."""
    try:
        if cell:
            URLValidator(schemes=["http", "https"])(text(500)(cell))
    except ValidationError as error:
        raise CellError(_("no web address")) from error
    return cell


def email(cell: str) -> str:
    """An e-mail address, or empty. Raises `CellError`."""
    try:
        if cell:
            validate_email(text(254)(cell))
    except ValidationError as error:
        raise CellError(_("no e-mail address")) from error
    return cell
