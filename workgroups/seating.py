"""Who sits where: the seats an order gives and ends, and the roster of a body on any day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils.functional import Promise

from workgroups.choices import SINGLE_SEATS, OrderKind
from workgroups.models import AppointmentOrder, CommitteeMember, SeatHolding
from workgroups.querysets import AppointmentOrderQuerySet


def take_seats(order: AppointmentOrder) -> None:
    """Write into the roster what an order says that is being issued."""
    {
        OrderKind.APPOINT: _appoint,
        OrderKind.AMEND: _change,
        OrderKind.REVOKE: _end_all,
    }[OrderKind(order.kind)](order)


def _appoint(order: AppointmentOrder) -> None:
    for member in order.members.order_by("sequence", "id"):
        _sit_down(member, order, place=member.sequence)


def _change(order: AppointmentOrder) -> None:
    appointment = _changed_by(order)
    for departure in order.departures.select_related("member__holding"):
        _leave(departure.member.holding, order)
    last = appointment.holdings.aggregate(last=Max("place"))["last"] or 0
    members = order.members.select_related("in_place_of__holding").order_by("sequence", "id")
    for place, member in enumerate(members, start=last + 1):
        _sit_down(member, appointment, place=place)


def _end_all(order: AppointmentOrder) -> None:
    for holding in _changed_by(order).holdings.filter(free_from__gt=order.term_start):
        _leave(holding, order)


def _changed_by(order: AppointmentOrder) -> AppointmentOrder:
    if order.amends is None:  # the database refuses it
        raise TypeError(order.kind)
    return order.amends


def _sit_down(member: CommitteeMember, appointment: AppointmentOrder, *, place: int) -> None:
    """Give a member the seat of whom it follows, else one of its own, for the rest of the term."""
    order = member.order
    before = member.in_place_of.holding if member.in_place_of else None
    SeatHolding.objects.create(
        member=member,
        committee=order.committee,
        seat=before.seat if before else own_seat(member),
        place=before.place if before else place,
        appointment=appointment,
        first_day=order.term_start,
        free_from=order.term_end + dt.timedelta(days=1),
    )


def own_seat(member: CommitteeMember) -> str:
    """The chair there is one of is named by its position, any other by who took it first."""
    return member.position if member.position in SINGLE_SEATS else str(member.pk)


def _leave(holding: SeatHolding, order: AppointmentOrder) -> None:
    holding.free_from, holding.ended_by = max(holding.first_day, order.term_start), order
    holding.save(update_fields=["free_from", "ended_by"])


@dataclass(frozen=True)
class Seat:
    """A line of a roster: a seat with who holds it, or with nobody."""

    position_title: str | Promise
    holder: CommitteeMember | None
    #: The order that changed the appointment and put the holder here.
    by: AppointmentOrder | None


@dataclass(frozen=True)
class Roster:
    """Who sits where by one appointment."""

    order: AppointmentOrder
    seats: list[Seat]


def rosters(orders: AppointmentOrderQuerySet, day: dt.date) -> list[Roster]:
    """The rosters of those of `orders` in force on `day`, each in the order of its paper."""
    in_force = list(orders.in_force_on(day).for_listing())
    taken = SeatHolding.objects.filter(appointment__in=in_force, first_day__lte=day).for_roster()
    seats: dict[int, dict[str, SeatHolding]] = defaultdict(dict)
    for holding in sorted(taken, key=lambda one: (one.is_held_on(day), one.first_day, one.pk)):
        seats[holding.appointment_id][holding.seat] = holding  # who holds it, else who did last
    return [
        Roster(order, [_seat(holding, day) for holding in _in_order(seats[order.pk].values())])
        for order in in_force
    ]


def _in_order(holdings: Iterable[SeatHolding]) -> list[SeatHolding]:
    return sorted(holdings, key=lambda holding: (holding.place, holding.pk))


def _seat(holding: SeatHolding, day: dt.date) -> Seat:
    """How it stands on `day` with a seat that this holder has or had last."""
    member, is_held = holding.member, holding.is_held_on(day)
    return Seat(
        position_title=member.position_title,
        holder=member if is_held else None,
        by=member.order if is_held and not member.order.appoints else None,
    )
