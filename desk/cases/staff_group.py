"""The only speaker of Telegram's API at the desk: a line to the group of staff.

Sends no word of a newcomer's. Knows one method.
"""

from __future__ import annotations

import logging

import requests
from django.conf import settings

_log = logging.getLogger(__name__)
TIMEOUT = (3.0, 8.0)


def tell(text: str) -> bool:
    """Whether Telegram took the line. The token stands in the address: it never reaches a log."""
    address = f"{settings.TELEGRAM_API}/bot{settings.TELEGRAM_TOKEN}/sendMessage"
    body = {
        "chat_id": settings.ALARM_TELEGRAM_CHAT,
        "text": text[:4000],
        "link_preview_options": {"is_disabled": True},
    }
    try:
        answer = requests.post(address, json=body, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        _log.warning("group of staff not reached: %s", type(error).__name__)
        return False
    if answer.status_code != 200:
        _log.warning("group of staff not reached: status %s", answer.status_code)
    return answer.status_code == 200
