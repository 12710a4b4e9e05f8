"""The lock after too many failed log-ins: until when it holds, what is said, how it is lifted.

Axes counts and locks; a wrong second factor counts as a wrong password.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def locked(*, at: datetime) -> dict[str, datetime]:
    """User names that are locked somewhere, each with the end of its lock."""
    ends: dict[str, datetime] = {}
    failures: dict[tuple[str, str], int] = {}
    rows = AccessAttempt.objects.filter(attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
    for row in rows.order_by("attempt_time"):
        key = (row.username or "", str(row.ip_address))
        failures[key] = failures.get(key, 0) + row.failures_since_start
        if failures[key] >= settings.AXES_FAILURE_LIMIT:
            ends[key[0]] = row.attempt_time + settings.AXES_COOLOFF_TIME
    return ends


def lift(username: str) -> None:
    """Ends the lock of this name, wherever it was tried."""
    reset(username=username)


def response(request: HttpRequest, *_: Any) -> HttpResponse:
    """What a locked person reads: when it ends. Called by axes in place of the page."""
    now = timezone.now()
    given: dict[str, str] = getattr(request, "axes_credentials", None) or {}
    name = given.get("username") or request.POST.get("username", "")
    end = locked(at=now).get(name, now + settings.AXES_COOLOFF_TIME)
    wait = max(0, int((end - now).total_seconds()) + 1)
    # Shown without seconds: rounded up, or the first try after it would still be refused.
    shown = {"until": end + timedelta(seconds=59)}
    answer = render(request, "people/locked.html", shown, status=429)
    answer["Retry-After"] = str(wait)
    return answer
