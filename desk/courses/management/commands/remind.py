"""`desk remind [--dry-run]`: mails providers their link to confirm or correct their offers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandParser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from desk.courses import keeping


class Command(BaseCommand):
    """One mail a provider, at most every thirty days. SMTP by environment, else the console."""

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` says to whom, and sends nothing."""
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sends; a mail that fails stops none of the others and is tried again next time."""
        today, sent, failed = timezone.localdate(), 0, 0
        for one in keeping.to_mail(today):
            if options["dry_run"]:
                self.stdout.write(f"{one.provider.name}: {len(one.courses)}")
                continue
            with translation.override(one.provider.language):
                link = reverse("provider", args=[keeping.token(one.provider)])
                context = {"due": one, "link": settings.DESK_URL.rstrip("/") + link}
                words = render_to_string("courses/reminder.txt", context)
                subject = _("Are your courses still right?")
            try:
                send_mail(subject, words, None, [one.email])
            except OSError as error:
                failed += 1
                self.stderr.write(f"{one.provider.name}: {type(error).__name__}")
                continue
            keeping.reminded(one, today)
            sent += 1
        self.stdout.write(
            _("Reminders: %(sent)s sent, %(failed)s failed, %(calls)s providers to be called.")
            % {"sent": sent, "failed": failed, "calls": len(keeping.to_call(today))}
        )
