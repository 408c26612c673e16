"""Whether an order may be issued: what stands in the way, how to mend it, what to look at."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation import thai
from participation.choices import StakeholderType, YearState
from participation.models import MissionTask
from workgroups.choices import SINGLE_SEATS, CommitteeKind
from workgroups.models import AppointmentOrder, CommitteeMember


@dataclass(frozen=True)
class Readiness:
    """What keeps an order from being issued, what to look at twice, who its members are."""

    hindrances: list[str]
    warnings: list[str]
    members: int
    outside: int

    @property
    def is_ready(self) -> bool:
        return not self.hindrances


def of_order(order: AppointmentOrder) -> Readiness:
    """Look an order over as it stands now."""
    members = list(order.members.order_by("sequence", "id"))
    tasks = list(order.tasks.select_related("group"))
    hindrances = [
        *_about_number(order),
        *_about_year(order),
        *_about_seats(order, members),
        *_about_people(members),
        *_about_other_orders(order, members),
        *_about_tasks(order, tasks),
    ]
    return Readiness(
        hindrances=hindrances,
        warnings=[
            *_about_term(order),
            *_about_balance(order, members),
            *_about_coverage(order, tasks),
        ],
        members=len(members),
        outside=sum(member.is_external for member in members),
    )


def _about_number(order: AppointmentOrder) -> Iterable[str]:
    if order.order_number is None:
        yield _("The order has no number. Type the number the registry gave it.")
    if order.signed_on is None:
        yield _("The day of signature is missing. Type it once the order is signed.")
        return
    if order.signed_on > thai.today():
        yield _("The day of signature has not come yet. Issue the order once it is signed.")
    signed_in = thai.calendar_year_be(order.signed_on)
    if signed_in != order.number_year_be:
        yield _(
            "The number is of %(number_year)s but the order is signed in %(signed_in)s. Numbers "
            "run by calendar year: type %(signed_in)s behind the number."
        ) % {"number_year": order.number_year_be, "signed_in": signed_in}


def _about_year(order: AppointmentOrder) -> Iterable[str]:
    if order.year.state != YearState.OPEN:
        yield _("Fiscal year %(year)s is closed. Choose an open year.") % {"year": order.year}


def _about_seats(order: AppointmentOrder, members: list[CommitteeMember]) -> Iterable[str]:
    held = Counter(member.position for member in members)
    for seat in SINGLE_SEATS:
        title = {"seat": order.committee.position_title(seat)}
        if not held[seat]:
            yield _("Nobody is %(seat)s. Give this position to one member.") % title
        elif held[seat] > 1:
            yield _("%(seat)s is named more than once. Give all but one another position.") % title


def _about_people(members: list[CommitteeMember]) -> Iterable[str]:
    names = Counter(member.name_key for member in members)
    accounts = Counter(member.account_id for member in members if member.account_id)
    for member in members:
        if names[member.name_key] > 1 or accounts[member.account_id or 0] > 1:
            yield _("%(name)s is named twice. Remove one of the lines.") % {"name": member}


def _about_other_orders(order: AppointmentOrder, members: list[CommitteeMember]) -> Iterable[str]:
    """A seat for one person is held by one person on any day, whichever orders say so."""
    seats = {member.position for member in members} & set(SINGLE_SEATS)
    held = (
        CommitteeMember.objects.in_committee(order.committee)
        .filter(position__in=seats, order__in=AppointmentOrder.objects.overlapping(*order.term))
        .exclude(order=order)
        .select_related("order__committee")
        .order_by("order__term_start", "position")
    )
    for member in held:
        yield _("%(name)s is already %(seat)s until %(until)s by order %(number)s.") % {
            "name": member,
            "seat": member.position_title,
            "until": thai.thai_date(member.order.term_end),
            "number": member.order.number_label,
        }
    if held:
        free = max(member.order.term_end for member in held) + dt.timedelta(days=1)
        yield _(
            "An issued order cannot be ended or changed before its term is over, so nobody can be "
            "replaced during it yet. Let this term begin on %(free)s, or keep this draft: until "
            "then those named before go on."
        ) % {"free": thai.thai_date(free)}


def _about_tasks(order: AppointmentOrder, tasks: list[MissionTask]) -> Iterable[str]:
    for task in tasks:
        if task.group_id != order.committee.group_id:
            yield _("The task “%(task)s” belongs to another group. Take it out.") % {"task": task}


def _about_term(order: AppointmentOrder) -> Iterable[str]:
    first, last = order.year.span
    if not first <= order.term_start <= order.term_end <= last:
        yield _(
            "The term runs from %(start)s to %(end)s, but fiscal year %(year)s from %(first)s to "
            "%(last)s. Check the fiscal year and the dates."
        ) % {
            "start": thai.thai_date(order.term_start),
            "end": thai.thai_date(order.term_end),
            "year": order.year,
            "first": thai.thai_date(first),
            "last": thai.thai_date(last),
        }


def _about_balance(order: AppointmentOrder, members: list[CommitteeMember]) -> Iterable[str]:
    group = order.committee.group
    experts = [m for m in members if m.stakeholder_type == StakeholderType.EXPERT]
    if group and experts and not group.names_experts:
        yield _(
            "The announcement names stakeholders but no experts for %(group)s. Ask whether the "
            "experts stay."
        ) % {"group": group}
    if members and not any(member.is_external for member in members):
        if order.committee.kind == CommitteeKind.MONITORING:
            yield _(
                "Everybody comes from inside. Those who monitor should not watch only themselves."
            )
        else:
            yield _("Nobody comes from outside. The announcement asks for stakeholders.")


def _about_coverage(order: AppointmentOrder, tasks: list[MissionTask]) -> Iterable[str]:
    group = order.committee.group
    if group and not tasks:
        yield _("No task is ticked. The annual report will say that no committee covers them.")
    elif group and (missing := group.tasks.count() - len(tasks)):
        yield ngettext(
            "%(count)s task of the group is not covered by this order.",
            "%(count)s tasks of the group are not covered by this order.",
            missing,
        ) % {"count": missing}
