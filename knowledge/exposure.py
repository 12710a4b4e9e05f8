"""What must be in order before strangers reach the service: no placeholder, no weak secret.

Knows which settings open a door beyond loopback and what a guessable secret looks like.
Refuses to know processes; bot and desk ask at their start.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.privacy import PLACEHOLDER, read_values

MUST_BE_NAMED = ("controller", "officer")
SECRETS = ("BOT_API_SECRET", "SESSION_KEY", "DESK_SECRET_KEY", "SEAL_KEYS")
_HOSTS = ("BOT_HOST", "DESK_HOST")
_ADDRESSES = ("BOT_URL", "DESK_URL", "PUBLIC_URL", "ALLOWED_ORIGINS")
_TELEGRAM, _TELEGRAM_ITSELF = "TELEGRAM_TOKEN", "https://api.telegram.org"
_LEAST, _DIFFERENT = 32, 10
_GUESSABLE = (
    "changeme",
    "change-me",
    "change_me",
    "example",
    "password",
    "secretsecret",
    "default",
)


def refusals(environment: Mapping[str, str], city_folder: Path) -> list[str]:
    """Why the service must not start, one sentence each; empty: it may."""
    found = [
        f"{name} is weak: delete it and let the first start make one, "
        "or set 32 random characters or more"
        for name in SECRETS
        if any(is_weak(part) for part in _parts(name, environment.get(name, "")) if part)
    ]
    doors = ", ".join(open_doors(environment))
    if not doors:
        return found
    values = read_values(city_folder / "privacy.yml")
    found += [
        f"{doors} reaches beyond this machine, but '{name}' in {city_folder / 'privacy.yml'} "
        "is still a placeholder: people must be able to read who is responsible"
        for name in MUST_BE_NAMED
        if values.get(name, PLACEHOLDER) == PLACEHOLDER
    ]
    if not environment.get("SEAL_KEYS"):
        found.append(f"{doors} reaches beyond this machine, but SEAL_KEYS is empty")
    return found


def open_doors(environment: Mapping[str, str]) -> Iterator[str]:
    """The names of settings that reach beyond loopback."""
    for name in _HOSTS:
        if not _is_loopback(environment.get(name, "")):
            yield name
    for name in _ADDRESSES:
        hosts = (urlsplit(address).hostname or "" for address in environment.get(name, "").split())
        if not all(_is_loopback(host) for host in hosts):
            yield name
    # With a token strangers come in though nothing listens; not from a server of tests beside us.
    if environment.get(_TELEGRAM) and not _is_loopback(
        urlsplit(environment.get("TELEGRAM_API") or _TELEGRAM_ITSELF).hostname or ""
    ):
        yield _TELEGRAM


def _parts(name: str, value: str) -> list[str]:
    """Several keys for sealing stand side by side; any other secret may hold a comma itself."""
    return value.split(",") if name == "SEAL_KEYS" else [value]


def is_weak(secret: str) -> bool:
    """Whether a secret is short, monotonous or from a manual."""
    plain = secret.casefold()
    return (
        len(secret) < _LEAST
        or len(set(secret)) < _DIFFERENT
        or any(word in plain for word in _GUESSABLE)
    )


def _is_loopback(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
