"""A person's second factor: an app that shows codes (TOTP), and recovery codes for its loss.

django-otp does the arithmetic, refuses a code that was used and makes guessing slower and slower.
Recovery codes stand in the database as keyed digests only.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.people.models import User

CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def of(user: User) -> TOTPDevice | None:
    """The app that this person confirmed, if any."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def demanded(user: User) -> bool:
    """Whether this person's role has to have one (SECOND_FACTOR_FOR)."""
    return user.role in settings.SECOND_FACTOR_FOR


def begin(user: User) -> TOTPDevice:
    """A new secret, or the one that was shown and not confirmed yet."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})[0]


def secret(device: TOTPDevice) -> str:
    """The secret for typing, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def confirm(user: User, code: str) -> list[str]:
    """Switches it on when the code is the app's; returns the recovery codes, else nothing."""
    with transaction.atomic():
        device = begin(user)
        if of(user) or not verify_token(user, device.persistent_id, _plain(code)):
            return []
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        return fresh_codes(user)


def fresh_codes(user: User) -> list[str]:
    """New recovery codes in place of the old ones; they are not shown again."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery")
        for code in codes:
            device.token_set.create(token=_digest(user, code))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    devices = StaticDevice.objects.filter(user=user)
    return sum(device.token_set.count() for device in devices)


def take(user: User, given: str) -> Device | None:
    """The device whose code this is; a recovery code is used up by it."""
    code = _plain(given)
    if re.fullmatch(r"\d{6}", code):
        device = of(user)
        return verify_token(user, device.persistent_id, code) if device else None
    recovery = StaticDevice.objects.filter(user=user).first()
    if recovery is None or not code:
        return None
    return verify_token(user, recovery.persistent_id, _digest(user, code))


def seconds_to_wait(user: User) -> int:
    """How long no code at all is looked at, after wrong ones; 0 when one can be tried."""
    waits = [0.0]
    for device in (of(user), StaticDevice.objects.filter(user=user).first()):
        allowed, why = device.verify_is_allowed() if device else (True, None)
        if not allowed and why and "locked_until" in why:
            waits.append((why["locked_until"] - timezone.now()).total_seconds())
    return 0 if max(waits) <= 0 else int(max(waits)) + 1


def remove(user: User) -> None:
    """Switches it off; also what was begun and not confirmed, and the recovery codes."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


def _digest(user: User, code: str) -> str:
    return salted_hmac("desk.people.recovery", f"{user.pk}:{code}").hexdigest()[:16]
