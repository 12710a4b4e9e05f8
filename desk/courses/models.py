"""Providers, courses and their sessions, as providers and public pages state them.

What a source does not state is NULL or empty and stays so: nothing is guessed. Knows no wishes,
no chats and no wording.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.courses import values

# So many days a confirmation holds, and so many days later an unanswered reminder hides an offer.
CONFIRMED_DAYS = HIDDEN_DAYS = 90


def new_course_id() -> str:
    """An id for a course that staff add by hand."""
    return f"c-{secrets.token_hex(5)}"


class Provider(models.Model):
    """Who gives the course."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("website"), max_length=500, blank=True)
    language = models.CharField(
        _("language of letters"), max_length=2, default="fr", choices=[("fr", "fr"), ("nl", "nl")]
    )
    # Rises when staff withdraw the personal link; older links stop working.
    link_number = models.PositiveIntegerField(default=1, editable=False)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    called_on = models.DateField(_("called on"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("name",)
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """One offer. Texts stand in the city's own language; keys (levels, mode ...) in English."""

    id = models.CharField(primary_key=True, max_length=40, default=new_course_id)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="courses")
    title = models.CharField(_("title"), max_length=300)
    target_language = models.CharField(_("language to learn"), max_length=3)
    # Codes between spaces, also at both ends, so that LIKE finds a whole code.
    other_languages = models.CharField(_("also"), max_length=200, blank=True)
    # Languages in which the teacher can help, stored like `other_languages`.
    support_languages = models.CharField(_("help in"), max_length=200, blank=True)
    level_mask = models.PositiveSmallIntegerField(_("levels"), null=True, blank=True)
    mode = models.CharField(
        _("kind"), max_length=20, blank=True, choices=[(mode, mode) for mode in values.MODES]
    )
    bands_stated = models.CharField(_("times of day as stated"), max_length=80, blank=True)
    band_mask = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    day_mask = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    on_request = models.BooleanField(_("starts on request"), null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True, editable=False)
    pace = models.CharField(
        _("pace"), max_length=12, blank=True, choices=[(pace, pace) for pace in values.PACES]
    )
    hours_min = models.DecimalField(
        _("hours a week, from"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    hours_max = models.DecimalField(
        _("hours a week, to"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    period = models.CharField(_("time of the year"), max_length=100, blank=True)
    schedule_text = models.CharField(_("schedule in words"), max_length=300, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    setting = models.CharField(
        _("kind of place"),
        max_length=20,
        blank=True,
        choices=[(setting, setting) for setting in values.SETTINGS],
    )
    street = models.CharField(_("street"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    municipality = models.CharField(_("municipality"), max_length=200, blank=True)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=100, blank=True)
    # Approximate, from the city's place table; further sites of the same offer in `more_points`.
    lat = models.FloatField(null=True, blank=True, editable=False)
    lon = models.FloatField(null=True, blank=True, editable=False)
    more_points = models.JSONField(default=list, blank=True, editable=False)
    price = models.DecimalField(
        _("price in euro"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    free = models.BooleanField(_("free"), null=True, blank=True)
    free_for = models.CharField(_("free for"), max_length=200, blank=True)
    price_text = models.CharField(_("price in words"), max_length=500, blank=True)
    childcare = models.BooleanField(_("childcare"), null=True, blank=True)
    childcare_text = models.CharField(_("childcare in words"), max_length=300, blank=True)
    audience = models.CharField(_("for whom"), max_length=300, blank=True)
    audience_mask = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    needs_mask = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    women_only = models.BooleanField(_("women only"), null=True, blank=True)
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    enrol_how = models.CharField(_("how to enrol"), max_length=300, blank=True)
    enrol_phone = models.CharField(_("phone"), max_length=60, blank=True)
    enrol_email = models.EmailField(_("e-mail"), blank=True)
    enrol_url = models.URLField(_("website"), max_length=500, blank=True)
    enrol_desk = models.CharField(_("desk and its hours"), max_length=300, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    source_text = models.CharField(_("source in words"), max_length=200, blank=True)
    source_year = models.CharField(_("year of the source"), max_length=60, blank=True)
    last_seen = models.PositiveSmallIntegerField(_("last seen in"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    archived_on = models.DateField(_("archived on"), null=True, blank=True)
    # The first reminder since it was last confirmed; None when nobody waits for an answer.
    asked_on = models.DateField(null=True, blank=True, editable=False)
    # The inventory's number when this row was last written (inventory.py).
    stamp = models.PositiveBigIntegerField(default=0, db_index=True, editable=False)

    class Meta:
        ordering = ("id",)
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        indexes = [
            models.Index(fields=["target_language", "level_mask"], name="course_language_level"),
            models.Index(fields=["level_mask"], name="course_level"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.title}"

    @property
    def levels(self) -> list[str]:
        """The stated levels; empty when unknown."""
        return values.to_words(self.level_mask, values.LEVELS)

    @property
    def bands(self) -> list[str]:
        """The times of day, stated or drawn from the sessions; empty when unknown."""
        return values.to_words(self.band_mask, values.BANDS)

    @property
    def audiences(self) -> list[str]:
        """For whom it is, as words of a vocabulary; empty when unknown."""
        return values.to_words(self.audience_mask, values.AUDIENCES)

    @property
    def needs(self) -> list[str]:
        """What one needs; empty when unknown."""
        return values.to_words(self.needs_mask, values.NEEDS)

    @property
    def confirmed_long_ago(self) -> bool:
        """Whether the last confirmation is older than it may be."""
        limit = timezone.localdate() - timedelta(days=CONFIRMED_DAYS)
        return self.confirmed_on is not None and self.confirmed_on < limit

    @property
    def hidden(self) -> bool:
        """Whether a reminder has stayed unanswered for too long."""
        limit = timezone.localdate() - timedelta(days=HIDDEN_DAYS)
        return self.asked_on is not None and self.asked_on < limit

    def set_bands(self, sessions: Sequence[Session]) -> None:
        """Works out anew what follows from the stated bands and these sessions."""
        self.band_mask = values.band_mask(
            self.bands_stated.split(), [(one.day, one.start, one.end) for one in sessions]
        )
        self.day_mask = values.day_mask(one.day for one in sessions)
        self.starts_on = min((one.first for one in sessions if one.first), default=None)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Gives the row a new stamp, so that every process searches what stands here."""
        from desk.courses.inventory import next_stamp

        self.stamp = next_stamp()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "stamp"}
        super().save(*args, **kwargs)


class Session(models.Model):
    """One weekly meeting of a course, in local time; hours may be unknown."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions")
    day = models.CharField(_("day"), max_length=3, choices=[(day, day) for day in values.DAYS])
    start = models.TimeField(_("from"), null=True, blank=True)
    end = models.TimeField(_("to"), null=True, blank=True)
    first = models.DateField(_("first date"), null=True, blank=True)
    last = models.DateField(_("last date"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return self.day if self.start is None else f"{self.day} {self.start:%H:%M}-{self.end:%H:%M}"


class Inventory(models.Model):
    """One row: which state the inventory is in. `epoch` changes when rows went or came in bulk."""

    epoch = models.CharField(max_length=16)
    stamp = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.epoch}#{self.stamp}"


class Change(models.Model):
    """Who changed what of a course, field by field; kept when the course is archived."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    who = models.CharField(_("who"), max_length=200)
    how = models.CharField(_("how"), max_length=20)
    # field -> [before, after], as a courses file writes them.
    fields = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.course_id} {self.how} {self.who}"


class Proposal(models.Model):
    """A correction by a provider; staff accept or refuse it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    course = models.ForeignKey(Course, models.CASCADE, related_name="proposals")
    at = models.DateTimeField(auto_now_add=True)
    # column -> cell, as a courses file writes them; `gone` when the offer no longer exists.
    cells = models.JSONField(default=dict)
    gone = models.BooleanField(default=False)
    comment = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.course_id} {self.state}"


class Upload(models.Model):
    """A file that staff have looked at and not yet confirmed; goes when it is written or old."""

    at = models.DateTimeField(auto_now_add=True)
    who = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    # Ids of stored courses with their stamps, so that nothing newer is overwritten unseen.
    seen_stamp = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class NeedsCount(models.Model):
    """How often something was searched in a month, by outcome. There is no row per search."""

    month = models.DateField()
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind", "value", "outcome"], name="needs_cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind} {self.value} {self.outcome}"
