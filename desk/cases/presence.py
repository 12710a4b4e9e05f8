"""Who is on duty, how many wait, when the office opens next: the values of the honest words.

The switch goes off by itself after 15 minutes without a sign of the colleague. Knows no wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from desk import library
from desk.cases.models import Case, State
from desk.people import log
from desk.people.models import User, Verb

WITHOUT_A_SIGN = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What can honestly be said at a moment. `opens` is None when it is open or not known."""

    somebody: bool
    ahead: int
    opens: datetime | None


def come(user: User, *, at: datetime) -> None:
    """Turns the switch on."""
    User.objects.filter(pk=user.pk).update(duty_until=at + WITHOUT_A_SIGN)
    log.note(user, Verb.DUTY_ON)


def go(user: User) -> None:
    """Turns the switch off."""
    User.objects.filter(pk=user.pk).update(duty_until=None)
    log.note(user, Verb.DUTY_OFF)


def sign(user: User, *, at: datetime) -> bool:
    """A sign of life: keeps the switch on if it still is; tells whether it is."""
    rows = User.objects.filter(pk=user.pk, duty_until__gt=at)
    return rows.update(duty_until=at + WITHOUT_A_SIGN) == 1


def on_duty(office: str, *, at: datetime) -> bool:
    """Whether a colleague of this office, or of all offices, has the switch on."""
    there = User.objects.filter(is_active=True, duty_until__gt=at)
    return there.filter(Q(office=office) | Q(office="")).exists()


def situation(case: Case, *, at: datetime) -> Situation:
    """Promises only what both hours and switch say."""
    city = library.city()
    office = case.office if case.office in city.offices else city.main_office
    hours_known = bool(city.offices[office].desk_hours)
    is_open = city.is_open(at, "desk", office=office)
    ahead = Case.objects.filter(state=State.WAITING, office=case.office)
    return Situation(
        somebody=on_duty(case.office, at=at) and (is_open or not hours_known),
        ahead=ahead.filter(waiting_since__lt=case.waiting_since).exclude(pk=case.pk).count(),
        opens=None if is_open else city.next_opening(at, "desk", office=office),
    )
