"""Who may, in this house: members while the term of an issued order lasts, to the day."""

import rules

from participation.models import User
from participation.rules import is_appointments_officer
from workgroups.choices import CommitteeKind, CommitteeRole
from workgroups.models import AppointmentOrder, Committee, CommitteeMember


@rules.predicate
def is_member_of(user: User, committee: Committee) -> bool:
    """Holds a seat in the body today, in whatever position."""
    return CommitteeMember.objects.acting_for(user).in_committee(committee).exists()


@rules.predicate
def is_secretary_of(user: User, committee: Committee) -> bool:
    """Is the body's secretary today."""
    seats = CommitteeMember.objects.acting_for(user).in_committee(committee)
    return seats.filter(position=CommitteeRole.MEMBER_SECRETARY).exists()


def sits_in(kind: CommitteeKind) -> rules.Predicate:
    """Whether the person holds a seat today in a body of this kind."""

    @rules.predicate(name=f"sits_in_{kind}")
    def sits(user: User) -> bool:
        return CommitteeMember.objects.acting_for(user).in_kind(kind).exists()

    predicate: rules.Predicate = sits
    return predicate


is_monitor = sits_in(CommitteeKind.MONITORING)
is_supervision_member = sits_in(CommitteeKind.SUPERVISION)
is_performance_reviewer = sits_in(CommitteeKind.PERFORMANCE_REVIEW)


@rules.predicate
def is_still_draft(_user: User, order: AppointmentOrder | None = None) -> bool:
    """An issued order is frozen for everybody; without one, drafts at large are meant."""
    return order is None or order.is_draft


@rules.predicate
def is_not_appointed_yet(_user: User, committee: Committee | None = None) -> bool:
    """A body with an issued order is frozen: rights follow from its kind and group."""
    return committee is None or not committee.orders.issued().exists()


works_on_drafts = is_appointments_officer & is_still_draft

rules.add_perm("workgroups", is_appointments_officer)
for noun in ("committee", "appointmentorder", "committeemember", "compositionrule"):
    rules.add_perm(f"workgroups.view_{noun}", is_appointments_officer)
    rules.add_perm(f"workgroups.add_{noun}", is_appointments_officer)
for act in ("change", "delete"):
    rules.add_perm(f"workgroups.{act}_committeemember", is_appointments_officer)
    rules.add_perm(f"workgroups.{act}_compositionrule", is_appointments_officer)
    rules.add_perm(f"workgroups.{act}_committee", is_appointments_officer & is_not_appointed_yet)
rules.add_perm("workgroups.change_appointmentorder", works_on_drafts)
rules.add_perm("workgroups.delete_appointmentorder", works_on_drafts)
rules.add_perm("workgroups.issue_order", works_on_drafts)
rules.add_perm("workgroups.publish_signed", is_appointments_officer & ~is_still_draft)
