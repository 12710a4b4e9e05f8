"""Cases, their messages, the records of the feed and the calls that the bot still has to get.

Every table that knows a person has a column called `conversation`; erasing goes by it.
Knows no HTTP, no HTML and no rule about what may follow what (states.py).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACTIVE = "active", _("in conversation")
    SNOOZED = "snoozed", _("put off")
    CLOSED = "closed", _("closed")


OPEN_STATES = (State.WAITING, State.ACTIVE, State.SNOOZED)


class Reason(models.TextChoices):
    ASKED = "asked", _("asked for a person")
    LOST = "lost", _("the assistant did not understand")
    WRONG = "wrong", _("the answer was wrong")
    ENROL = "enrol", _("wants to enrol")


class Outcome(models.TextChoices):
    ANSWERED = "answered", _("answered")
    APPOINTMENT = "appointment", _("appointment")
    ENROLLED = "enrolled", _("helped to enrol")
    SENT_ON = "sent_on", _("sent on to a partner")
    NO_ANSWER = "no_answer", _("no answer from the newcomer")
    WITHDRAWN = "withdrawn", _("went back to the assistant")
    ERASED = "erased", _("erased at the newcomer's wish")
    OTHER = "other", _("other")


# What a colleague can choose; the others are set by what the newcomer does.
CHOSEN_OUTCOMES = tuple(o for o in Outcome if o not in (Outcome.WITHDRAWN, Outcome.ERASED))


class Case(models.Model):
    """One request for a person. After erasure the shell stays, without conversation or words."""

    code = models.CharField(max_length=6, unique=True)
    conversation = models.CharField(max_length=64, null=True, blank=True, db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=8, choices=Reason.choices, default=Reason.ASKED)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    topic = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    channel = models.CharField(max_length=20)
    office = models.CharField(max_length=40, blank=True)
    wishes = models.JSONField(default=dict, blank=True)
    emergency = models.BooleanField(default=False)
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    # The number of the record that opened it; what is older than that cannot change it.
    opened_number = models.PositiveIntegerField(default=0)
    # Messages with a smaller number are not shown ("only from now on").
    first_number = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    spoke_last = models.CharField(max_length=8, blank=True)
    # Rises with each change; what live pages compare.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=models.Q(state__in=[s.value for s in OPEN_STATES]),
                name="one_open_case_per_conversation",
            )
        ]
        indexes = [models.Index(fields=["state", "waiting_since"])]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


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


class Message(models.Model):
    """One message; a reply of ours has no number until the bot has told it."""

    conversation = models.CharField(max_length=64)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField(null=True)
    message_id = models.CharField(max_length=100)
    author = models.CharField(max_length=8, choices=Author.choices)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    intent = models.CharField(max_length=64, blank=True)
    topic = models.CharField(max_length=64, blank=True)
    confidence = models.FloatField(null=True)
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
    body = models.TextField(blank=True)
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

    conversation = models.CharField(max_length=64, db_index=True)
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # For `say` the message that is to be said; its words stand in one table only.
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE)
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
