"""Django's entry of the room `reports`. Knows nothing but names."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Figures, and sentences that staff wrote for the assistant."""

    name = "desk.reports"
    label = "reports"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"
