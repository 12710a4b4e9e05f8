"""The query string of the search API -> wishes, limit and cursor, or errors that name the keys.

Knows every key and its values. Refuses to guess: an unknown key or value is an error.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from desk.courses.wishes import CHOICES, MANY, Wishes
from knowledge.places import Place, PlaceTable

LIMIT_DEFAULT, LIMIT_MOST = 10, 50
KEYS = (
    *("target_language", "level", "schedule", "not_schedule", "day", "place", "childcare"),
    *("mode", "not_mode", "free", "price_max", "audience", "group", "without", "starts_by"),
    *("support_language", "hours_max", "setting", "pace", "prefer", "q", "like", "limit", "after"),
)
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONGEST = 200


class QueryError(ValueError):
    """Parameters make no sense; `errors` says which and why."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


@dataclass(frozen=True, kw_only=True)
class Query:
    """What was asked: the wishes, how many, and after which match."""

    wishes: Wishes
    limit: int
    after: tuple[float, str] | None
    like: str | None = None


def parse(parameters: Mapping[str, Sequence[str]], places: PlaceTable) -> Query:
    """Reads the parameters (each key with all its values). Raises `QueryError`."""
    errors: dict[str, str] = {key: _("unknown parameter") for key in parameters if key not in KEYS}
    read: dict[str, object] = {}
    for key, given in parameters.items():
        if key in errors:
            continue
        try:
            read[key] = _value(key, given, places)
        except ValueError as error:
            errors[key] = str(error)
    if errors:
        raise QueryError(errors)
    limit = read.pop("limit", LIMIT_DEFAULT)
    after = read.pop("after", None)
    like = read.pop("like", None)
    read["text"] = read.pop("q", "")
    wishes = Wishes(**{key: value for key, value in read.items() if value not in (None, False, ())})  # type: ignore[arg-type]
    return Query(
        wishes=wishes,
        limit=limit if isinstance(limit, int) else LIMIT_DEFAULT,
        after=after if isinstance(after, tuple) else None,
        like=str(like) if like else None,
    )


def cursor(key: tuple[float, str]) -> str:
    """An opaque word for "after this match"."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _value(key: str, given: Sequence[str], places: PlaceTable) -> object:
    if key in MANY:
        words = [word.strip() for text in given for word in text.split(",")]
        return tuple(dict.fromkeys(_choice(key, word) for word in words))
    if len(given) != 1:
        raise ValueError(_("given more than once"))
    text = given[0].strip()
    if len(text) > _LONGEST:
        raise ValueError(_("too long"))
    if key in CHOICES:
        return _choice(key, text)
    return _READERS[key](text) if key != "place" else _place(text, places)


def _choice(key: str, word: str) -> str:
    if word not in CHOICES[key]:
        raise ValueError(_("must be one of: %(choices)s") % {"choices": ", ".join(CHOICES[key])})
    return word


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(_("must be a language code of two or three letters"))
    return text


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(_("must be true or false"))
    return text == "true"


def _limit(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= LIMIT_MOST:
        raise ValueError(_("must be a number from 1 to %(most)s") % {"most": LIMIT_MOST})
    return int(text)


def _amount(text: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", text, re.ASCII):
        raise ValueError(_("must be a number such as 50 or 12.50"))
    return Decimal(text)


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(_("must be a date such as 2027-01-31"))


def _words(text: str) -> str:
    if "\x00" in text:
        raise ValueError(_("must be text"))
    return text


def _place(text: str, places: PlaceTable) -> Place:
    place = places.find(text)
    if place is None:
        raise ValueError(_("no place of this city has this name or postcode"))
    return place


def _after(text: str) -> tuple[float, str]:
    try:
        score, id_ = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise ValueError(_("is no cursor of this search")) from error
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not isinstance(id_, str):
        raise ValueError(_("is no cursor of this search"))
    if not math.isfinite(score):
        raise ValueError(_("is no cursor of this search"))
    return (float(score), id_)


_READERS: Mapping[str, Callable[[str], object]] = {
    "target_language": _language,
    "childcare": _flag,
    "free": _flag,
    "support_language": _language,
    "price_max": _amount,
    "hours_max": _amount,
    "starts_by": _day,
    "q": _words,
    "like": _words,
    "limit": _limit,
    "after": _after,
}
