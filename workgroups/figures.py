"""Who was appointed for a fiscal year and for which tasks: queries only, always the same number."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from participation import thai
from participation.models import FiscalYear
from workgroups.models import AppointmentOrder, SeatHolding


@dataclass(frozen=True)
class OrderFigures:
    """An order that appoints a body for some of the year, with what later orders changed in it.

    Its members are named in the order itself, which is public, so counting them tells nobody apart.
    """

    committee: str
    kind: str
    group: int | None
    number: str
    signed_on: dt.date
    #: Whether another order has changed who sits by it.
    is_changed: bool
    #: Until the day before it was revoked, if it was.
    term: tuple[dt.date, dt.date]
    #: Who sat at the end of the term, or of the year if that came first.
    members: int
    #: Those of them from outside the office and its schools (what ITA counts).
    outside: int
    tasks: frozenset[int]


def orders_in_force(year_be: int) -> list[OrderFigures]:
    """Orders in force in the year, in the announcement's order of groups, then by term."""
    first, last = thai.fiscal_year_span(year_be)
    orders = list(
        AppointmentOrder.objects.overlapping(first, last)
        .select_related("committee")
        .prefetch_related(
            "tasks", Prefetch("holdings", SeatHolding.objects.select_related("member"))
        )
        .order_by("committee__group__number", "committee__name", "term_start", "pk")
    )
    return [_figures(order, until=last) for order in orders]


def _figures(order: AppointmentOrder, *, until: dt.date) -> OrderFigures:
    last_day = order.term_end
    if order.revoked_from:
        last_day = min(last_day, order.revoked_from - dt.timedelta(days=1))
    day = min(last_day, until)
    seats = list(order.holdings.all())
    members = [held.member for held in seats if held.is_held_on(day)]
    return OrderFigures(
        committee=order.committee.name,
        kind=order.committee.kind,
        group=order.committee.group_id,
        number=order.number_label,
        signed_on=order.signed_on or order.term_start,
        is_changed=any(held.member.order_id != order.pk or held.ended_by_id for held in seats),
        term=(order.term_start, last_day),
        members=len(members),
        outside=sum(member.is_external for member in members),
        tasks=frozenset(task.pk for task in order.tasks.all()),
    )


def years_with_orders() -> list[int]:
    """Fiscal years an issued order appoints somebody for, newest first."""
    issued = AppointmentOrder.objects.appointing().filter(year=OuterRef("pk"))
    years = FiscalYear.objects.filter(Exists(issued)).order_by("-year_be")
    return list(years.values_list("year_be", flat=True))
