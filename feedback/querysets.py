"""Reading, by name."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Length

from feedback import codes
from feedback.choices import OPEN_STATES, SEARCH_KIND, WITH_THE_OFFICE, Act, Publication
from participation import text
from participation.choices import Role
from participation.models import AuditEvent, SearchEntry
from participation.paging import ahead_of, behind
from participation.querysets import WordsQuerySet
from participation.thai import arabic_digits
from participation.waiting import answered_places

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from feedback.models import (
        AnswerTemplate,
        EntryLink,
        ImprovementAction,
        MonitoringReview,
        Opinion,
        OpinionTally,
        Reminder,
        RestrictedCase,
    )
    from participation.models import User

_SLUG = re.compile(r"[a-z0-9-]{1,20}")
#: By what was promised for the first answer.
ANSWERED_IN_TIME = Q(answered_at__date__lte=Coalesce("first_due_on", "due_on"))

#: So many words of a question count for the rank.
_RANKED_BY = 8
#: Texts whose lengths lie in the same step are as long as each other, in letters.
_STEP = 200

#: What a row of the desk shows.
_IN_A_ROW = (
    *("year", "serial", "text", "stakeholder_type", "kind", "channel", "group", "unit", "task"),
    *("state", "outcome", "due_on", "waiting_since"),
    *("assignee__full_name", "assignee__email", "merged_into__year", "merged_into__serial"),
)
#: What a row of a public list shows.
_IN_PUBLIC = (
    *("year", "serial", "text", "stakeholder_type", "kind", "group", "unit", "task"),
    *("state", "outcome", "received_on", "supports"),
)

_NUMBER = re.compile(r"(2[5-7][0-9]{2})-([0-9]{4,8})")
#: The same as people type it: 151, 0151, 2570-0151, 2570/151.
_TYPED_NUMBER = re.compile("(?:([0-9]{4}) ?[-/] ?)?([0-9]{1,8})")


def number_in(words: str) -> Q | None:
    """The opinions of a number as typed, of every year where none is; None of words."""
    match = _TYPED_NUMBER.fullmatch(arabic_digits(text.clean(words)))
    if match is None:
        return None
    number = Q(serial=int(match[2]))
    return number & Q(year=int(match[1])) if match[1] else number


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def published(self) -> Self:
        """What the public reads; of what says the same it reads the one that is answered."""
        return self.apart().filter(publication=Publication.PUBLISHED)

    def apart(self) -> Self:
        """Those that are answered by themselves, and not with the one they were merged into."""
        return self.filter(merged_into=None)

    def merged_in_public(self) -> Self:
        """Those the public would read, were they not merged into one that it reads."""
        published = Publication.PUBLISHED
        return self.filter(publication=published, merged_into__publication=published)

    def open(self) -> Self:
        """Those that wait for an answer of their own."""
        return self.apart().filter(state__in=OPEN_STATES)

    def late(self, *, on: dt.date) -> Self:
        """Those the office owes an answer since before that day; what waits for its sender not."""
        return self.filter(state__in=WITH_THE_OFFICE, due_on__lt=on)

    def sorted_by_staff(self) -> Self:
        """Those whose group a person of the office has confirmed, and that nobody has withheld."""
        sortings = AuditEvent.objects.filter(
            verb=Act.SORT,
            by__isnull=False,
            subject_type=self.model._meta.label_lower,
            subject_id=Cast(OuterRef("pk"), CharField()),
        )
        confirmed = Q(answered_at__isnull=False, merged_into=None) | Exists(sortings)
        return self.filter(confirmed, group__isnull=False).exclude(publication=Publication.WITHHELD)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """What `user` may read at the desk: triage and executives all, answerers their own."""
        return self.filter(_at_places_of(user))

    def for_queue(self) -> Self:
        """With what is shown of each before something is done to it, and who has it in hand."""
        return self.for_listing().select_related("assignee", "merged_into")

    def for_rows(self) -> Self:
        """What the desk's list shows of each; `reference.placed` lays group, unit and task to it.

        The planner would take longer for all those tables than for finding the rows.
        """
        return self.select_related("assignee", "merged_into").only(*_IN_A_ROW)

    def for_reading(self) -> Self:
        """What a public list shows of each; `reference.placed` lays group and unit to it."""
        return self.only(*_IN_PUBLIC)

    def for_listing(self) -> Self:
        return self.select_related("group", "unit", "task")

    def following(self, opinion: "Opinion") -> "Opinion | None":
        """The one due next after `opinion`."""
        return self.filter(behind(opinion.due_on, opinion.pk)).order_by("due_on", "id").first()

    def preceding(self, opinion: "Opinion") -> "Opinion | None":
        """The one due last before `opinion`."""
        return self.filter(ahead_of(opinion.due_on, opinion.pk)).order_by("-due_on", "-id").first()

    def due_for_reminder(self, *, until: dt.date) -> Self:
        """Those of a group or unit that are due by that day."""
        sorted_ones = ~Q(group=None, unit=None)
        rows = self.for_answering().select_related("assignee")
        return rows.filter(sorted_ones, due_on__lte=until)

    def last_told_before(self, moment: dt.datetime) -> Self:
        """Those whose senders were given the last answer, their own or the shared one, earlier."""
        last_answer = Coalesce(
            Max("responses__answered_at"), Max("merged_into__responses__answered_at"), "answered_at"
        )
        # what was merged into an old answer was told of it later
        last_told = Greatest(last_answer, F("answered_at"))
        return self.annotate(last_told=last_told).filter(last_told__lt=moment)

    def for_answering(self) -> Self:
        """With the unit that answers; may be locked."""
        return self.select_related("group__unit", "unit")

    def for_thread(self) -> Self:
        """With what the page of a matter shows of it, but for most of what was said."""
        return self.select_related("merged_into", "contact").prefetch_related("verdicts")

    def with_answers(self) -> Self:
        """With every official answer and the unit that gave it, oldest first."""
        return self.prefetch_related("responses__unit")

    def numbered(self, *numbers: str) -> Self:
        """Those of numbers such as 2570-0148; what is no such number finds none."""
        found = Q(pk__in=[])
        for number in numbers:
            if match := _NUMBER.fullmatch(number):
                found |= Q(year=int(match[1]), serial=int(match[2]))
        return self.filter(found)

    def known_as(self, words: str) -> Self:
        """The one of this number; for the audit trail."""
        return self.numbered(words)

    def bound_to_main(self) -> Self:
        """Merged ones whose sender has judged an answer that was given to the main one."""
        own = models.Count("responses", distinct=True)
        return self.annotate(own_answers=own).filter(
            merged_into__isnull=False, verdicts__answers_before__gt=models.F("own_answers")
        )

    def of_code(self, code: str) -> Self:
        """The one whose sender holds the tracking code (see `codes.read`)."""
        return self.filter(code_hash__in=codes.possible_hashes(code))

    def saying(self, words: str) -> Self:
        """Published ones that hold every word, in the opinion or in its answer."""
        return self.search(words)[0]

    def search(self, words: str, *, besides: Sequence[int] = ()) -> tuple[Self, bool]:
        """The same and those of the ids `besides`; whether they are more than anybody counts."""
        tokens = text.search_tokens(words)
        if not tokens:
            return self.none(), False
        entries = SearchEntry.objects.all()
        return entries.among(self.published(), kind=SEARCH_KIND, tokens=tokens, besides=besides)

    def of_one(self, column: str, value: str) -> Self:
        """Published ones with this value, from the newest of them to the oldest.

        The ends are said because years and states come one after the other: the planner takes them
        for mixed, and would walk through a whole year to come to the one before it.
        """
        same = self.model.objects.published().filter(**{column: value}).values("pk")
        newest, oldest = same.order_by("-pk")[:1], same.order_by("pk")[:1]
        return self.published().filter(
            Q(pk__lte=Subquery(newest), pk__gte=Subquery(oldest)), **{column: value}
        )

    def best_first(self, tokens: Sequence[str], *, ahead: Sequence[int] = ()) -> Self:
        """Those first that say the words best; it reads them all, so let them be few.

        First those of the ids `ahead`, then those with the words in a row, then those with the more
        of them in the opinion itself and not in its answer, then the shorter, then the newer.
        """
        ways = [text.spellings(token) for token in tokens[:_RANKED_BY]]
        first = [Case(When(pk__in=ahead, then=Value(0)), default=Value(1))] if ahead else []
        own_words: Any = sum((_holds(way) for way in ways), start=Value(0))
        return self.alias(
            in_a_row=_holds(r"\s*".join(ways)),
            in_own_words=own_words,
            steps_long=Length("text") / _STEP,
        ).order_by(*first, "-in_a_row", "-in_own_words", "steps_long", "-pk")


def _holds(pattern: str) -> Case:
    """1 where the text matches, else 0."""
    return Case(When(text__iregex=pattern, then=Value(1)), default=Value(0))


class OpinionTallyQuerySet(models.QuerySet["OpinionTally"]):
    def apart(self) -> Self:
        """Of the opinions that are answered by themselves."""
        return self.filter(is_merged=False)

    def published(self) -> Self:
        """Of what the public reads."""
        return self.apart().filter(publication=Publication.PUBLISHED)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Of the opinions that `user` may read at the desk."""
        return self.filter(_at_places_of(user))

    def figures(self) -> dict[str, Any]:
        """How many came in and were answered, and after how many days on average."""
        sums = self.order_by().aggregate(
            received=Sum("opinions", default=0),
            answered=Sum("answered", default=0),
            days=Sum("days_waited", default=0),
        )
        answered = sums["answered"]
        return sums | {"days": sums["days"] / answered if answered else None}


