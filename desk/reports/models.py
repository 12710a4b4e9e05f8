"""Sentences that colleagues wrote for the assistant to learn. No newcomer's word stands here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Sentence(models.Model):
    """One way to ask for a topic, in a colleague's own words, until a maintainer has taken it."""

    class Kind(models.TextChoices):
        PLAIN = "plain", _("said plainly")
        MESSY = "messy", _("said in bits, with mistakes")
        INDIRECT = "indirect", _("said as a story")

    text = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PLAIN)
    # A topic's name; one that does not exist yet is a wish for a new topic.
    topic = models.CharField(max_length=41)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "language", "text"], name="sentence_once")
        ]

    def __str__(self) -> str:
        return f"{self.topic} ({self.language})"
