"""A case: somebody wanted a person. Who looks at it, and who is not to open one any more.

Knows no HTTP, no HTML and no rule about what may follow what (states.py).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.sealed import SealedText


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
    AGAIN = "again", _("wrote to the colleague again")
    ANSWER = "answer", _("answered the colleague's question")


class Outcome(models.TextChoices):
    ANSWERED = "answered", _("answered")
    APPOINTMENT = "appointment", _("appointment")
    ENROLLED = "enrolled", _("helped to enrol")
    SENT_ON = "sent_on", _("sent on to a partner")
    NO_ANSWER = "no_answer", _("no answer from the newcomer")
    WITHDRAWN = "withdrawn", _("went back to the assistant")
    ERASED = "erased", _("erased at the newcomer's wish")
    MERGED = "merged", _("merged with another case")
    BLOCKED = "blocked", _("blocked")
    OTHER = "other", _("other")


# What a colleague can choose; the others are set by what else happens.
_SET_BY_ITSELF = (Outcome.WITHDRAWN, Outcome.ERASED, Outcome.MERGED, Outcome.BLOCKED)
CHOSEN_OUTCOMES = tuple(o for o in Outcome if o not in _SET_BY_ITSELF)


class Priority(models.IntegerChoices):
    LOW = 0, _("can wait")
    NORMAL = 1, _("normal")
    HIGH = 2, _("urgent")


class Satisfaction(models.TextChoices):
    GOOD = "good", _("good")
    OK = "ok", _("so-so")
    BAD = "bad", _("not good")


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
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    tags = models.JSONField(default=list, blank=True)
    # How the person can be called back; gone when the case closes.
    call_back = SealedText(max_length=300, blank=True)
    # The number of the message that asked for a call: the next one holds how.
    call_back_after = models.PositiveIntegerField(default=0)
    # For `sent_on` the office the person was sent to, an id of city.yml.
    partner = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    satisfaction = models.CharField(max_length=4, choices=Satisfaction.choices, blank=True)
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    # The number of the record that opened it; what is older than that cannot change it.
    opened_number = models.PositiveIntegerField(default=0)
    # Messages with a smaller number are not shown ("only from now on").
    first_number = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    first_claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # Closed with a question of ours open: an answer until then opens it again.
    answer_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    spoke_last = models.CharField(max_length=8, blank=True)
    # Since when the newcomer waits for an answer of the colleague who leads.
    unanswered_since = models.DateTimeField(null=True, blank=True)
    # When the newcomer was told that nobody has answered yet.
    told_at = models.DateTimeField(null=True, blank=True)
    # When the duty address was told of it: as new, as waiting too long.
    alarmed_new_at = models.DateTimeField(null=True, blank=True)
    alarmed_late_at = models.DateTimeField(null=True, blank=True)
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


class Look(models.Model):
    """A colleague has this case open on a page; the row is old when the page no longer says so."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="one_look")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.case_id}"


class Blocked(models.Model):
    """A conversation that opens no case any more; the assistant goes on answering it."""

    conversation = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"blocked by {self.by_id}"
