"""Links by which a person sets the own password: signed, for one use, over after INVITATION_HOURS.

Django's own tokens, which end when the password or the last log-in changes; ours also end when a
newer link is made. Knows no page.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from desk.people.models import User


class _Tokens(PasswordResetTokenGenerator):
    key_salt = "desk.people.links"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.invited_at}"


tokens = _Tokens()


def make(user: User, *, at: datetime) -> str:
    """The address for this person; links made before are over."""
    user.invited_at = at
    user.save(update_fields=["invited_at"])
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("invitation", args=[key, tokens.make_token(user)])
    return settings.DESK_URL.rstrip("/") + path


def over_at(user: User) -> datetime | None:
    """When the open link of this person ends; None without one."""
    if user.invited_at is None:
        return None
    return user.invited_at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
