"""Django's entry of the room `courses`. Knows nothing but names."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """The course inventory."""

    name = "desk.courses"
    label = "courses"
    verbose_name = _("Course inventory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A course that is deleted must leave the index of every process."""
        from desk.courses import admin  # noqa: F401 (registers the inventory's pages)
        from desk.courses.models import Course

        post_delete.connect(_gone, sender=Course, dispatch_uid="courses.gone")


def _gone(**_: Any) -> None:
    from desk.courses import inventory

    inventory.renew()
