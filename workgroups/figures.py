"""Who was appointed for a fiscal year and for which tasks: queries only, always the same number."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from participation import thai
from participation.choices import StakeholderType
from participation.models import FiscalYear
from workgroups.models import AppointmentOrder, CommitteeMember


@dataclass(frozen=True)
class OrderFigures:
    """An issued order whose term touches the year.

    Its members are named in the order itself, which is public, so counting them tells nobody apart.
    """

    committee: str
    kind: str
    group: int | None
    number: str
    signed_on: dt.date
    term: tuple[dt.date, dt.date]
    members: int
    #: Members from outside the office and its schools (what ITA counts).
    outside: int
    tasks: frozenset[int]


def orders_in_force(year_be: int) -> list[OrderFigures]:
    """Orders in force in the year, in the announcement's order of groups, then by term."""
    first, last = thai.fiscal_year_span(year_be)
    orders = list(
        AppointmentOrder.objects.overlapping(first, last)
        .select_related("committee")
        .prefetch_related("tasks")
        .order_by("committee__group__number", "committee__name", "term_start", "pk")
    )
    members, outside = _members(orders)
    return [
        OrderFigures(
            committee=order.committee.name,
            kind=order.committee.kind,
            group=order.committee.group_id,
            number=order.number_label,
            signed_on=order.signed_on or order.term_start,
            term=(order.term_start, order.term_end),
            members=members[order.pk],
            outside=outside[order.pk],
            tasks=frozenset(task.pk for task in order.tasks.all()),
        )
        for order in orders
    ]


def _members(orders: list[AppointmentOrder]) -> tuple[Counter[int], Counter[int]]:
    """Members of each order, and those of them from outside."""
    members: Counter[int] = Counter()
    outside: Counter[int] = Counter()
    rows = (
        CommitteeMember.objects.filter(order__in=orders)
        .order_by()
        .values_list("order_id", "stakeholder_type")
        .annotate(n=Count("pk"))
    )
    for order, stakeholder, n in rows:
        members[order] += n
        if StakeholderType(stakeholder).is_external:
            outside[order] += n
    return members, outside


def years_with_orders() -> list[int]:
    """Fiscal years an issued order appoints somebody for, newest first."""
    issued = AppointmentOrder.objects.issued().filter(year=OuterRef("pk"))
    years = FiscalYear.objects.filter(Exists(issued)).order_by("-year_be")
    return list(years.values_list("year_be", flat=True))
