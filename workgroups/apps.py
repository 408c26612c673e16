from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from participation import desk, duties


class WorkgroupsConfig(AppConfig):
    name = "workgroups"
    verbose_name = _("working groups")

    def ready(self) -> None:
        """Register letters and duties, offer the pages of whoever appoints, keep seats apart."""
        from workgroups import notices  # noqa: F401, PLC0415 (registered by being imported)

        post_migrate.connect(_keep_apart, sender=self)
        duties.register(
            "appoint_again", _("The term of order %(subject)s ends: appoint the body anew")
        )
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


def _keep_apart(*, apps: Any = apps, **_kwargs: Any) -> None:
    """After every migration, unless it led back to before seats were written down."""
    from participation import database  # noqa: PLC0415 (models are there only by now)
    from workgroups.models import SeatHolding  # noqa: PLC0415

    if "seatholding" in {model._meta.model_name for model in apps.get_models()}:
        database.ensure_apart(SeatHolding, ["committee_id", "seat"], ("first_day", "free_from"))
