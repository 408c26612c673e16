from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("reports")

    def ready(self) -> None:
        """Register the worker's part."""
        from reports import jobs  # noqa: F401, PLC0415 (registered by being imported)
