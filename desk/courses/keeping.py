"""How offers are kept true: links for providers, who is due for a reminder, what a call settles.

An offer unconfirmed for 90 days is due; its first unanswered reminder is remembered, and 90 days
later the search hides it (models.py). Knows no page and no wording.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from desk.courses import history, rows, written
from desk.courses.exchange import plan
from desk.courses.models import CONFIRMED_DAYS, Course, Proposal, Provider
from desk.courses.rows import Problem
from knowledge.places import PlaceTable

_SALT = "courses.provider"
_LINK_DAYS, _AGAIN_DAYS = 180, 30
# What a provider may correct of its own offer; the rest is for staff.
CORRECTABLE = (
    *("title", "levels", "sessions", "schedule_text", "hours_per_week", "venue", "street"),
    *("postcode", "price", "free", "price_text", "childcare", "audience", "conditions"),
    *("enrol_how", "enrol_phone", "enrol_email", "enrol_url", "enrol_desk", "seats", "note"),
)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A provider with the offers that nobody has confirmed lately."""

    provider: Provider
    email: str
    phone: str
    courses: tuple[Course, ...]


def token(provider: Provider) -> str:
    """The word of a provider's personal link."""
    return signing.dumps([provider.pk, provider.link_number], salt=_SALT)


def provider_of(word: str) -> Provider | None:
    """Whose link this is; None when it is forged, old or withdrawn."""
    try:
        found = signing.loads(word, salt=_SALT, max_age=timedelta(days=_LINK_DAYS))
    except signing.BadSignature:
        return None
    return Provider.objects.filter(pk=found[0], link_number=found[1]).first()


def withdraw_link(provider: Provider) -> None:
    """The provider's links of today stop working."""
    Provider.objects.filter(pk=provider.pk).update(link_number=F("link_number") + 1)


def due(today: date) -> list[Due]:
    """Every provider with offers to confirm, by name; without an address they are to be called."""
    old = today - timedelta(days=CONFIRMED_DAYS)
    stale = Course.objects.filter(archived_on=None).filter(
        Q(confirmed_on=None) | Q(confirmed_on__lt=old)
    )
    found: dict[int, list[Course]] = {}
    for course in stale.select_related("provider").order_by("provider__name", "id"):
        found.setdefault(course.provider_id, []).append(course)
    return [_due(courses) for courses in found.values()]


def to_mail(today: date) -> list[Due]:
    """Those with an e-mail address that got no reminder lately."""
    again = today - timedelta(days=_AGAIN_DAYS)
    return [
        one
        for one in due(today)
        if one.email and not (one.provider.reminded_on and one.provider.reminded_on > again)
    ]


def to_call(today: date) -> list[Due]:
    """Those without an e-mail address."""
    return [one for one in due(today) if not one.email]


def reminded(one: Due, today: date) -> None:
    """Remembers that the mail has gone out."""
    with transaction.atomic():
        Provider.objects.filter(pk=one.provider.pk).update(reminded_on=today)
        for course in one.courses:
            if course.asked_on is None:
                course.asked_on = today
                course.save(update_fields=["asked_on"])


def confirm(courses: Iterable[Course], *, by: str, who: str) -> None:
    """They are still right today."""
    with transaction.atomic():
        for course in courses:
            course.confirmed_on, course.confirmed_by = timezone.localdate(), by[:150]
            course.asked_on = None
            course.save(update_fields=["confirmed_on", "confirmed_by", "asked_on"])
            history.deed(course, who=who, how="confirmed")


def propose(
    course: Course, cells: dict[str, str], *, gone: bool = False, comment: str = ""
) -> list[Problem]:
    """Keeps a provider's correction for staff; says what is wrong with it instead, if anything."""
    now = written.cells(course)
    changed = {
        column: cells[column].strip()
        for column in CORRECTABLE
        if column in cells and cells[column].strip() != now[column]
    }
    row = rows.parse({**now, **changed}, 0)
    if isinstance(row, list):
        return row
    if changed or gone or comment:
        course.proposals.filter(state=Proposal.State.WAITING).delete()
        Proposal.objects.create(course=course, cells=changed, gone=gone, comment=comment[:1000])
        # An answer has come: the offer is not hidden while staff look at it.
        course.asked_on = None
        course.save(update_fields=["asked_on"])
    return []


def decide(proposal: Proposal, *, accept: bool, who: str, places: PlaceTable) -> bool:
    """Accepts or refuses a correction; False when it no longer fits what stands."""
    course = proposal.course
    with transaction.atomic():
        if accept and proposal.cells:
            before = written.cells(course)
            row = rows.parse({**before, **proposal.cells}, 0)
            if isinstance(row, list):
                return False
            course = plan.write(row, places, before=before, who=who, how="provider")
        if accept and proposal.gone:
            course.archived_on = timezone.localdate()
            course.save(update_fields=["archived_on"])
            history.deed(course, who=who, how="archived")
        elif accept:
            confirm([course], by=course.provider.name, who=who)
        proposal.state = Proposal.State.ACCEPTED if accept else Proposal.State.REFUSED
        proposal.decided_by, proposal.decided_at = who, timezone.now()
        proposal.save()
    return True


def _due(courses: list[Course]) -> Due:
    provider = courses[0].provider
    emails = [provider.email, *(one.enrol_email for one in courses)]
    phones = [provider.phone, *(one.enrol_phone for one in courses)]
    return Due(
        provider=provider,
        email=next((one for one in emails if one), ""),
        phone=next((one for one in phones if one), ""),
        courses=tuple(courses),
    )
