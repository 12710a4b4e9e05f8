"""`desk report MONTH [--out FOLDER]`: a printable page in French and Dutch for the council."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import timezone, translation

from desk.cases.models import Case
from desk.courses import demand
from desk.courses.models import Course
from desk.suppress import LEAST

_LANGUAGES = ("fr", "nl")


class Command(BaseCommand):
    """Demand, what was found, gaps, waiting times, languages, trend; nothing under five."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The month as 2026-11."""
        parser.add_argument("month")
        parser.add_argument("--out", type=Path, default=Path(settings.VAR_DIR) / settings.CITY)

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes one page a language and says where."""
        try:
            month = date.fromisoformat(f"{options['month']}-01")
        except ValueError as error:
            raise CommandError("2026-11") from error
        today = timezone.localdate()
        found = demand.of(month, today=today)
        context = {
            "demand": found,
            "gaps": demand.gaps(found),
            "trend": [demand.of(one, today=today) for one in reversed(demand.months())],
            "wait_minutes": _wait(month),
            "offers": Course.objects.filter(archived_on=None).count(),
            "confirmed": Course.objects.filter(archived_on=None).exclude(confirmed_on=None).count(),
            "today": today,
            "city": settings.CITY.title(),
        }
        options["out"].mkdir(parents=True, exist_ok=True)
        for language in _LANGUAGES:
            path: Path = options["out"] / f"report-{month:%Y-%m}.{language}.html"
            with translation.override(language):
                page = render_to_string("courses/report.html", {**context, "language": language})
            path.write_text(page, encoding="utf-8")
            self.stdout.write(str(path))


def _wait(month: date) -> int | None:
    """The median of the minutes until a colleague took a case; None for fewer than five cases."""
    cases = Case.objects.filter(
        opened_at__year=month.year, opened_at__month=month.month, claimed_at__isnull=False
    ).values_list("opened_at", "claimed_at")
    waits = [(claimed - opened).total_seconds() / 60 for opened, claimed in cases if claimed]
    return round(median(waits)) if len(waits) >= LEAST else None
