"""Typed access to the values of a `city.yml`, with file, line and remedy in every error.

Knows how hours, holidays and time zones are written down. Knows not what they mean.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge import documents, hours


class CityFile:
    """A city's file; every method takes the keys that lead to a value."""

    def __init__(self, path: Path) -> None:
        self._document = documents.read(path)

    def error(self, *keys: Hashable, what: str, remedy: str) -> documents.DataError:
        """An error to raise about the value under `keys`."""
        return self._document.error(*keys, what=what, remedy=remedy)

    def value(self, *keys: Hashable) -> Any:
        """The value, None where a part of the way is missing."""
        node = self._document.data
        for key in keys:
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def maybe(self, *keys: Hashable) -> str | None:
        """A text or None."""
        value = self.value(*keys)
        if value is None or isinstance(value, str):
            return value
        raise self.error(*keys, what=f"{value!r} is no text", remedy="put it in quotes")

    def text(self, *keys: Hashable) -> str:
        """A text that must be there."""
        value = self.maybe(*keys)
        if not value:
            raise self.error(
                *keys, what=f"'{'.'.join(map(str, keys))}' is missing", remedy="add it"
            )
        return value

    def texts(self, *keys: Hashable) -> tuple[str, ...]:
        """A list of texts that must not be empty."""
        value = self.value(*keys)
        if not isinstance(value, list) or not value:
            raise self.error(*keys, what=f"'{keys[-1]}' is no list", remedy="write [fr, en]")
        return tuple(str(item) for item in value)

    def choice(self, *keys: Hashable) -> tuple[str, ...]:
        """A list of texts; empty when it is missing."""
        return self.texts(*keys) if self.value(*keys) is not None else ()

    def strings(self, *keys: Hashable) -> dict[str, str]:
        """A mapping of texts; empty when it is missing."""
        return {str(key): str(value) for key, value in (self.value(*keys) or {}).items()}

    def ids(self, *keys: Hashable) -> tuple[str, ...]:
        """The keys of a mapping that must be there."""
        value = self.value(*keys)
        if not isinstance(value, dict):
            raise self.error(*keys, what=f"'{keys[-1]}' is missing", remedy="add it")
        return tuple(str(key) for key in value)

    def indexes(self, *keys: Hashable) -> range:
        """The positions of a list; none when it is missing."""
        return range(len(self.value(*keys) or []))

    def number(self, *keys: Hashable, default: int) -> int:
        """A whole number above zero; `default` when it is missing."""
        value = self.value(*keys)
        if value is None:
            return default
        if not isinstance(value, int) or value < 1:
            raise self.error(*keys, what=f"{value!r} is no number of days", remedy="write 365")
        return value

    def zone(self, *keys: Hashable) -> ZoneInfo:
        """A time zone by its name."""
        name = self.text(*keys)
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise self.error(
                *keys, what=f"'{name}' is no time zone", remedy="write e.g. Europe/Paris"
            ) from error

    def week(self, *keys: Hashable) -> tuple[hours.Span, ...]:
        """Opening hours: a list of `{days: mon-fri, from: "09:00", to: "12:00"}`."""
        spans = []
        for index in self.indexes(*keys):
            row = self.value(*keys, index)
            try:
                span = hours.Span(
                    days=hours.day_numbers(row["days"]),
                    start=time.fromisoformat(row["from"]),
                    end=time.fromisoformat(row["to"]),
                    only=tuple((row.get("only") or {}).items()),
                )
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise self.error(
                    *keys,
                    index,
                    what="these hours cannot be read",
                    remedy='write {days: mon-fri, from: "09:00", to: "12:00"}',
                ) from error
            spans.append(span)
        return tuple(spans)

    def holidays(self, *keys: Hashable) -> hours.Holidays:
        """Holidays: `fixed` (month-day), `after_easter` (days), `days` (whole dates)."""
        rows = self.value(*keys) or {}
        try:
            fixed = [str(day).split("-") for day in rows.get("fixed") or []]
            return hours.Holidays(
                fixed=frozenset((int(month), int(day)) for month, day in fixed),
                after_easter=frozenset(int(days) for days in rows.get("after_easter") or []),
                days=frozenset(date.fromisoformat(str(day)) for day in rows.get("days") or []),
            )
        except (ValueError, AttributeError) as error:
            raise self.error(
                *keys,
                what="the holidays cannot be read",
                remedy='write fixed: ["05-01"], after_easter: [1], days: ["2026-12-24"]',
            ) from error
