"""Reading, by name."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from participation import database, thai
from participation.choices import NOTICE_ATTEMPTS, Audience, JobState, Role, YearState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from participation.models import (
        Announcement,
        Duty,
        FiscalYear,
        Job,
        MissionGroup,
        Notice,
        PublishedFile,
        ResponsibleOfficer,
        RoleGrant,
        UnitHead,
        User,
    )


Things = TypeVar("Things", bound=models.QuerySet[Any])
_Entry = TypeVar("_Entry", bound=models.Model)
#: So many things that are found are counted out; of more, a page is soon full.
FEW = 5_000
#: Where so many times as many are expected, there are more than that.
EXPECTATIONS_ERR_BY = 8


class FiscalYearQuerySet(models.QuerySet["FiscalYear"]):
    def open(self) -> Self:
        return self.filter(state=YearState.OPEN)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def in_force(self) -> Self:
        """The newest announcement; earlier versions stay as they were."""
        return self.order_by("-announced_on", "-id")[:1]


class MissionGroupQuerySet(models.QuerySet["MissionGroup"]):
    def in_force(self) -> Self:
        """The groups of the announcement in force, in its order."""
        newest = self.model.objects.order_by("-announcement__announced_on", "-announcement")
        return self.filter(announcement=newest.values("announcement")[:1]).order_by("number")

    def for_listing(self) -> Self:
        return self.select_related("unit").prefetch_related("tasks").order_by("number")


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def open(self) -> Self:
        """Those that still hold; what was withdrawn stays for the record."""
        return self.filter(withdrawn_at__isnull=True)


class ResponsibleOfficerQuerySet(models.QuerySet["ResponsibleOfficer"]):
    def on(self, day: dt.date) -> Self:
        """Those who hold the duty on `day`, in its fiscal year, and may sign in."""
        held = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
        year = thai.fiscal_year_be(day)
        return self.filter(held, year=year, started_on__lte=day, user__is_active=True)

    def for_group(self, group: "MissionGroup") -> Self:
        """Those named for the group, or for its unit as a whole."""
        return self.filter(Q(group=group) | Q(group__isnull=True, unit=group.unit_id))


class UnitHeadQuerySet(models.QuerySet["UnitHead"]):
    def on(self, day: dt.date) -> Self:
        """Those who head a unit on `day`, and may sign in."""
        headed = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
        return self.filter(headed, started_on__lte=day, user__is_active=True)


class JobQuerySet(models.QuerySet["Job"]):
    def stale(self, now: dt.datetime) -> Self:
        """What a stopped broker or a killed worker has left lying."""
        return self.filter(
            Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
        ).order_by("queued_at")


class DutyQuerySet(models.QuerySet["Duty"]):
    def open(self) -> Self:
        return self.filter(done_at__isnull=True)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: dt.datetime) -> Self:
        """What is to be sent and is not in another worker's hand, the oldest first."""
        return self.filter(
            Q(not_before__isnull=True) | Q(not_before__lte=now),
            is_sent=False,
            attempt__lt=NOTICE_ATTEMPTS,
        ).order_by("pk")


class PublishedFileQuerySet(models.QuerySet["PublishedFile"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those made for `user` that are not withdrawn."""
        return self.made_for(user).filter(withdrawn_on=None)

    def made_for(self, user: "User | AnonymousUser") -> Self:
        """Public documents, and for executives those made for them."""
        audiences: Sequence[str] = [Audience.PUBLIC]
        if user.is_authenticated and Role.EXECUTIVE in user.roles:
            audiences = [Audience.PUBLIC, Audience.EXECUTIVES]
        return self.filter(audience__in=audiences)


class WordsQuerySet(models.QuerySet[_Entry]):
    """Rows that keep the words of a thing in a column `words` (see `database.make_searchable`)."""

    #: The column that says of which thing.
    of = "object_id"

    def matching(self, tokens: Sequence[str]) -> Self:
        """Entries that hold every token (see `text.search_tokens`)."""
        return database.matching(self, tokens)

    def among(
        self,
        things: Things,
        *,
        tokens: Sequence[str],
        kind: str = "",
        few: int = FEW,
        besides: Sequence[int] = (),
    ) -> tuple[Things, bool]:
        """Those of `things` that hold every token, and whether they are too many to count.

        The ids `besides` are found whatever they hold.
        """
        ids = self.few(tokens, kind=kind, limit=few)
        if ids is None:
            return self.held_by(things, tokens=tokens, kind=kind, besides=besides), True
        return things.filter(pk__among=[*ids, *besides]), False

    def few(self, tokens: Sequence[str], *, kind: str = "", limit: int = FEW) -> list[int] | None:
        """The things whose entries hold every token; None where they are more than `limit`.

        PostgreSQL takes a word it does not know for one that stands in every two-hundredth text,
        and would look for it row by row; so a few are always asked of the index.
        """
        if database.expected(self._of(kind).matching(tokens)) > limit * EXPECTATIONS_ERR_BY:
            return None
        ids = database.some_matching(
            self.model, self.of, tokens, least=len(tokens), limit=limit + 1, kind=kind
        )
        return ids if len(ids) <= limit else None

    def held_by(
        self, things: Things, *, tokens: Sequence[str], kind: str = "", besides: Sequence[int] = ()
    ) -> Things:
        """Asked of one thing after the other, in whatever order: a page of many is soon full."""
        entries = self._of(kind).matching(tokens)
        entry = entries.filter(**{self.of: OuterRef("pk")}).values("pk")[:1]
        return things.alias(found=Subquery(entry)).filter(
            Q(found__isnull=False) | Q(pk__in=besides)
        )

    def _of(self, kind: str) -> Self:
        return self.filter(kind=kind) if kind else self


class SearchEntryQuerySet(WordsQuerySet[Any]):
    """What the public finds."""
