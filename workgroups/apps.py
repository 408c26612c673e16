from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from participation import desk


class WorkgroupsConfig(AppConfig):
    name = "workgroups"
    verbose_name = _("working groups")

    def ready(self) -> None:
        """Offer the pages of whoever appoints."""
        desk.offer(
            desk.Step(
                "admin:workgroups_appointmentorder_add",
                _("Draft an appointment order"),
                _("Committee, tasks, members and term; it binds nobody until you issue it."),
                "pencil",
                "workgroups.add_appointmentorder",
            ),
            desk.Step(
                "admin:workgroups_appointmentorder_changelist",
                _("Appointment orders"),
                _("Go on with a draft, issue it, or open an issued order as a PDF."),
                "document",
                "workgroups.view_appointmentorder",
            ),
        )
