"""Reading, by name."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate

from feedback import codes
from feedback.choices import OPEN_STATES, SEARCH_KIND, Publication
from participation import text
from participation.choices import Role
from participation.models import SearchEntry
from participation.paging import ahead_of, behind
from participation.waiting import groups_answered_by, units_answered_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from feedback.models import ImprovementAction, MonitoringReview, Opinion
    from participation.models import User

_NUMBER = re.compile(r"(2[5-7][0-9]{2})-([0-9]{4,8})")


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(state__in=OPEN_STATES)

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

    def following(self, opinion: "Opinion") -> "Opinion | None":
        """The one due next after `opinion`."""
        return self.filter(behind(opinion.due_on, opinion.pk)).order_by("due_on", "id").first()

    def preceding(self, opinion: "Opinion") -> "Opinion | None":
        """The one due last before `opinion`."""
        return self.filter(ahead_of(opinion.due_on, opinion.pk)).order_by("-due_on", "-id").first()

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

    def numbered(self, *numbers: str) -> Self:
        """Those of numbers such as 2570-0148; what is no such number finds none."""
        found = Q(pk__in=[])
        for number in numbers:
            if match := _NUMBER.fullmatch(number):
                found |= Q(year=int(match[1]), serial=int(match[2]))
        return self.filter(found)

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