def _at_places_of(user: "User | AnonymousUser") -> Q:
    """Of groups and units the user works for; triage and executives see all places."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.roles & {Role.TRIAGE_OFFICER, Role.EXECUTIVE}:
        return Q()
    groups, units = answered_places(user)
    return Q(group__in=groups) | Q(unit__in=units)


class DeskEntryQuerySet(WordsQuerySet[Any]):
    """What the desk finds."""

    of = "opinion_id"


class RestrictedCaseQuerySet(models.QuerySet["RestrictedCase"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The legal officer reads them, and nobody else whatever else they may."""
        is_legal = user.is_authenticated and Role.LEGAL_OFFICER in user.roles
        return self.standing() if is_legal else self.none()

    def standing(self) -> Self:
        """Those that are cases still, not opinions again."""
        return self.filter(returned_on=None)

    def of_code(self, code: str) -> Self:
        """The one whose sender holds the tracking code (see `codes.read`)."""
        return self.standing().filter(code_hash__in=codes.possible_hashes(code))


class EntryLinkQuerySet(models.QuerySet["EntryLink"]):
    def of_address(self, slug: str | None) -> "EntryLink | None":
        """The link of an address somebody came by; of what is no address, none."""
        known = self.select_related("group", "school")
        return known.filter(slug=slug).first() if _SLUG.fullmatch(slug or "") else None


class AnswerTemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    def offered_to(self, opinion: "Opinion") -> Self:
        """Those of the opinion's group, and those for every group."""
        return self.filter(Q(group=None) | Q(group=opinion.group_id or 0))


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def still_waiting(self, user: "User", *, on: dt.date) -> Self:
        """What that day's letter tells `user` and is not answered yet, the one due first on top."""
        mine = self.filter(user=user, told_on=on, opinion__state__in=OPEN_STATES)
        return mine.select_related("opinion").order_by("due_on", "opinion_id", "id")


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
