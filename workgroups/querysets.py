"""Reading, by name."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Max, Q

from participation import thai
from participation.choices import StakeholderType
from workgroups.choices import GROUP_KINDS, CommitteeKind, OrderState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from participation.models import MissionGroup, User
    from workgroups.models import AppointmentOrder, Committee, CommitteeMember

#: Whom people from outside the office and its schools stand for.
EXTERNAL_TYPES = [kind for kind in StakeholderType if kind.is_external]


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def of_group(self, group: "MissionGroup") -> Self:
        return self.filter(group=group, kind__in=GROUP_KINDS)

    def appointed(self) -> Self:
        """Bodies an order was ever issued for: of drafts the public hears nothing."""
        return self.filter(orders__state=OrderState.ISSUED).distinct()

    def with_seats_on(self, day: dt.date) -> Self:
        """For listing, each with `seats` and `outside` held on `day`, and the `term_end` then."""
        runs = Q(
            orders__state=OrderState.ISSUED,
            orders__term_start__lte=day,
            orders__term_end__gte=day,
        )
        outside = Q(orders__members__stakeholder_type__in=EXTERNAL_TYPES)
        return (
            self.select_related("group")
            .annotate(
                seats=Count("orders__members", filter=runs),
                outside=Count("orders__members", filter=runs & outside),
                term_end=Max("orders__term_end", filter=runs),
            )
            .order_by(F("group__number").asc(nulls_last=True), "name")
        )

    def with_last_day(self) -> Self:
        """Each with the last day of who is appointed to it today or later: `last_day`."""
        runs = Q(orders__state=OrderState.ISSUED, orders__term_end__gte=thai.today())
        return self.annotate(last_day=Max("orders__term_end", filter=runs))


class AppointmentOrderQuerySet(models.QuerySet["AppointmentOrder"]):
    def issued(self) -> Self:
        return self.filter(state=OrderState.ISSUED)

    def in_force_on(self, day: dt.date) -> Self:
        """Issued orders whose term covers `day`."""
        return self.issued().filter(term_start__lte=day, term_end__gte=day)

    def overlapping(self, start: dt.date, end: dt.date) -> Self:
        """Issued orders whose term shares a day with the given one."""
        return self.issued().filter(term_start__lte=end, term_end__gte=start)

    def for_listing(self) -> Self:
        return self.select_related("committee__group", "document").order_by("-term_start", "-id")

    def with_names(self) -> Self:
        """For listing, with their members as printed and the tasks they cover."""
        return self.for_listing().prefetch_related("members", "tasks__group")


class CommitteeMemberQuerySet(models.QuerySet["CommitteeMember"]):
    def acting_on(self, day: dt.date) -> Self:
        """Members who may act on `day`, because and only while an issued order says so."""
        return self.filter(
            order__state=OrderState.ISSUED, order__term_start__lte=day, order__term_end__gte=day
        )

    def for_listing(self) -> Self:
        return self.select_related("order__committee").order_by("order", "sequence", "id")

    def acting_for(self, user: "User | AnonymousUser") -> Self:
        """Seats the person holds today, in Thailand."""
        return self.of_account(user).acting_on(thai.today())

    def in_committee(self, committee: "Committee") -> Self:
        return self.filter(order__committee=committee)

    def in_kind(self, kind: CommitteeKind) -> Self:
        return self.filter(order__committee__kind=kind)

    def of_account(self, user: "User | AnonymousUser") -> Self:
        return self.filter(account=user.pk) if user.is_authenticated else self.none()
