"""Reading, by name."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from feedback.choices import OpinionState, Publication
from participation import thai
from participation.choices import Role
from participation.models import MissionGroup, OrganisationUnit, ResponsibleOfficer, UnitHead

if TYPE_CHECKING:
    from feedback.models import ImprovementAction, MonitoringReview, Opinion
    from participation.models import User


def units_answered_by(user: "User") -> models.QuerySet[OrganisationUnit]:
    """Units `user` heads today or is named for as a whole."""
    today = thai.today()
    duties = ResponsibleOfficer.objects.on(today).filter(
        user=user, year=thai.fiscal_year_be(today), group=None
    )
    heads = UnitHead.objects.on(today).filter(user=user)
    return OrganisationUnit.objects.filter(
        Q(pk__in=duties.values("unit")) | Q(pk__in=heads.values("unit"))
    )


def groups_answered_by(user: "User") -> models.QuerySet[MissionGroup]:
    """Groups `user` is named for today, and those of the units above."""
    today = thai.today()
    duties = ResponsibleOfficer.objects.on(today).filter(
        user=user, year=thai.fiscal_year_be(today)
    )
    units = units_answered_by(user)
    return MissionGroup.objects.filter(
        Q(pk__in=duties.values("group")) | Q(unit__in=units.values("pk"))
    )


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(state__in=[OpinionState.RECEIVED, OpinionState.UNDER_REVIEW])

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """What `user` may read at the desk: triage and executives all, officers and heads their own."""
        if not user.is_authenticated:
            return self.none()
        if user.roles & {Role.TRIAGE_OFFICER, Role.EXECUTIVE}:
            return self
        units = units_answered_by(user)
        groups = groups_answered_by(user)
        return self.filter(Q(group__in=groups.values("pk")) | Q(unit__in=units.values("pk")))

    def for_listing(self) -> Self:
        return self.select_related("group", "unit", "task")


class MonitoringReviewQuerySet(models.QuerySet["MonitoringReview"]):
    def for_listing(self) -> Self:
        return (
            self.select_related("group", "year", "author")
            .prefetch_related("recommendations")
            .order_by("-period_end", "-id")
        )


class ImprovementActionQuerySet(models.QuerySet["ImprovementAction"]):
    def for_listing(self) -> Self:
        return (
            self.select_related("group", "recommendation__review")
            .prefetch_related("opinions")
            .order_by("-done_on", "-id")
        )
