from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from participation import desk


class ParticipationConfig(AppConfig):
    name = "participation"
    verbose_name = _("office and announcement")

    def ready(self) -> None:
        """Register the system checks, and offer the pages of whoever keeps the records."""
        from participation import checks  # noqa: F401, PLC0415 (registered by being imported)

        desk.offer(
            desk.Step(
                "admin:participation_user_changelist",
                _("Accounts and roles"),
                _("Open an account, close one, give or take a role."),
                "person",
                "participation.add_user",
            ),
            desk.Step(
                "admin:participation_responsibleofficer_changelist",
                _("Responsible officers"),
                _("Name who runs participation in each unit or group this fiscal year."),
                "flag",
                "participation.view_responsibleofficer",
            ),
            desk.Step(
                "admin:participation_unithead_changelist",
                _("Heads of units"),
                _("Say who heads each unit: matters without an officer wait for that person."),
                "people",
                "participation.view_unithead",
            ),
            desk.Step(
                "admin:participation_auditevent_changelist",
                _("Audit trail"),
                _("See who did what in the portal, and when."),
                "eye",
                "participation.view_auditevent",
            ),
        )
