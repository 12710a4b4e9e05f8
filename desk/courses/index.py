"""What a search must know of every course, in memory: one column of small codes per question.

A column keeps each distinct value once and a code per course, so that a question is asked of the
few distinct values only and the answers are dealt out by numpy. Each process holds one index and
brings it up to date by the inventory's number; a course that changed is read again, alone.
Knows no wish and no ranking.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from desk.courses import inventory, words
from desk.courses.judge import Site
from desk.courses.models import HIDDEN_DAYS, Course

Codes = npt.NDArray[np.int32]
Made = TypeVar("Made")
_CHUNK = 2000
_SHARED_MOST = 200


class Column:
    """One question's values: each distinct value once, and per course which one it is."""

    def __init__(self, cells: Iterable[Any]) -> None:
        self._code_of: dict[Any, int] = {}
        self.values: list[Any] = []
        self.codes: Codes = np.fromiter((self.code(cell) for cell in cells), dtype=np.int32)

    def code(self, value: Any) -> int:
        """The code of a value, a new one if need be."""
        known = self._code_of.get(value)
        if known is None:
            known = self._code_of[value] = len(self.values)
            self.values.append(value)
        return known

    def table(self, answer: Callable[[Any], Any], dtype: Any) -> npt.NDArray[Any]:
        """The answer for each distinct value; `table[codes]` deals it out."""
        return np.array([answer(value) for value in self.values], dtype=dtype)


@dataclass(frozen=True, kw_only=True)
class Index:
    """All courses that are not archived, by id, as of one state of the inventory."""

    epoch: str
    stamp: int
    ids: Sequence[str]
    columns: dict[str, Column]
    texts: words.Words
    # Answers that many searches share; they go with the index when anything changes.
    shared: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once for this index; few keys only, the oldest go."""
        if key not in self.shared:
            if len(self.shared) >= _SHARED_MOST:
                self.shared.pop(next(iter(self.shared)), None)
            self.shared[key] = make()
        made: Made = self.shared[key]
        return made

    def visible(self, today: date) -> npt.NDArray[np.bool_]:
        """Which courses are shown: those with no reminder unanswered for too long."""
        limit = today - timedelta(days=HIDDEN_DAYS)
        column = self.columns["asked_on"]
        shown = column.table(lambda asked: asked is None or asked >= limit, np.bool_)
        return shown[column.codes] if len(shown) else np.zeros(0, np.bool_)

    def place_of(self, id_: str) -> int:
        """Where a course of this id stands or would stand."""
        return bisect_left(self.ids, id_)

    def row(self, id_: str) -> int | None:
        """Where the course of this id stands; None when there is none."""
        place = self.place_of(id_)
        return place if place < len(self.ids) and self.ids[place] == id_ else None


# What the database gives, and what each column is made of.
_FIELDS = (
    *("id", "target_language", "other_languages", "level_mask", "women_only", "childcare"),
    *("band_mask", "day_mask", "lat", "lon", "more_points", "municipality", "needs_mask"),
    *("free", "price", "mode", "audience_mask", "on_request", "starts_on", "support_languages"),
    *("hours_max", "setting", "pace", "conditions", "last_seen", "confirmed_on", "asked_on"),
    *("enrol_how", "enrol_phone", "enrol_email", "enrol_url", "enrol_desk"),
    *("title", "provider__name", "venue", "neighbourhood", "audience"),
)
_AT = {name: place for place, name in enumerate(_FIELDS)}
_NAMES = (
    *("languages", "levels", "women_only", "childcare", "bands", "days", "site", "needs", "price"),
    *("mode", "audiences", "start", "support", "hours", "setting", "pace", "conditions"),
    *("last_seen", "confirmed_on", "asked_on", "contact"),
)
_CONTACT = ("enrol_how", "enrol_phone", "enrol_email", "enrol_url", "enrol_desk")
_TEXT = ("title", "provider__name", "venue", "municipality", "neighbourhood", "audience")


def _cells(row: Sequence[Any]) -> tuple[Any, ...]:
    """One row of the database as the values of all columns, in the order of `_NAMES`."""
    (  # fmt: skip
        _id,
        language,
        others,
        levels,
        women,
        childcare,
        bands,
        days,
        lat,
        lon,
        more,
        town,
        needs,
        free,
        price,
        mode,
        audiences,
        on_request,
        starts_on,
        support,
        hours,
        setting,
        pace,
        conditions,
        seen,
        confirmed,
        asked,
    ) = row[: _AT["enrol_how"]]
    points = tuple((point[0], point[1]) for point in more)
    return (
        *((language, others), levels, women, childcare, bands, days),
        *(Site(lat, lon, points, town), needs, (free, price), mode, audiences),
        *((on_request, starts_on), support, hours, setting, pace, bool(conditions)),
        *(seen, confirmed, asked, any(row[_AT[name]] for name in _CONTACT)),
    )


def _text(row: Sequence[Any]) -> str:
    return " ".join(row[_AT[name]] for name in _TEXT)


_lock = Lock()
_held: Index | None = None


def current() -> Index:
    """The index as the database stands now."""
    global _held
    epoch, stamp = inventory.state()
    held = _held
    if held is not None and (held.epoch, held.stamp) == (epoch, stamp):
        return held
    with _lock:
        held = _held
        if held is None or held.epoch != epoch or held.stamp > stamp:
            held = _read(epoch, stamp)
        elif held.stamp < stamp:
            held = _freshen(held, stamp)
        _held = held
    return held


def _rows(courses: QuerySet[Course]) -> Iterator[tuple[Any, ...]]:
    return courses.values_list(*_FIELDS).iterator(chunk_size=_CHUNK)


def _read(epoch: str, stamp: int) -> Index:
    rows = sorted(_rows(Course.objects.filter(archived_on=None).order_by()), key=lambda row: row[0])
    cells = list(zip(*(_cells(row) for row in rows))) or [()] * len(_NAMES)
    return Index(
        epoch=epoch,
        stamp=stamp,
        ids=[row[0] for row in rows],
        columns={name: Column(column) for name, column in zip(_NAMES, cells)},
        texts=words.Words(_text(row) for row in rows),
    )


def _freshen(held: Index, stamp: int) -> Index:
    """Reads what changed; all of it when courses came, were archived, or changed in number."""
    newer = Course.objects.filter(stamp__gt=held.stamp).order_by()
    changed = list(_rows(newer.filter(archived_on=None)))
    places = [held.place_of(row[0]) for row in changed]
    known = all(held.row(row[0]) is not None for row in changed)
    if not known or newer.exclude(archived_on=None).exists():
        return _read(held.epoch, stamp)
    columns = {}
    for name, column in held.columns.items():
        columns[name] = copy = Column(())
        copy._code_of, copy.values = dict(column._code_of), list(column.values)
        copy.codes = column.codes.copy()
    for place, row in zip(places, changed, strict=True):
        for name, cell in zip(_NAMES, _cells(row), strict=True):
            columns[name].codes[place] = columns[name].code(cell)
    texts = held.texts.replaced({place: _text(row) for place, row in zip(places, changed)})
    return Index(epoch=held.epoch, stamp=stamp, ids=held.ids, columns=columns, texts=texts)
