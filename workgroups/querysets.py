"""Reading, by name."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery

from participation import thai
from participation.choices import StakeholderType
from workgroups.choices import GROUP_KINDS, CommitteeKind, OrderKind, OrderState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from participation.models import MissionGroup, User
    from workgroups.models import AppointmentOrder, Committee, CommitteeMember, SeatHolding

#: Whom people from outside the office and its schools stand for.
EXTERNAL_TYPES = [kind for kind in StakeholderType if kind.is_external]


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def of_group(self, group: "MissionGroup") -> Self:
        return self.filter(group=group, kind__in=GROUP_KINDS)

    def appointed(self) -> Self:
        """Bodies an order was ever issued for: of drafts the public hears nothing."""
        issued = self.model.objects.filter(orders__state=OrderState.ISSUED)
        return self.filter(pk__in=issued.values("pk"))  # each once: what is counted stays right

    def with_seats_on(self, day: dt.date) -> Self:
        """For listing, each with `seats` and `outside` held on `day`, and when they `free_from`."""
        held = Q(holdings__first_day__lte=day, holdings__free_from__gt=day)
        outside = Q(holdings__member__stakeholder_type__in=EXTERNAL_TYPES)
        return (
            self.select_related("group")
            .annotate(
                seats=Count("holdings", filter=held),
                outside=Count("holdings", filter=held & outside),
                free_from=Max("holdings__free_from", filter=held),
            )
            .order_by(F("group__number").asc(nulls_last=True), "name")
        )

    def with_last_day(self) -> Self:
        """Each with when the last of those appointed today or later leaves: `free_from`."""
        ahead = Q(holdings__free_from__gt=thai.today())
        return self.annotate(free_from=Max("holdings__free_from", filter=ahead))

    def ending(self, first: dt.date, last: dt.date) -> Self:
        """Bodies in which nobody sits any more after one of these days; each with `free_from`."""
        after = dt.timedelta(days=1)
        ends = self.annotate(free_from=Max("holdings__free_from")).select_related("group")
        return ends.filter(free_from__range=(first + after, last + after))


class AppointmentOrderQuerySet(models.QuerySet["AppointmentOrder"]):
    def issued(self) -> Self:
        return self.filter(state=OrderState.ISSUED)

    def appointing(self) -> Self:
        """Issued orders that made a body, without those that only changed or revoked one."""
        return self.issued().filter(kind=OrderKind.APPOINT)

    def with_end(self) -> Self:
        """Each with the day `revoked_from` which another issued order revokes it, if one does."""
        revocation = self.model.objects.filter(
            amends=OuterRef("pk"), kind=OrderKind.REVOKE, state=OrderState.ISSUED
        )
        return self.annotate(revoked_from=Subquery(revocation.values("term_start")[:1]))

    def in_force_on(self, day: dt.date) -> Self:
        """Appointing orders whose term covers `day`, unless revoked by then."""
        return self.overlapping(day, day)

    def overlapping(self, start: dt.date, end: dt.date) -> Self:
        """Appointing orders that share a day with these, as they end."""
        orders = self.appointing().with_end().filter(term_start__lte=end, term_end__gte=start)
        held = Q(revoked_from__gt=start) & Q(revoked_from__gt=F("term_start"))
        return orders.filter(Q(revoked_from=None) | held)

    def for_listing(self) -> Self:
        documents = ("document", "signed__document")
        return self.select_related("committee__group", *documents).order_by("-term_start", "-id")


class CommitteeMemberQuerySet(models.QuerySet["CommitteeMember"]):
    def acting_on(self, day: dt.date) -> Self:
        """Members who may act on `day`, because and only while issued orders say so."""
        return self.filter(holding__first_day__lte=day, holding__free_from__gt=day)

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


class SeatHoldingQuerySet(models.QuerySet["SeatHolding"]):
    def on(self, day: dt.date) -> Self:
        """Seats held on `day`."""
        return self.filter(first_day__lte=day, free_from__gt=day)

    def touching(self, first: dt.date, free_from: dt.date) -> Self:
        """Seats held on some day of these, `free_from` not among them."""
        shared = self.filter(first_day__lt=free_from, free_from__gt=first)
        return shared.filter(first_day__lt=F("free_from"))

    def of_committee(self, committee: "Committee") -> Self:
        return self.filter(committee=committee)

    def for_roster(self) -> Self:
        """With what a roster prints."""
        documents = ("member__order__document", "member__order__signed__document")
        return self.select_related("member__order__committee", *documents).order_by(
            "appointment", "place", "first_day", "id"
        )
