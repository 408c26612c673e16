from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "participation"
    verbose_name = _("office and announcement")

    def ready(self) -> None:
        """Register the system checks."""
        from participation import checks  # noqa: F401, PLC0415 (registered by being imported)
