"""Which pages are an administrator's alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from desk.people.models import Role, User


def administrator(request: HttpRequest) -> User:
    """Who asks, on a page of administrators.

    Raises:
        PermissionDenied: it is somebody else.
    """
    user = request.user
    if not isinstance(user, User) or user.role != Role.ADMINISTRATOR:
        raise PermissionDenied
    return user


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates a view: others get 403, strangers the log-in."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        administrator(request)
        return view(request, *args, **kwargs)

    return guarded
