"""Which wishes to do without when nothing fits them all.

One wish at a time, the one a person can do without most easily first; two only when no single one
helps. Hard limits are never dropped. Knows only names of wishes and their weights.
"""

from __future__ import annotations

from collections.abc import Iterable

from desk.courses.wishes import HARD, WEIGHTS


def cost(wishes: Iterable[str]) -> tuple[int, float]:
    """What it costs to do without these wishes: first how many, then how weighty."""
    dropped = tuple(wishes)
    return (len(dropped), sum(WEIGHTS[wish] for wish in dropped))


def dropped(failures: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The cheapest set of wishes without which some course is left; empty when one fits all.

    `failures` are the wishes that each course is known to fail. Dropping exactly what some course
    fails is enough, so the cheapest of these sets is the answer of trying one wish after the other.
    """
    bearable = (failed for failed in failures if not set(failed) & set(HARD))
    return min(bearable, key=lambda failed: (*cost(failed), failed), default=())
