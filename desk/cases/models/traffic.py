"""What came through the feed, what the bot still has to get, and which conversations are erased."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.sealed import SealedText


class FeedRecord(models.Model):
    """What came through the feed, once by (conversation, number).

    An applied record keeps no body. A refused one does, until an administrator has seen it;
    a held one waits for the hand-over that it belongs to.
    """

    class Fate(models.TextChoices):
        APPLIED = "applied", _("applied")
        HELD = "held", _("held")
        REFUSED = "refused", _("set aside")

    conversation = models.CharField(max_length=64, null=True)
    number = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=20, blank=True)
    fate = models.CharField(max_length=8, choices=Fate.choices, db_index=True)
    cause = models.CharField(max_length=60, blank=True)
    # JSON as text: PostgreSQL's own type refuses the NUL that a broken record may hold.
    body = SealedText(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="record_once")
        ]

    def __str__(self) -> str:
        return f"{self.conversation}#{self.number} {self.fate}"


class BotCall(models.Model):
    """A call that the bot must get, in order per conversation; the row goes when it is done."""

    class Kind(models.TextChoices):
        SAY = "say"
        LEAD = "lead"
        STEP_BACK = "step_back"
        RELEASE = "release"
        TRANSCRIPT = "transcript"
        ERASE = "erase"

    conversation = models.CharField(max_length=64, db_index=True)
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # For `say` the message that is to be said; its words stand in one table only.
    message = models.ForeignKey("cases.Message", null=True, on_delete=models.CASCADE)
    made_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    problem = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.conversation}"


class Erased(models.Model):
    """That a conversation was erased, by a keyed digest: no replayed record brings it back."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:8]
