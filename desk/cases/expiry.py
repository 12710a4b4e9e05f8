"""What goes by age at the desk: words of closed cases, the log of deeds, traces of log-ins.

Works in small transactions: stopped anywhere, the next run finds what is left. Knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef

from desk.cases import forget
from desk.cases.models import OPEN_STATES, Case, FeedRecord, State
from desk.people.models import Deed

BATCH = 50
LOGIN_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Expired:
    """What a run deleted; `left` is over but still there: 0 after a whole run."""

    cases: int
    deeds: int
    logins: int
    left: int


def expire(
    now: datetime, *, case_days: int, log_days: int, stopped: Callable[[], bool] = lambda: False
) -> Expired:
    """Deletes words of cases closed for `case_days` and deeds older than `log_days`."""
    before = now - timedelta(days=case_days)
    cases = 0
    while not stopped():
        batch = list(_over(before).values_list("conversation", flat=True).distinct()[:BATCH])
        if not batch:
            break
        for conversation in batch:
            with transaction.atomic():
                cases += forget.empty(str(conversation))
    _delete(FeedRecord.objects.filter(at__lt=before, fate=FeedRecord.Fate.APPLIED))
    deeds = _delete(Deed.objects.filter(at__lt=now - timedelta(days=log_days)))
    logins = _logins(now)
    forget.clear_traces()
    return Expired(cases=cases, deeds=deeds, logins=logins, left=_over(before).count())


def _over(before: datetime) -> models.QuerySet[Case]:
    """Closed long enough, and nothing newer of the same person."""
    newer = Case.objects.filter(conversation=OuterRef("conversation")).filter(
        models.Q(state__in=OPEN_STATES) | models.Q(closed_at__gte=before)
    )
    closed = Case.objects.filter(state=State.CLOSED, closed_at__lt=before)
    return closed.exclude(conversation=None).exclude(Exists(newer))


def _logins(now: datetime) -> int:
    old = now - timedelta(days=LOGIN_DAYS)
    gone = _delete(Session.objects.filter(expire_date__lt=now))
    for model in (AccessAttempt, AccessLog, AccessFailureLog):
        gone += _delete(model.objects.filter(attempt_time__lt=old))
    return gone


def _delete(rows: models.QuerySet[models.Model]) -> int:
    """Deletes at once; the log of deeds refuses Django's own way on purpose."""
    return int(rows._raw_delete(rows.db))
