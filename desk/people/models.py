"""Who works at the desk, and what they did: accounts with a role, and the log of deeds.

The log keeps ids and verbs, never words; it can be added to and read, nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    STAFF = "staff", _("Staff")
    COORDINATOR = "coordinator", _("Coordinator")
    ADMINISTRATOR = "administrator", _("Administrator")


class User(AbstractUser):
    """A colleague. `office` is an office's id in city.yml; empty means every office."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("name shown to newcomers"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.STAFF)
    office = models.CharField(_("office"), max_length=40, blank=True)
    must_change_password = models.BooleanField(_("must choose a new password"), default=False)
    duty_until = models.DateTimeField(null=True, blank=True, editable=False)
    # When the open link to set a password was made; links made before are over.
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Django's own flags follow the role, so that there is one place to look at."""
        self.is_staff = self.role in (Role.COORDINATOR, Role.ADMINISTRATOR)
        self.is_superuser = self.role == Role.ADMINISTRATOR
        super().save(*args, **kwargs)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """A coordinator looks after the course inventory."""
        if self.is_active and self.role == Role.COORDINATOR and perm.startswith("courses."):
            return True
        return super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        if self.is_active and self.role == Role.COORDINATOR and app_label == "courses":
            return True
        return super().has_module_perms(app_label)

    @property
    def name(self) -> str:
        return self.display_name or self.username

    @property
    def sees_all_offices(self) -> bool:
        return self.role == Role.ADMINISTRATOR or not self.office

    def on_duty(self, at: datetime) -> bool:
        return self.is_active and self.duty_until is not None and self.duty_until > at


class Verb(models.TextChoices):
    LOGIN = "login", _("logged in")
    LOGOUT = "logout", _("logged out")
    LOGIN_FAILED = "login_failed", _("failed to log in")
    PASSWORD = "password", _("changed the password")
    DUTY_ON = "duty_on", _("came on duty")
    DUTY_OFF = "duty_off", _("went off duty")
    READ = "read", _("read")
    CLAIM = "claim", _("took")
    RELEASE = "release", _("gave back")
    REPLY = "reply", _("replied")
    RESEND = "resend", _("sent again")
    CLOSE = "close", _("closed it")
    UNDO = "undo", _("took back a reply")
    NOTE = "note", _("wrote a note")
    TAKE_OVER = "take_over", _("took over")
    TRANSFER = "transfer", _("passed on")
    SNOOZE = "snooze", _("put off")
    MERGE = "merge", _("merged")
    BLOCK = "block", _("blocked")
    UNBLOCK = "unblock", _("unblocked")
    LABEL = "label", _("changed priority or tags")
    APPOINTMENT = "appointment", _("made an appointment")
    PRINT = "print", _("printed")
    MISSED = "missed", _("typed a code that opens nothing")
    SENTENCE = "sentence", _("wrote a sentence for the assistant")
    ERASE = "erase", _("erased")
    RETRY = "retry", _("applied again")
    FIND = "find", _("searched")
    EXPORT = "export", _("took out as a file")
    INVITE = "invite", _("made a link to set a password")
    ACCOUNT = "account", _("changed an account")
    ACCOUNT_OFF = "account_off", _("switched an account off")
    ACCOUNT_ON = "account_on", _("switched an account on")
    UNLOCK = "unlock", _("lifted a lock")
    FACTOR_ON = "factor_on", _("switched a second factor on")
    FACTOR_OFF = "factor_off", _("switched a second factor off")
    RECOVERY = "recovery", _("logged in with a recovery code")
    RECOVERY_NEW = "recovery_new", _("made new recovery codes")


def verbs() -> list[tuple[str, Any]]:
    """Asked for by the field, so that a new verb needs no migration."""
    return list(Verb.choices)


class DeedQuerySet(models.QuerySet["Deed"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the log of deeds is only added to")

    def delete(self) -> NoReturn:
        raise TypeError("the log of deeds is only added to")


class Deed(models.Model):
    """One line of the log: who did what to which thing (`case:12`), and when.

    The database refuses changes as well: migration 0004 set a trigger.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    who = models.ForeignKey(
        User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="deeds"
    )
    verb = models.CharField(max_length=16, choices=verbs)
    what = models.CharField(max_length=40, blank=True, db_index=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the log of deeds is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the log of deeds is only added to")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who_id} {self.verb} {self.what}"
