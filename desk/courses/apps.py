"""Django's entry of the room `courses`. Knows nothing but names."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """The course inventory."""

    name = "desk.courses"
    label = "courses"
    verbose_name = _("Course inventory")
    default_auto_field = "django.db.models.BigAutoField"
