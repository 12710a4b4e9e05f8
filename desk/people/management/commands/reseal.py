"""`desk reseal`: brings all sealed words under the first of SEAL_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from desk.sealed import reseal


class Command(BaseCommand):
    help = "Bring all sealed words under the first of SEAL_KEYS; can be stopped and begun again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reseal()} texts under the first key")
