"""The six characters by which both sides name a case: made, read as people type them, guarded.

A code opens a case only for colleagues who may see it (access.py). Whoever keeps typing codes that
open nothing is held up for a while: 31 signs give 887 million codes. Knows no HTTP.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from desk.cases.models import Case
from desk.people import log
from desk.people.models import Deed, User, Verb

# Read aloud and typed at a counter: no letter or digit that looks like another.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
MISSES, WITHIN = 20, timedelta(minutes=15)


def new() -> str:
    """A code that no case has."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if not Case.objects.filter(code=code).exists():
            return code


def read(typed: str) -> str:
    """The code in what somebody typed (`ab2-c3d`, `AB2 C3D`); empty when it cannot be one."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def missed(user: User) -> None:
    """Notes that a code opened nothing."""
    log.note(user, Verb.MISSED)


def held_up(user: User, *, at: datetime) -> bool:
    """Whether this colleague has typed too many codes that open nothing."""
    rows = Deed.objects.filter(who=user, verb=Verb.MISSED, at__gte=at - WITHIN)
    return rows.count() >= MISSES
