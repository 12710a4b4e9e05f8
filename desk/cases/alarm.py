"""Tells the duty address, and a group of staff, that somebody waits: language, topic, time, link.

Never a word of the newcomer's. At most one message in ALARM_EVERY, save for an emergency.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import library
from desk.cases import staff_group
from desk.cases.models import Case, State

_log = logging.getLogger(__name__)


def ring(*, at: datetime) -> int:
    """Sends what is due; returns of how many cases it told."""
    if not settings.ALARM_TO and not settings.ALARM_TELEGRAM_CHAT:
        return 0
    waiting = Case.objects.filter(state=State.WAITING)
    new = waiting.filter(alarmed_new_at=None)
    late = waiting.filter(waiting_since__lte=at - settings.ALARM_AFTER, alarmed_late_at=None)
    due = list((new | late).distinct().order_by("-emergency", "waiting_since"))
    if not due or (_lately(at) and not any(c.emergency and not c.alarmed_new_at for c in due)):
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        if not _send(subject(due), "\n".join(lines(due, at=at))):
            return 0
    _mark(new, "alarmed_new_at", due, at)
    _mark(late, "alarmed_late_at", due, at)
    return len(due)


def subject(cases: list[Case]) -> str:
    """How many wait; whether one is in danger."""
    count = len(cases)
    words = ngettext("%(count)s person waits", "%(count)s people wait", count) % {"count": count}
    return f"{_('Emergency')}! {words}" if any(case.emergency for case in cases) else words


def lines(cases: Iterable[Case], *, at: datetime) -> list[str]:
    """One line a case, without content."""
    found = []
    for case in cases:
        minutes = int((at - case.waiting_since).total_seconds() // 60)
        parts = [
            _("Emergency") if case.emergency else "",
            library.language_name(case.language) if case.language else "",
            library.topic_title(case.topic) if case.topic else "",
            f"{minutes} min",
            settings.DESK_URL.rstrip("/") + reverse("conversation", args=[case.code]),
        ]
        found.append(" · ".join(part for part in parts if part))
    return found


def _lately(at: datetime) -> bool:
    times = Case.objects.aggregate(new=Max("alarmed_new_at"), late=Max("alarmed_late_at"))
    return any(time and time > at - settings.ALARM_EVERY for time in times.values())


def _send(title: str, body: str) -> bool:
    """Whether it reached at least one of the two."""
    sent = False
    if settings.ALARM_TO:
        try:
            sent = EmailMessage(title, body, to=settings.ALARM_TO.split()).send() == 1
        except (OSError, SMTPException) as error:
            _log.warning("mail of waiting cases not sent: %s", type(error).__name__)
    if settings.ALARM_TELEGRAM_CHAT:
        sent = staff_group.tell(f"{title}\n{body}") or sent
    return sent


def _mark(rows: QuerySet[Case], column: str, told: list[Case], at: datetime) -> None:
    """Not `version`: the pages show nothing of it."""
    ids = [case.pk for case in told]
    Case.objects.filter(Q(pk__in=ids) & Q(pk__in=list(rows.values_list("pk", flat=True)))).update(
        **{column: at}
    )
