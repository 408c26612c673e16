"""Who may, as far as the core knows; each house adds its own."""

import rules

from participation import thai
from participation.choices import Role
from participation.models import MissionGroup, OrganisationUnit, ResponsibleOfficer, UnitHead, User


def holds(role: Role) -> rules.Predicate:
    """Whether the role was granted by name."""
    predicate: rules.Predicate = rules.predicate(lambda user: role in user.roles, name=f"is_{role}")
    return predicate


is_triage_officer = holds(Role.TRIAGE_OFFICER)
is_appointments_officer = holds(Role.APPOINTMENTS_OFFICER)
is_deputy_director = holds(Role.DEPUTY_DIRECTOR)
is_executive = holds(Role.EXECUTIVE)
is_legal_officer = holds(Role.LEGAL_OFFICER)
is_auditor = holds(Role.AUDITOR)
is_data_protection_officer = holds(Role.DATA_PROTECTION_OFFICER)
is_administrator = holds(Role.ADMINISTRATOR)


@rules.predicate
def is_responsible_officer(user: User, group: MissionGroup | None = None) -> bool:
    """Named today for the group; without a group, for any."""
    today = thai.today()
    duties = ResponsibleOfficer.objects.on(today).filter(user=user, year=thai.fiscal_year_be(today))
    return duties.for_group(group).exists() if group else duties.exists()


@rules.predicate
def is_head_of_unit(user: User, unit: OrganisationUnit | None = None) -> bool:
    """Heads the unit today; without a unit, any."""
    headships = UnitHead.objects.on(thai.today()).filter(user=user)
    return headships.filter(unit=unit).exists() if unit else headships.exists()


rules.add_perm("participation.view_auditevent", is_auditor)

# The admin: reference data is the administrator's; the appointments officer looks things up in it.
rules.add_perm("participation", is_administrator | is_appointments_officer | is_auditor)
for noun in (
    "office",
    "organisationunit",
    "announcement",
    "missiongroup",
    "missiontask",
    "fiscalyear",
):
    rules.add_perm(f"participation.view_{noun}", is_administrator | is_appointments_officer)
for noun in ("office", "organisationunit", "missiongroup"):
    rules.add_perm(f"participation.change_{noun}", is_administrator)
for noun in ("rolegrant", "responsibleofficer", "unithead"):
    for act in ("view", "add", "change"):
        rules.add_perm(f"participation.{act}_{noun}", is_administrator)
rules.add_perm("participation.delete_rolegrant", is_administrator)
rules.add_perm("participation.view_user", is_administrator | is_appointments_officer)
rules.add_perm("participation.add_user", is_administrator)
rules.add_perm("participation.change_user", is_administrator)
rules.add_perm("participation.change_fiscalyear", is_administrator)
