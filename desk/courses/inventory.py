"""Which state the inventory is in: a number that rises with each write, and an epoch.

Every process that searches compares them with what it holds. The one row is locked by a writer
until its transaction ends, so that numbers become visible in their order. Knows no course.
"""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import F

from desk.courses.models import Inventory

_ONLY = 1


def next_stamp() -> int:
    """A number greater than all before it, for a row that is being written."""
    with transaction.atomic():
        if not Inventory.objects.filter(pk=_ONLY).update(stamp=F("stamp") + 1):
            Inventory.objects.get_or_create(pk=_ONLY, defaults={"epoch": secrets.token_hex(8)})
            Inventory.objects.filter(pk=_ONLY).update(stamp=F("stamp") + 1)
        return Inventory.objects.values_list("stamp", flat=True).get(pk=_ONLY)


def renew() -> None:
    """Says that rows went, or came in bulk: everybody reads the inventory anew."""
    Inventory.objects.update_or_create(pk=_ONLY, defaults={"epoch": secrets.token_hex(8)})


def state() -> tuple[str, int]:
    """Epoch and number; empty and 0 before anything was written."""
    row = Inventory.objects.filter(pk=_ONLY).values_list("epoch", "stamp").first()
    return row or ("", 0)
