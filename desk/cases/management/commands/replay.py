"""`desk replay SINCE`: after a restore, repeats the erasures in the ledger since then."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from desk.cases import forget
from knowledge.ledger import Ledger


class Command(BaseCommand):
    help = "After a restore: erase again whoever was erased since the backup (ISO time) was made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("since", type=datetime.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        ledger = Ledger(Path(settings.LEDGER) if settings.LEDGER else None)
        wishes = [
            erasure
            for erasure in ledger.read(since=options["since"].timestamp())
            if erasure.why == "wish"
        ]
        for erasure in wishes:
            at = datetime.fromtimestamp(erasure.at, tz=timezone.utc)
            forget.erase(erasure.conversation, at=at)
        self.stdout.write(f"{len(wishes)} conversations erased again")
