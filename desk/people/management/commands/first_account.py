"""`python -m desk first_account`: the first administrator, when there is none yet."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from desk.people.models import Role, User

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Makes the first administrator and prints its one-time password once."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            if User.objects.filter(role=Role.ADMINISTRATOR).exists():
                return
            name = self._free_name()
            password = one_time_password()
            User.objects.create_user(
                name, password=password, role=Role.ADMINISTRATOR, must_change_password=True
            )
        self.stdout.write(
            _("First account of the desk: %(name)s, one-time password: %(password)s")
            % {"name": name, "password": password}
        )

    def _free_name(self) -> str:
        taken = set(User.objects.values_list("username", flat=True))
        names = ["admin", *(f"admin{number}" for number in range(2, len(taken) + 3))]
        return next(name for name in names if name not in taken)


def one_time_password() -> str:
    """About 79 bits in four groups that a person can copy from a screen."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
