"""Reading, by name."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import (
    Avg,
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Prefetch,
    Q,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from feedback import codes
from feedback.choices import SEARCH_KIND, OpinionState, Publication
from participation import text, thai
from participation.choices import Role
from participation.models import (
    MissionGroup,
    OrganisationUnit,
    ResponsibleOfficer,
    SearchEntry,
    UnitHead,
)
from participation.querysets import MissionGroupQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from feedback.models import ImprovementAction, MonitoringReview, Opinion
    from participation.models import User

_NUMBER = re.compile(r"(2[5-7][0-9]{2})-([0-9]{4,8})")


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


def groups_answered_by(user: "User") -> MissionGroupQuerySet:
    """Groups `user` is named for today, and those of the units above."""
    today = thai.today()
    duties = ResponsibleOfficer.objects.on(today).filter(user=user, year=thai.fiscal_year_be(today))
    units = units_answered_by(user)
    return MissionGroup.objects.filter(
        Q(pk__in=duties.values("group")) | Q(unit__in=units.values("pk"))
    )


class OpinionQuerySet(models.QuerySet["Opinion"]):
    OPEN = Q(state__in=[OpinionState.RECEIVED, OpinionState.UNDER_REVIEW])

    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(self.OPEN)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """What `user` may read at the desk: triage and executives all, answerers their own."""
        if not user.is_authenticated:
            return self.none()
        if user.roles & {Role.TRIAGE_OFFICER, Role.EXECUTIVE}:
            return self
        units = units_answered_by(user)
        groups = groups_answered_by(user)
        return self.filter(Q(group__in=groups.values("pk")) | Q(unit__in=units.values("pk")))

    def for_listing(self) -> Self:
        return self.select_related("group", "unit", "task")

    def for_queue(self) -> Self:
        """As the desk works through them: what is open first, soonest due first."""
        is_open = Case(When(self.OPEN, then=Value(0)), default=Value(1))
        return self.for_listing().order_by(is_open, "due_on", "id")

    def following(self, opinion: "Opinion") -> "Opinion | None":
        """The one due next after `opinion`."""
        later = Q(due_on__gt=opinion.due_on) | Q(due_on=opinion.due_on, pk__gt=opinion.pk)
        return self.filter(later).order_by("due_on", "id").first()

    def preceding(self, opinion: "Opinion") -> "Opinion | None":
        """The one due last before `opinion`."""
        sooner = Q(due_on__lt=opinion.due_on) | Q(due_on=opinion.due_on, pk__lt=opinion.pk)
        return self.filter(sooner).order_by("-due_on", "-id").first()

    def tallied(self) -> dict[str, Any]:
        """How many came in and were answered, and after how many days on average."""
        waited = ExpressionWrapper(
            TruncDate("answered_at") - F("received_on"), output_field=DurationField()
        )
        tally = self.order_by().aggregate(
            received=Count("pk"), answered=Count("answered_at"), waited=Avg(waited)
        )
        waited_for = tally.pop("waited")
        return tally | {"days": waited_for / dt.timedelta(days=1) if waited_for else None}

    def with_answers(self) -> Self:
        """With every official answer and the unit that gave it, oldest first."""
        return self.for_listing().prefetch_related("responses__unit")

    def numbered(self, number: str) -> Self:
        """The one of a number such as 2570-0148; none where it is no such number."""
        match = _NUMBER.fullmatch(number)
        return self.filter(year=int(match[1]), serial=int(match[2])) if match else self.none()

    def of_code(self, code: str) -> Self:
        """The one whose sender holds the tracking code (see `codes.read`)."""
        return self.filter(code_hash__in=codes.possible_hashes(code))

    def saying(self, words: str) -> Self:
        """Published ones that hold every word, in the opinion or in its answer."""
        tokens = text.search_tokens(words)
        if not tokens:
            return self.none()
        entries = SearchEntry.objects.filter(kind=SEARCH_KIND).matching(tokens)
        return self.published().filter(pk__in=entries.values("object_id"))


class MonitoringReviewQuerySet(models.QuerySet["MonitoringReview"]):
    def for_listing(self) -> Self:
        return (
            self.select_related("group", "year", "author")
            .prefetch_related("recommendations")
            .order_by("-period_end", "-id")
        )

    def with_improvements(self) -> Self:
        """With what became of each thing they ask for."""
        return self.select_related("group", "year", "author", "committee").prefetch_related(
            "recommendations__improvements"
        )


class ImprovementActionQuerySet(models.QuerySet["ImprovementAction"]):
    def for_listing(self) -> Self:
        return (
            self.select_related("group", "recommendation__review")
            .prefetch_related("opinions")
            .order_by("-done_on", "-id")
        )

    def for_the_public(self) -> Self:
        """Newest first, each with those opinions it answers that may be read in public."""
        from feedback.models import Opinion  # noqa: PLC0415 (models stand above querysets)

        published = Opinion.objects.published().order_by("id")
        return (
            self.select_related("group")
            .prefetch_related(Prefetch("opinions", published, to_attr="published_opinions"))
            .order_by("-done_on", "-id")
        )
