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
from workgroups import composition, seating
from workgroups.choices import SINGLE_SEATS, CommitteeKind, OrderKind
from workgroups.models import AppointmentOrder, CommitteeMember, Departure


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
    members = list(order.members.select_related("in_place_of__holding").order_by("sequence", "id"))
    about = {
        OrderKind.APPOINT: _about_appointment,
        OrderKind.AMEND: _about_change,
        OrderKind.REVOKE: _about_revocation,
    }[OrderKind(order.kind)]
    hindrances, warnings = about(order, members)
    return Readiness(
        hindrances=[*_about_number(order), *_about_year(order), *hindrances],
        warnings=warnings,
        members=len(members),
        outside=sum(member.is_external for member in members),
    )


def _about_appointment(
    order: AppointmentOrder, members: list[CommitteeMember]
) -> tuple[list[str], list[str]]:
    tasks = list(order.tasks.select_related("group"))
    return [
        *_about_duties(order),
        *_about_seats(order, members),
        *_about_people(members),
        *composition.hindrances(order.committee, members),
        *_about_held_seats(order, members, leaving=[]),
        *_about_tasks(order, tasks),
    ], [*_about_term(order), *_about_balance(order, members), *_about_coverage(order, tasks)]


def _about_change(
    order: AppointmentOrder, members: list[CommitteeMember]
) -> tuple[list[str], list[str]]:
    leaving = list(order.departures.select_related("member__holding__ended_by"))
    together = [*members, *_staying(order, leaving)]
    return [
        *_about_day(order),
        *_about_nothing(members, leaving),
        *_about_leaving(leaving),
        *_about_people(together),
        *composition.hindrances(order.committee, together),
        *_about_followed(members, leaving),
        *_about_held_seats(order, members, leaving=leaving),
    ], [*_about_early_day(order), *_about_empty_seats(order, members, leaving)]


def _about_revocation(
    order: AppointmentOrder, _members: list[CommitteeMember]
) -> tuple[list[str], list[str]]:
    nobody = _("From %(day)s nobody sits by order %(number)s any more.") % {
        "day": thai.thai_date(order.term_start),
        "number": _changed(order).number_label,
    }
    return [*_about_day(order)], [nobody, *_about_early_day(order)]


def _changed(order: AppointmentOrder) -> AppointmentOrder:
    """The appointing order that this one changes or revokes."""
    if order.amends is None:  # the database refuses it
        raise TypeError(order.kind)
    return order.amends


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


def _about_duties(order: AppointmentOrder) -> Iterable[str]:
    if not order.duties.strip():
        yield _("The order says no duties. Write at least one.")


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


def _about_held_seats(
    order: AppointmentOrder, members: list[CommitteeMember], *, leaving: list[Departure]
) -> Iterable[str]:
    """A seat for one person is held by one person on any day, whichever orders say so."""
    held = (
        order.committee.holdings.touching(order.term_start, order.term_end + dt.timedelta(days=1))
        .filter(seat__in=[_seat_of(member) for member in members])
        .exclude(member__in=[departure.member_id for departure in leaving])
        .for_roster()
    )
    for holding in held:
        yield _("%(name)s is already %(seat)s until %(until)s by order %(number)s.") % {
            "name": holding.member,
            "seat": holding.member.position_title,
            "until": thai.thai_date(holding.last_day),
            "number": holding.member.order.number_label,
        }
    if held and order.appoints:
        yield _(
            "Let this term begin on %(free)s, or open that order and press “Change who sits here” "
            "to replace somebody during the term."
        ) % {"free": thai.thai_date(max(holding.free_from for holding in held))}
    elif held:
        yield _("Let them leave by this order, or choose another position.")


def _seat_of(member: CommitteeMember) -> str:
    if member.in_place_of is None:
        return seating.own_seat(member)
    return member.in_place_of.holding.seat


def of_day(day: dt.date, changed: AppointmentOrder) -> Iterable[str]:
    """What keeps a change from taking effect on a day: it lies outside the term."""
    if not changed.term_start <= day <= changed.term_end:
        yield _(
            "Order %(number)s runs from %(start)s to %(end)s. Choose a day of this term from which "
            "the change holds."
        ) % {
            "number": changed.number_label,
            "start": thai.thai_date(changed.term_start),
            "end": thai.thai_date(changed.term_end),
        }


def _about_day(order: AppointmentOrder) -> Iterable[str]:
    """The day from which a change holds, within the term and before any revocation."""
    changed = _changed(order)
    yield from of_day(order.term_start, changed)
    revocation = changed.changes.issued().filter(kind=OrderKind.REVOKE).first()
    if revocation:
        yield _("Order %(number)s was revoked by order %(by)s. Draft a new order instead.") % {
            "number": changed.number_label,
            "by": revocation.number_label,
        }


def _about_early_day(order: AppointmentOrder) -> Iterable[str]:
    if order.signed_on and order.term_start < order.signed_on:
        yield _(
            "The order holds from %(start)s but is signed only on %(signed)s. Ask whether that is "
            "meant."
        ) % {
            "start": thai.thai_date(order.term_start),
            "signed": thai.thai_date(order.signed_on),
        }


def _about_nothing(members: list[CommitteeMember], leaving: list[Departure]) -> Iterable[str]:
    if not members and not leaving:
        yield _("The order changes nothing yet. Say who leaves or who comes.")


def _about_leaving(leaving: list[Departure]) -> Iterable[str]:
    for departure in leaving:
        if ended_by := departure.member.holding.ended_by:
            yield _("%(name)s already leaves by order %(number)s. Take the line out.") % {
                "name": departure.member,
                "number": ended_by.number_label,
            }


def _staying(order: AppointmentOrder, leaving: list[Departure]) -> list[CommitteeMember]:
    """Who goes on sitting by the changed order."""
    held = _changed(order).holdings.filter(ended_by=None)
    staying = held.exclude(member__in=[departure.member_id for departure in leaving])
    return [holding.member for holding in staying.select_related("member")]


def _about_followed(members: list[CommitteeMember], leaving: list[Departure]) -> Iterable[str]:
    gone = {departure.member_id for departure in leaving}
    for member in members:
        before = member.in_place_of
        if before and before.pk not in gone and before.holding.ended_by_id is None:
            yield _(
                "%(name)s is to follow %(before)s, who does not leave. Name %(before)s among those "
                "who leave."
            ) % {"name": member, "before": before}


def _about_empty_seats(
    order: AppointmentOrder, members: list[CommitteeMember], leaving: list[Departure]
) -> Iterable[str]:
    taken = {member.position for member in members}
    for departure in leaving:
        seat = departure.member.position
        if seat in SINGLE_SEATS and seat not in taken:
            yield _("From %(day)s nobody is %(seat)s.") % {
                "day": thai.thai_date(order.term_start),
                "seat": order.committee.position_title(seat),
            }


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
    is_inside_alone = members and not any(member.is_external for member in members)
    if is_inside_alone and order.committee.kind != CommitteeKind.MONITORING:  # there it hinders
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
