"""A one-time password opens one page only: the one that replaces it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from desk.people.models import User

_OPEN = ("password_change", "logout", "set_language", "health")


class FreshPassword:
    """Sends whoever still has a one-time password to the page that changes it."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if self.is_async:
            return self._later(request)
        return _held(request, getattr(request, "user", None)) or self.get_response(request)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        user = await request.auser()
        response: HttpResponseBase = _held(request, user) or await self.get_response(request)
        return response


def _held(request: HttpRequest, user: Any) -> HttpResponseBase | None:
    if not isinstance(user, User) or not user.must_change_password:
        return None
    if request.path in {reverse(name) for name in _OPEN} or request.path.startswith("/static/"):
        return None
    return redirect("password_change")
