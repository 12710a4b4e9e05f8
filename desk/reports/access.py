"""Who sees the reports: coordinators and administrators, of the offices whose cases they see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from desk.cases.access import colleague
from desk.people.models import Role

View = Callable[..., HttpResponse]


def coordinates(view: View) -> View:
    """For coordinators and administrators."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if colleague(request).role not in (Role.COORDINATOR, Role.ADMINISTRATOR):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
