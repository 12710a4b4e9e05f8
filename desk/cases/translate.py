"""The only speaker of a translation service: LibreTranslate's protocol, off unless a URL is set.

What comes back is a machine's: whoever shows it says so. Keeps nothing.
"""

from __future__ import annotations

import requests
from django.conf import settings

TIMEOUT = (2.0, 10.0)
LONGEST = 4000


class TranslationError(Exception):
    """There is no translation; the argument says in a word why."""


def able() -> bool:
    """Whether an operator has plugged a service in."""
    return bool(settings.TRANSLATE_URL)


def translate(text: str, *, source: str, target: str) -> str:
    """The text in another language.

    Raises:
        TranslationError: the service is off, away, refuses, or does not know the languages.
    """
    if not able():
        raise TranslationError("off")
    body = {"q": text[:LONGEST], "source": source or "auto", "target": target, "format": "text"}
    if settings.TRANSLATE_KEY:
        body["api_key"] = settings.TRANSLATE_KEY
    try:
        answer = requests.post(
            f"{settings.TRANSLATE_URL}/translate", json=body, timeout=TIMEOUT, allow_redirects=False
        )
        answer.raise_for_status()
        found = answer.json().get("translatedText")
    except (requests.RequestException, ValueError, AttributeError) as error:
        raise TranslationError(type(error).__name__) from error
    if not isinstance(found, str) or not found.strip():
        raise TranslationError("empty")
    return found
