"""Writes the log of deeds. Takes ids and verbs; refuses words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from desk.people.models import Deed, User, Verb


def note(who: User | AnonymousUser | None, verb: Verb, what: str = "") -> None:
    """Adds one line; `what` is a kind and an id such as `case:12`."""
    Deed.objects.create(who=who if isinstance(who, User) else None, verb=verb, what=what)


def listen() -> None:
    """Connects the log to Django's log-in signals; called once when the app is ready."""
    user_logged_in.connect(_logged_in, dispatch_uid="desk.log.in")
    user_logged_out.connect(_logged_out, dispatch_uid="desk.log.out")
    user_login_failed.connect(_failed, dispatch_uid="desk.log.failed")


def _logged_in(sender: Any, *, user: User, **_: Any) -> None:
    note(user, Verb.LOGIN)


def _logged_out(sender: Any, *, user: User | None, **_: Any) -> None:
    if user is not None:
        User.objects.filter(pk=user.pk).update(duty_until=None)
        note(user, Verb.LOGOUT)


def _failed(sender: Any, **_: Any) -> None:
    note(None, Verb.LOGIN_FAILED)
