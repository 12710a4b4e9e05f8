"""The messages of a conversation, the notes of colleagues, the appointments they made.

Every table that knows a person has a column called `conversation`; erasing goes by it.
"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.sealed import SealedText


class Author(models.TextChoices):
    NEWCOMER = "newcomer", _("Newcomer")
    BOT = "bot", _("Assistant")
    STAFF = "staff", _("Staff")


class Delivery(models.TextChoices):
    """How far a line of ours has come; the order is the order of progress."""

    SENDING = "sending", _("sending")
    FAILED = "failed", _("failed")
    SENT = "sent", _("sent")
    PAGE_CLOSED = "page_closed", _("sent, the page is closed")
    DELIVERED = "delivered", _("delivered")


class Origin(models.TextChoices):
    """Where a line of ours comes from."""

    TYPED = "typed", _("typed")
    PHRASE = "phrase", _("phrase")
    TOPIC = "topic", _("topic")
    COURSE = "course", _("course")
    OFFICE = "office", _("office")
    APPOINTMENT = "appointment", _("appointment")
    MACHINE = "machine", _("machine translation")


class Message(models.Model):
    """One message; a reply of ours has no number until the bot has told it."""

    conversation = models.CharField(max_length=64)
    case = models.ForeignKey(
        "cases.Case", null=True, on_delete=models.CASCADE, related_name="messages"
    )
    number = models.PositiveIntegerField(null=True)
    message_id = models.CharField(max_length=100)
    author = models.CharField(max_length=8, choices=Author.choices)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    text = SealedText(blank=True)
    # The same in the language of staff, where it is known: phrases, topics, tapped answers.
    staff_text = SealedText(blank=True)
    origin = models.CharField(max_length=12, choices=Origin.choices, blank=True)
    # Nobody has checked this wording, or a machine wrote it.
    draft = models.BooleanField(default=False)
    card = models.JSONField(null=True, blank=True)
    # A course as the API shows it, for the bot to draw; and what we ask, with the answers offered.
    course = models.JSONField(null=True, blank=True)
    options = models.JSONField(default=list, blank=True)
    # The id of the line that this message answers by one of its buttons.
    answers = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=8, blank=True)
    intent = models.CharField(max_length=64, blank=True)
    topic = models.CharField(max_length=64, blank=True)
    confidence = models.FloatField(null=True)
    entities = models.JSONField(default=dict, blank=True)
    # A file that came with it: id, kind, type, size (tests/contracts/files); its bytes stay with
    # the bot.
    file = models.JSONField(null=True, blank=True)
    buttons = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    delivery = models.CharField(max_length=12, choices=Delivery.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="number_once"),
            models.UniqueConstraint(fields=["conversation", "message_id"], name="message_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation}#{self.number}"


class Note(models.Model):
    """What colleagues write to one another about a case; it never leaves the desk."""

    conversation = models.CharField(max_length=64, null=True, db_index=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    text = SealedText()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note {self.pk} of case {self.case_id}"


class Appointment(models.Model):
    """A time at an office that a colleague offered; `uid` and `sequence` go into the .ics."""

    class Answer(models.TextChoices):
        OPEN = "open", _("not answered yet")
        YES = "yes", _("accepted")
        OTHER = "other", _("wants another time")
        NO = "no", _("cannot come")
        CANCELLED = "cancelled", _("cancelled")

    conversation = models.CharField(max_length=64, null=True, db_index=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="appointments")
    uid = models.UUIDField(default=uuid4, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    office = models.CharField(max_length=40)
    # Keys of documents in the phrasebook.
    bring = models.JSONField(default=list, blank=True)
    answer = models.CharField(max_length=9, choices=Answer.choices, default=Answer.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"appointment {self.pk} of case {self.case_id}"
