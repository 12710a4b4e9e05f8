"""Who is logged in may go on only so far: a session ends, a one-time password opens one page only.

Each is a middleware for both kinds of view, so that live streams need no thread of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import alogout, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from desk.people import second_factor
from desk.people.models import User

_OPEN = ("password_change", "logout", "set_language", "health")
_FACTOR = ("second_factor", "second_factor_confirm", *_OPEN)
# Asked by pages on their own: no sign that somebody sits there.
BY_ITSELF = {"live", "changes", "queue_rows", "waiting", "look", "health", "health_live"}
_SINCE, _SIGN = "since", "sign"
# The sign of life is written once in so many seconds, not with each request.
_GRAIN = 30


class _Both:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        return self._later(request) if self.is_async else self._now(request)

    def _now(self, request: HttpRequest) -> Any:
        raise NotImplementedError

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        raise NotImplementedError


class SessionTime(_Both):
    """Logs out after DESK_IDLE_MINUTES without a sign of somebody, and after DESK_SESSION_HOURS."""

    def _now(self, request: HttpRequest) -> Any:
        if isinstance(getattr(request, "user", None), User) and _over(request):
            logout(request)
            messages.info(request, _farewell())
        return self.get_response(request)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(await request.auser(), User) and _over(request):
            await alogout(request)
            request.auser = _nobody  # Django 5.2 forgets it
            messages.info(request, _farewell())
        response: HttpResponseBase = await self.get_response(request)
        return response


class FreshPassword(_Both):
    """Sends whoever still has a one-time password to the page that changes it.

    Whose role has to have a second factor and has none is sent to the page that makes one.
    """

    def _now(self, request: HttpRequest) -> Any:
        return _held(request, getattr(request, "user", None)) or self.get_response(request)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        user = await request.auser()
        response: HttpResponseBase = _held(request, user) or await self.get_response(request)
        return response


def _over(request: HttpRequest) -> bool:
    """Whether the time of a session is over; a sign of life is written down."""
    now, session = time.time(), request.session
    since, sign = session.get(_SINCE, now), session.get(_SIGN, now)
    if now - sign > settings.DESK_IDLE.total_seconds():
        return True
    if now - since > settings.SESSION_COOKIE_AGE:
        return True
    if _SINCE not in session:
        session[_SINCE] = now
    if _SIGN not in session or (now - sign > _GRAIN and not _by_itself(request)):
        session[_SIGN] = now
    return False


async def _nobody() -> AnonymousUser:
    return AnonymousUser()


def _by_itself(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in BY_ITSELF
    except Resolver404:
        return True


def _farewell() -> str:
    return _("You were logged out because the desk was not used for some time.")


def _held(request: HttpRequest, user: Any) -> HttpResponseBase | None:
    if not isinstance(user, User) or request.path.startswith("/static/"):
        return None
    if user.must_change_password:
        return _only(request, _OPEN, "password_change")
    if second_factor.demanded(user) and getattr(user, "otp_device", None) is None:
        return _only(request, _FACTOR, "second_factor")
    return None


def _only(request: HttpRequest, names: tuple[str, ...], page: str) -> HttpResponseBase | None:
    return None if request.path in {reverse(name) for name in names} else redirect(page)
