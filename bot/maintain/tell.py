"""Tells each running bot to take the published state. Knows addresses and the signed token."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request

import jwt

from bot.settings import Settings

_WAIT = 60.0
_TOKEN_SECONDS = 120


def tell_bots(settings: Settings) -> list[str]:
    """One after another; returns why a bot refused. A bot that is not running is passed over."""
    addresses = os.environ.get("PUBLISH_TO") or os.environ.get("BOT_URL", "")
    refusals = []
    for address in addresses.split():
        said = _tell(address.rstrip("/"), settings.api_secret)
        if said is not None:
            refusals.append(f"{address}: {said}")
    return refusals


def _tell(address: str, secret: str) -> str | None:
    claims = {"exp": int(time.time()) + _TOKEN_SECONDS, "user": {"username": "publish"}}
    token = jwt.encode(claims, secret, algorithm="HS256")
    request = urllib.request.Request(
        f"{address}/webhooks/staff/renew",
        data=b"{}",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=_WAIT):
            return None
    except urllib.error.HTTPError as error:
        try:
            return str(json.loads(error.read())["error"])
        except (ValueError, KeyError):
            return f"HTTP {error.code}"
    except (urllib.error.URLError, OSError):
        print(f"No bot answers at {address}: it takes the new state when it starts.")
        return None
