"""`desk expire`: deletes what is older than the settings allow, and says how much."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desk.cases.expiry import expire


class Command(BaseCommand):
    help = "Delete what is older than the settings RETENTION_... allow."

    def handle(self, *args: Any, **options: Any) -> None:
        done = expire(
            timezone.now(),
            case_days=settings.RETENTION_CASE_DAYS,
            log_days=settings.RETENTION_LOG_DAYS,
        )
        self.stdout.write(
            f"{done.cases} cases emptied, {done.deeds} deeds, {done.logins} log-ins deleted;"
            f" {done.left} left"
        )
        if done.left:
            raise CommandError("something that should be gone is still there")
