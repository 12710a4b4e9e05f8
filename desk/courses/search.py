"""Wishes -> ranked matches.

SQL leaves out what is known to fail a hard limit and reads only the columns that judging needs;
whole courses are read for the page shown. A wish that a course meets counts whole, one it leaves
open less, one it fails nothing, so the unknown ranks between. Knows no HTTP and no wording.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, F, Q, QuerySet, Value
from django.db.models.expressions import Case, When

from desk.courses import judge, near, relax
from desk.courses.judge import Facts
from desk.courses.models import Course
from desk.courses.wishes import WEIGHTS, Wishes

_ROUGH_KM = 0.5  # how exact the place table is at best
# Small beside the weights of wishes: they order what fits equally well.
_UNKNOWN_SHARE = 0.4
_CONFIRMED = 1.0
_SEEN_PER_YEAR, _SEEN_YEARS = 0.05, 10
_CONTACT = 0.2
_CONDITIONS = -0.2
_WOMEN_ONLY_UNASKED = -0.3  # half of the people who ask cannot go there
_MODE_UNASKED = {"class": 0.3, "blended": 0.3, "conversation": 0.15, "online": 0.1}


@dataclass(frozen=True, kw_only=True)
class Match:
    """One course held against the wishes. `km` and `near` are None when no place was wished."""

    id: str
    score: float
    met: tuple[str, ...]
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    km: float | None
    in_place: bool

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
    """All matches in order, the wishes dropped to find any, and what is honest to say of them.

    `certain` counts the matches known to meet every wish that was not dropped. `elsewhere_km` is
    how far the nearest of the best is when none lies in the wished place itself.
    """

    matches: tuple[Match, ...]
    relaxed: tuple[str, ...]
    certain: int
    elsewhere_km: float | None


def search(wishes: Wishes, *, this_year: int) -> Outcome:
    """Ranks the inventory by the wishes, dropping as few of them as needed."""
    every = [rate(facts, wishes, this_year=this_year) for facts in candidates(wishes)]
    relaxed = relax.dropped(match.failed for match in every)
    fitting = [match for match in every if set(match.failed) <= set(relaxed)]
    fitting.sort(key=lambda match: match.key)
    certain = [match for match in fitting if not match.unknown]
    return Outcome(
        matches=tuple(fitting),
        relaxed=relaxed,
        certain=len(certain),
        elsewhere_km=_elsewhere(certain or fitting),
    )


def candidates(wishes: Wishes) -> Iterable[Facts]:
    """The courses that are not known to fail a hard limit."""
    rows: QuerySet[Course] = Course.objects.all()
    if language := wishes.target_language:
        rows = rows.filter(
            Q(target_language=language) | Q(other_languages__contains=f" {language} ")
        )
    if level := wishes.level:
        rows = rows.annotate(level_hit=F("level_mask").bitand(judge.accepted_levels(level)))
        rows = rows.filter(Q(level_mask=None) | Q(level_hit__gt=0))
    if wishes.audience:
        rows = rows.exclude(women_only=False)
    no_contact = Q(enrol_phone="", enrol_email="", enrol_url="", enrol_how="")
    rows = rows.annotate(
        has_contact=_flag(~no_contact), confirmed=_flag(Q(confirmed_on__isnull=False))
    )
    return map(Facts._make, rows.order_by().values_list(*Facts._fields))


def rate(facts: Facts, wishes: Wishes, *, this_year: int) -> Match:
    """Holds one course against all wishes."""
    km = judge.distance(facts, wishes)
    verdicts = {key: judge.verdict(key, facts, wishes, km) for key in wishes.expressed()}
    score = _bonus(facts, wishes, this_year)
    for key, verdict in verdicts.items():
        score += WEIGHTS[key] * _share(key, verdict, km)
    return Match(
        id=facts.id,
        score=round(score, 4),
        met=_keys(verdicts, "met"),
        failed=_keys(verdicts, "failed"),
        unknown=_keys(verdicts, "unknown"),
        km=km,
        in_place=wishes.place is not None
        and km is not None
        and wishes.place.holds(facts.municipality, km),
    )


def _share(key: str, verdict: judge.Verdict, km: float | None) -> float:
    if verdict == "unknown":
        return _UNKNOWN_SHARE
    if key == "place" and km is not None:
        # The nearer the better: 1.0 next door, 0.7 at the limit, then from 0.3 down.
        way = near.minutes(km) / near.NEAR_MINUTES
        return 1.0 - 0.3 * way if verdict == "met" else max(0.0, 0.3 - 0.1 * way)
    return 1.0 if verdict == "met" else 0.0


def _bonus(facts: Facts, wishes: Wishes, this_year: int) -> float:
    bonus = _CONFIRMED if facts.confirmed else 0.0
    if facts.last_seen is not None:
        age = max(0, this_year - facts.last_seen)
        bonus += _SEEN_PER_YEAR * max(0, _SEEN_YEARS - age)
    if facts.has_contact:
        bonus += _CONTACT
    if facts.conditions:
        bonus += _CONDITIONS
    if facts.women_only and not wishes.audience:
        bonus += _WOMEN_ONLY_UNASKED
    if not wishes.mode:
        bonus += _MODE_UNASKED.get(facts.mode, 0.0)
    return bonus


def _elsewhere(best: Iterable[Match]) -> float | None:
    known = [match for match in best if match.km is not None and "place" in match.met]
    if not known or any(match.in_place for match in known):
        return None
    return min(match.km for match in known if match.km is not None)


def _keys(verdicts: dict[str, judge.Verdict], wanted: judge.Verdict) -> tuple[str, ...]:
    return tuple(key for key, verdict in verdicts.items() if verdict == wanted)


def _flag(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
