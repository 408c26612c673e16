"""Who may, as far as the core knows; each house adds its own."""

import rules

from participation.choices import Role


def holds(role: Role) -> rules.Predicate:
    """Whether the role was granted by name."""
    predicate: rules.Predicate = rules.predicate(lambda user: role in user.roles, name=f"is_{role}")
    return predicate


is_triage_officer = holds(Role.TRIAGE_OFFICER)
is_appointments_officer = holds(Role.APPOINTMENTS_OFFICER)
is_executive = holds(Role.EXECUTIVE)
is_legal_officer = holds(Role.LEGAL_OFFICER)
is_auditor = holds(Role.AUDITOR)
is_administrator = holds(Role.ADMINISTRATOR)

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
for act in ("view", "add", "change"):
    rules.add_perm(f"participation.{act}_holiday", is_administrator)
    for noun in ("district", "school"):
        rules.add_perm(f"participation.{act}_{noun}", is_administrator | is_appointments_officer)
