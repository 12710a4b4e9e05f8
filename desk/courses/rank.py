"""How well each course fits, as one whole number: wishes by their weight, then small bonuses.

What is met counts whole, what is unknown less, what fails nothing; the bonuses order what fits
equally well: confirmed, seen lately, can be contacted, no conditions. Knows no order and no page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from desk.courses import near
from desk.courses.index import Index
from desk.courses.models import CONFIRMED_DAYS
from desk.courses.wishes import WEIGHTS, Wishes

# A score is a whole number of ten-thousandths, below this.
HIGHEST, PARTS = 10**7, 10_000
_UNKNOWN_SHARE = 0.4
_SHARES = np.array([1.0, 0.0, _UNKNOWN_SHARE])
# Small beside the weights of wishes.
_CONFIRMED, _CONFIRMED_OLD = 1.0, 0.7
_SEEN_PER_YEAR, _SEEN_YEARS = 0.05, 10
_CONTACT = 0.2
_CONDITIONS = -0.2
_WOMEN_UNASKED = -0.3  # half of the people who ask cannot go there
_MODE_UNASKED = {"class": 0.3, "blended": 0.3, "conversation": 0.15, "online": 0.1}
# "Cheaper", "closer", "sooner": counts as much as a weighty wish.
_PREFERRED = 4.0
_DEAR = Decimal(300)
_LONG_WAIT_DAYS = 180

Floats = npt.NDArray[np.float64]


def whole(score: float) -> int:
    """A score as it stands in a cursor, as the whole number it came from."""
    return round(min(max(score, 0.0), HIGHEST / PARTS) * PARTS)


def score(
    held: Index,
    wishes: Wishes,
    codes: Mapping[str, npt.NDArray[np.int8]],
    km: Floats | None,
    rows: npt.NDArray[np.int64],
    today: date,
) -> npt.NDArray[np.int64]:
    """The score of each of these courses; `codes` are the answers for each wish, `km` by site."""
    total: Floats = held.once(("base", today), lambda: _base(held, today))[rows]
    for key, given in codes.items():
        if key != "place":
            total += (WEIGHTS[key] * _SHARES)[given]
    if km is not None:
        places = held.once(("near", wishes.place), lambda: _near(km))
        weight = WEIGHTS["place"] + (_PREFERRED if wishes.prefer == "distance" else 0)
        total += (weight * places)[held.columns["site"].codes[rows]]
    if not wishes.audience:
        total += _dealt(held, "women_only", lambda only: _WOMEN_UNASKED if only else 0, rows)
    if not wishes.mode:
        total += _dealt(held, "mode", lambda mode: _MODE_UNASKED.get(mode, 0), rows)
    if wishes.prefer == "price":
        total += _dealt(held, "price", lambda price: _PREFERRED * _cheap(*price), rows)
    if wishes.prefer == "start":
        total += _dealt(held, "start", lambda at: _PREFERRED * _soon(at[0], at[1], today), rows)
    # No bonus can make a course fall below nothing: cursors hold scores from 0 up.
    return np.rint(np.maximum(total + 1.0, 0.0) * PARTS).astype(np.int64)


def _base(held: Index, today: date) -> Floats:
    """What does not hang on any wish."""
    every = np.arange(len(held.ids))
    old = today - timedelta(days=CONFIRMED_DAYS)

    def confirmed(on: date | None) -> float:
        if on is None:
            return 0
        return _CONFIRMED if on >= old else _CONFIRMED_OLD

    total = _dealt(held, "confirmed_on", confirmed, every)
    total += _dealt(held, "last_seen", lambda year: _seen(year, today.year), every)
    total += _dealt(held, "contact", lambda known: _CONTACT if known else 0, every)
    total += _dealt(held, "conditions", lambda stated: _CONDITIONS if stated else 0, every)
    return total


def _dealt(
    held: Index, column: str, answer: Callable[[Any], float], rows: npt.NDArray[np.int64]
) -> Floats:
    table = held.columns[column].table(answer, np.float64)
    return table[held.columns[column].codes[rows]] if len(rows) else np.zeros(0)


def _near(km: Floats) -> Floats:
    """The nearer the better: 1.0 next door, 0.7 at the limit, then from 0.3 down; unknown 0.4."""
    minutes = np.array([0 if np.isnan(one) else near.minutes(float(one)) for one in km])
    way = minutes / near.NEAR_MINUTES
    share = np.where(way <= 1, 1.0 - 0.3 * way, np.maximum(0.0, 0.3 - 0.1 * way))
    return np.where(np.isnan(km), _UNKNOWN_SHARE, share)


def _seen(year: int | None, this_year: int) -> float:
    if year is None:
        return 0
    return _SEEN_PER_YEAR * max(0, _SEEN_YEARS - max(0, this_year - year))


def _cheap(free: bool | None, price: Decimal | None) -> float:
    if free:
        return 1
    if price is None:
        return 0 if free is False else _UNKNOWN_SHARE
    return float(1 - min(price, _DEAR) / _DEAR)


def _soon(on_request: bool | None, first: date | None, today: date) -> float:
    if on_request:
        return 1
    if first is None:
        return _UNKNOWN_SHARE
    return 1 - min(max((first - today).days, 0), _LONG_WAIT_DAYS) / _LONG_WAIT_DAYS
