from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from participation import desk


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("reports")

    def ready(self) -> None:
        """Register the worker's part and the letters, and offer the page of reports."""
        from reports import jobs, notices  # noqa: F401, PLC0415 (registered by being imported)

        desk.offer(
            desk.Step(
                "reports:reports",
                _("Annual reports"),
                _("Ask for the report of a fiscal year, or open one that is made already."),
                "document",
                "reports.ask_report",
            )
        )
