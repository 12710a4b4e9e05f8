"""Providers, courses and their sessions, as providers and public pages state them.

What a source does not state is NULL or empty and stays so: nothing is guessed. Knows no wishes,
no chats and no wording.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.courses import values


def new_course_id() -> str:
    """An id for a course that staff add by hand."""
    return f"c-{secrets.token_hex(5)}"


class Provider(models.Model):
    """Who gives the course."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("website"), max_length=500, blank=True)

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
    level_mask = models.PositiveSmallIntegerField(_("levels"), null=True, blank=True)
    mode = models.CharField(
        _("kind"), max_length=20, blank=True, choices=[(mode, mode) for mode in values.MODES]
    )
    bands_stated = models.CharField(_("times of day as stated"), max_length=80, blank=True)
    band_mask = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    hours_min = models.DecimalField(
        _("hours a week, from"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    hours_max = models.DecimalField(
        _("hours a week, to"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    period = models.CharField(_("time of the year"), max_length=100, blank=True)
    schedule_text = models.CharField(_("schedule in words"), max_length=300, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
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
    women_only = models.BooleanField(_("women only"), null=True, blank=True)
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    enrol_how = models.CharField(_("how to enrol"), max_length=300, blank=True)
    enrol_phone = models.CharField(_("phone"), max_length=60, blank=True)
    enrol_email = models.EmailField(_("e-mail"), blank=True)
    enrol_url = models.URLField(_("website"), max_length=500, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    source_text = models.CharField(_("source in words"), max_length=200, blank=True)
    source_year = models.CharField(_("year of the source"), max_length=60, blank=True)
    last_seen = models.PositiveSmallIntegerField(_("last seen in"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

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

    def set_bands(self, sessions: Sequence[Session]) -> None:
        """Works out `band_mask` anew from the stated bands and these sessions."""
        self.band_mask = values.band_mask(
            self.bands_stated.split(), [(one.day, one.start, one.end) for one in sessions]
        )


class Session(models.Model):
    """One weekly meeting of a course, in local time; hours may be unknown."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions")
    day = models.CharField(_("day"), max_length=3, choices=[(day, day) for day in values.DAYS])
    start = models.TimeField(_("from"), null=True, blank=True)
    end = models.TimeField(_("to"), null=True, blank=True)
    first = models.DateField(_("first date"), null=True, blank=True)
    last = models.DateField(_("last date"), null=True, blank=True)

    class Meta:
        ordering = ("course", "id")
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return self.day if self.start is None else f"{self.day} {self.start:%H:%M}-{self.end:%H:%M}"
