"""Wishes -> ranked matches.

Every wish is put to the distinct values of one column of the index (judge.py) and dealt out to all
courses at once. A wish that a course meets counts whole, one it leaves open less, one it fails
nothing, so the unknown ranks between. Knows no SQL, no HTTP and no wording.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from desk.courses import index, judge, near, rank, relax
from desk.courses.wishes import HARD, Wishes

_ROUGH_KM = 0.5  # how exact the place table is at best
_MET, _FAILED, _UNKNOWN = 0, 1, 2
_CODE = {"met": _MET, "failed": _FAILED, "unknown": _UNKNOWN}
_ROOM = 2**24  # for the course's row behind its score, in one number
Whole = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class Match:
    """One course held against the wishes. `km` and `near` are None when no place was wished."""

    id: str
    score: float
    met: tuple[str, ...]
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    km: float | None

    @property
    def minutes(self) -> int | None:
        """The estimated way."""
        return None if self.km is None else near.minutes(self.km)

    @property
    def sayable_km(self) -> float | None:
        """The distance, unless both points are too rough for it: the same neighbourhood."""
        return None if self.km is None or self.km < _ROUGH_KM else round(self.km, 1)

    @property
    def near(self) -> bool | None:
        """Within the limit that counts as near."""
        return None if self.minutes is None else self.minutes <= near.NEAR_MINUTES

    @property
    def key(self) -> tuple[float, str]:
        """Ascending order of the ranking, and the cursor of a page."""
        return (-self.score, self.id)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One page in order, the wishes dropped to find any, and what is honest to say of all matches.

    `total` fit; `certain` of them are known to meet every wish that was not dropped. `elsewhere_km`
    is how far the nearest of the best is when none lies in the wished place itself.
    """

    matches: tuple[Match, ...]
    total: int
    more: bool
    relaxed: tuple[str, ...]
    certain: int
    elsewhere_km: float | None


def search(
    wishes: Wishes,
    *,
    today: date,
    limit: int | None = None,
    after: tuple[float, str] | None = None,
    leave_out: str | None = None,
) -> Outcome:
    """Ranks the inventory by the wishes, dropping as few of them as needed."""
    held = index.current()
    asked = wishes.expressed()
    tables = {key: _table(held, key, wishes) for key in asked}
    rows = _candidates(held, wishes, tables, today)
    without = held.row(leave_out) if leave_out is not None else None
    if without is not None:
        rows = rows[rows != without]
    codes = {key: table[_codes(held, key)[rows]] for key, table in tables.items()}
    failed = _bits(codes, _FAILED, len(rows))
    unknown = _bits(codes, _UNKNOWN, len(rows))
    relaxed = relax.dropped(_names(bits, asked) for bits in _distinct(failed))
    fits = np.flatnonzero((failed & ~_bits_of(relaxed, asked)) == 0)
    certain = fits[unknown[fits] == 0]
    km = _distances(held, wishes)
    scores = rank.score(held, wishes, codes, km, rows, today)
    page, more = _page((rank.HIGHEST - scores[fits]) * _ROOM + rows[fits], held, limit, after)
    spots = np.searchsorted(rows, page % _ROOM)
    return Outcome(
        matches=tuple(
            Match(
                id=held.ids[rows[spot]],
                score=int(scores[spot]) / rank.PARTS,
                met=_names(~(failed[spot] | unknown[spot]), asked),
                failed=_names(failed[spot], asked),
                unknown=_names(unknown[spot], asked),
                km=_of_site(held, km, rows[spot]),
            )
            for spot in spots
        ),
        total=len(fits),
        more=more,
        relaxed=relaxed,
        certain=len(certain),
        elsewhere_km=_elsewhere(held, wishes, km, rows[certain if len(certain) else fits]),
    )


def _table(held: index.Index, key: str, wishes: Wishes) -> Codes:
    name, rule = judge.RULES[key]

    def table() -> Codes:
        return held.columns[name].table(lambda value: _CODE[rule(value, wishes)], np.int8)

    return held.once((key, getattr(wishes, key)), table)


def _codes(held: index.Index, key: str) -> index.Codes:
    return held.columns[judge.RULES[key][0]].codes


def _candidates(
    held: index.Index, wishes: Wishes, tables: dict[str, Codes], today: date
) -> npt.NDArray[np.int64]:
    """The courses that are shown and not known to fail a hard limit."""

    def hard() -> npt.NDArray[np.int64]:
        left = held.visible(today)
        for key in HARD:
            if key in tables:
                left &= (tables[key] != _FAILED)[_codes(held, key)]
        return np.flatnonzero(left)

    limits = tuple(getattr(wishes, key) for key in HARD)
    rows = held.once(("hard", today, limits), hard)
    return rows[held.texts.find(wishes.text)[rows]] if wishes.text else rows


def _bits(codes: dict[str, Codes], which: int, count: int) -> Whole:
    """Per course, one bit for each wish that got this answer."""
    bits = np.zeros(count, np.int64)
    for place, given in enumerate(codes.values()):
        bits |= (given == which).astype(np.int64) << place
    return bits


def _bits_of(names: tuple[str, ...], asked: tuple[str, ...]) -> int:
    return sum(1 << place for place, key in enumerate(asked) if key in names)


def _distinct(bits: Whole) -> npt.NDArray[np.int64]:
    seen = np.zeros(int(bits.max(initial=0)) + 1, np.bool_)
    seen[bits] = True
    return np.flatnonzero(seen) if len(bits) else np.zeros(0, np.int64)


def _names(bits: np.int64, asked: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for place, key in enumerate(asked) if int(bits) >> place & 1)


def _distances(held: index.Index, wishes: Wishes) -> rank.Floats | None:
    """Kilometres of each distinct site from the wished place; NaN where it is not known."""
    place = wishes.place
    if place is None:
        return None
    return held.once(
        ("km", place),
        lambda: held.columns["site"].table(lambda site: judge.way(site, place)[1], np.float64),
    )


def _of_site(held: index.Index, km: rank.Floats | None, row: np.int64) -> float | None:
    if km is None:
        return None
    value = float(km[held.columns["site"].codes[row]])
    return None if math.isnan(value) else value


def _page(
    order: Whole, held: index.Index, limit: int | None, after: tuple[float, str] | None
) -> tuple[Whole, bool]:
    """The first of what comes after the cursor; whether there is more behind."""
    if after is not None:
        score, id_ = after
        row = held.place_of(id_) + (held.row(id_) is not None)
        order = order[order >= (rank.HIGHEST - rank.whole(-score)) * _ROOM + row]
    if limit is None or len(order) <= limit:
        return np.sort(order), False
    return np.sort(np.partition(order, limit)[:limit]), True


def _elsewhere(
    held: index.Index,
    wishes: Wishes,
    km: rank.Floats | None,
    best: npt.NDArray[np.int64],
) -> float | None:
    """How far the nearest of the best is, when it is near but not in the place itself."""
    if km is None or wishes.place is None or not len(best):
        return None
    column, place = held.columns["site"], wishes.place
    used = _distinct(column.codes[best].astype(np.int64))
    known = [(float(km[one]), column.values[one]) for one in used if not np.isnan(km[one])]
    close = [(way, site) for way, site in known if near.minutes(way) <= near.NEAR_MINUTES]
    if not close or any(near.holds(place, site.municipality, way) for way, site in close):
        return None
    return min(way for way, _site in close)
