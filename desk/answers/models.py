"""One tap below an answer: topic, language, verdict, time; no conversation is kept with it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a reader may say of an answer."""

    USEFUL = "useful", _("useful")
    NOT = "not", _("not useful")
    WRONG = "wrong", _("wrong")


class Rating(models.Model):
    """One verdict. `seen`: somebody at the desk has looked at it (of interest for `wrong`)."""

    topic = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    at = models.DateTimeField(db_index=True)
    seen = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.topic} ({self.language}): {self.verdict}"
