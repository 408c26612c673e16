"""What the opinions, improvements and reviews of a fiscal year come to: queries only.

Whatever the number of opinions, the number of queries is the same.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Length, RowNumber

from feedback.choices import WITH_THE_OFFICE, OpinionKind, Publication, VerdictOn
from feedback.models import (
    ImprovementAction,
    MonitoringReview,
    Opinion,
    Response,
    RestrictedCase,
    Verdict,
)
from feedback.querysets import ANSWERED_IN_TIME, OpinionQuerySet
from participation.models import FiscalYear

#: A group of opinions that belong to no mission group.
NO_GROUP = 0
#: Stands in place of an outcome while an answered opinion is looked at again.
REOPENED = "reopened"
#: How many opinions an improvement names at most.
NAMED = 3
#: A quotation is short enough to be printed whole; Thai is never cut.
LONGEST_QUOTATION, LONGEST_ANSWER = 300, 400
#: So many times as many opinions are looked at as are quoted: of the same words one is enough.
SPARE = 4


@dataclass(frozen=True)
class Timeliness:
    """How the opinions of one group were dealt with."""

    received: int = 0
    answered: int = 0
    in_time: int = 0
    #: With the office, for the first or the second time, although the day for the answer is past.
    overdue: int = 0


@dataclass(frozen=True)
class OpinionFigures:
    """The opinions of a fiscal year, counted; the first key is always the group, or NO_GROUP."""

    year_be: int
    by_stakeholder: Mapping[tuple[int, str], int]
    by_task: Mapping[tuple[int, int], int]
    by_kind: Mapping[tuple[int, str], int]
    by_outcome: Mapping[tuple[int, str], int]
    #: By outcome and reason of the answer that stands, of all groups together.
    by_answer: Mapping[tuple[str, str], int]
    by_channel: Mapping[str, int]
    #: What senders said last of the answers, and what they said of deeds four weeks later.
    verdicts_on_answers: Mapping[tuple[int, str], int]
    verdicts_on_deeds: Mapping[tuple[int, str], int]
    timeliness: Mapping[int, Timeliness]


def opinion_figures(year_be: int, *, as_of: dt.date) -> OpinionFigures:
    """The figures of one year; an opinion without a task is counted under task 0."""
    opinions = Opinion.objects.filter(year=year_be)
    return OpinionFigures(
        year_be=year_be,
        by_stakeholder=_counted(opinions, "stakeholder_type"),
        by_task={(group, task or 0): n for (group, task), n in _counted(opinions, "task").items()},
        by_kind=_counted(opinions, "kind"),
        by_outcome=_counted(opinions.annotate(standing=_OUTCOME), "standing"),
        by_answer=_by_answer(opinions),
        by_channel=dict(opinions.order_by().values_list("channel").annotate(Count("pk"))),
        verdicts_on_answers=_verdicts(opinions, VerdictOn.ANSWER, VerdictOn.SECOND_ANSWER),
        verdicts_on_deeds=_verdicts(opinions, VerdictOn.DEED),
        timeliness=_timeliness(opinions, as_of),
    )


#: What was answered and is taken up again has no outcome, but is not without an answer either.
_OUTCOME = Case(
    When(outcome="", answered_at__isnull=False, then=Value(REOPENED)), default=F("outcome")
)


def _counted(opinions: OpinionQuerySet, field: str) -> dict[tuple[int, Any], int]:
    rows = opinions.order_by().values_list("group_id", field).annotate(n=Count("pk"))
    return {(group or NO_GROUP, value): n for group, value, n in rows}


def _verdicts(opinions: OpinionQuerySet, *on: VerdictOn) -> dict[tuple[int, str], int]:
    """The last word of each sender on one of these."""
    said = Verdict.objects.filter(opinion=OuterRef("pk"), on__in=on).order_by("-pk")
    rows = opinions.annotate(word=Subquery(said.values("word")[:1])).exclude(word=None)
    return _counted(rows, "word")


def _by_answer(opinions: OpinionQuerySet) -> dict[tuple[str, str], int]:
    """What is merged into another is answered by the answer of that one."""
    standing = Response.objects.filter(opinion=OuterRef("answered_as")).order_by("-pk")
    rows = (
        opinions.exclude(outcome="")
        .order_by()
        .annotate(answered_as=Coalesce("merged_into", "pk"))
        .annotate(reason=Subquery(standing.values("reason")[:1]))
        .values_list("outcome", "reason")
        .annotate(n=Count("pk"))
    )
    return {(outcome, reason or ""): n for outcome, reason, n in rows}


def _timeliness(opinions: OpinionQuerySet, as_of: dt.date) -> dict[int, Timeliness]:
    rows = (
        opinions.order_by()
        .values_list("group_id")
        .annotate(
            received=Count("pk"),
            answered=Count("answered_at"),
            in_time=Count("pk", filter=ANSWERED_IN_TIME),
            overdue=Count("pk", filter=Q(state__in=WITH_THE_OFFICE, due_on__lt=as_of)),
        )
    )
    return {group or NO_GROUP: Timeliness(*counts) for group, *counts in rows}


def case_figures(year_be: int) -> dict[str, int]:
    """How many complaints of a year there are by state: all that is ever told of them."""
    cases = RestrictedCase.objects.standing().filter(year=year_be).order_by()
    return dict(cases.values_list("state").annotate(Count("pk")))


@dataclass(frozen=True)
class ImprovementFigures:
    """One improvement action, how many opinions it answers, and the numbers of some public ones."""

    group: int
    title: str
    before: str
    after: str
    evidence: str
    done_on: dt.date
    opinions: int
    numbers: tuple[str, ...]
    #: The recommendation it answers, if it answers one, and that one's fiscal year.
    recommendation: int | None
    recommendation_year: int | None


def improvement_figures(year_be: int) -> list[ImprovementFigures]:
    """The improvement actions of a year, by group, oldest first."""
    actions = (
        ImprovementAction.objects.filter(year=year_be)
        .select_related("recommendation__review")
        .annotate(answered=Count("opinions"))
        .order_by("group__number", "done_on", "pk")
    )
    numbers = _numbers(year_be)
    return [
        ImprovementFigures(
            group=action.group_id,
            title=action.title,
            before=action.before_text,
            after=action.after_text,
            evidence=action.evidence,
            done_on=action.done_on,
            opinions=action.answered,
            numbers=tuple(numbers.get(action.pk, ())),
            recommendation=action.recommendation_id,
            recommendation_year=action.recommendation.review.year_id
            if action.recommendation
            else None,
        )
        for action in actions
    ]


def opinions_improved(year_be: int) -> int:
    """How many opinions the improvements of a year answer; one that several answer is one."""
    links = ImprovementAction.opinions.through.objects.filter(improvementaction__year=year_be)
    return links.values("opinion").distinct().count()


def _numbers(year_be: int) -> dict[int, list[str]]:
    """The first published opinions that each improvement of the year answers."""
    first = Window(
        RowNumber(),
        partition_by="improvementaction_id",
        order_by=["opinion__year", "opinion__serial"],
    )
    published: QuerySet[Any, Any] = ImprovementAction.opinions.through.objects.filter(
        improvementaction__year=year_be,
        opinion__publication=Publication.PUBLISHED,
        opinion__merged_into=None,
    )
    links = (
        published.annotate(place=first)
        .filter(place__lte=NAMED)
        .order_by("improvementaction_id", "place")
        .values_list("improvementaction_id", "opinion__year_id", "opinion__serial")
    )
    numbers: dict[int, list[str]] = {}
    for action, year, serial in links:
        numbers.setdefault(action, []).append(f"{year}-{serial:04}")
    return numbers


@dataclass(frozen=True)
class Quotation:
    """A published opinion with the official answer that stands, both printed whole."""

    opinion: int
    group: int
    number: str
    text: str
    answer: str
    outcome: str


def quotations(year_be: int, *, each: int) -> list[Quotation]:
    """Up to `each` published, answered opinions of every group.

    First what led to a change, then what asks for something, praise last.
    """
    led_to_a_change = Exists(
        ImprovementAction.opinions.through.objects.filter(opinion_id=OuterRef("pk"))
    )
    standing = Response.objects.filter(opinion=OuterRef("pk")).order_by("-pk")
    answer_length = Subquery(standing.annotate(length=Length("text")).values("length")[:1])
    places = dict(
        Opinion.objects.published()
        .filter(year=year_be, group__isnull=False, answered_at__isnull=False)
        .exclude(outcome="")  # taken up again: that answer stands no more
        .annotate(length=Length("text"), leads=led_to_a_change, answer_length=answer_length)
        .annotate(is_praise=Q(kind=OpinionKind.PRAISE))
        .filter(length__lte=LONGEST_QUOTATION, answer_length__lte=LONGEST_ANSWER)
        .annotate(
            place=Window(
                RowNumber(),
                partition_by="group_id",
                order_by=["-leads", "is_praise", "-answered_at", "serial"],
            )
        )
        .filter(place__lte=each * SPARE)
        .values_list("pk", "place")
    )
    # no text took part in that sort
    opinions = Opinion.objects.filter(pk__in=places).prefetch_related("responses")
    chosen = sorted(opinions, key=lambda opinion: places[opinion.pk])
    by_group: dict[int, dict[str, Quotation]] = {}
    for opinion in _new_answers_first(chosen):
        told = by_group.setdefault(opinion.group_id or NO_GROUP, {})
        if len(told) < each:
            told.setdefault(opinion.text, _quotation(opinion))
    return [quotation for told in by_group.values() for quotation in told.values()]


def _new_answers_first(opinions: Iterable[Opinion]) -> list[Opinion]:
    """In the same order, but those that were answered in words of an earlier one come last."""
    given: set[tuple[int | None, str]] = set()

    def repeats(opinion: Opinion) -> bool:
        answer = (opinion.group_id, _answer(opinion))
        is_known = answer in given
        given.add(answer)
        return is_known

    return sorted(opinions, key=repeats)


def _answer(opinion: Opinion) -> str:
    """The official answer that stands."""
    return max(opinion.responses.all(), key=lambda answer: answer.pk).text


def _quotation(opinion: Opinion) -> Quotation:
    return Quotation(
        opinion=opinion.pk,
        group=opinion.group_id or NO_GROUP,
        number=opinion.number,
        text=opinion.text,
        answer=_answer(opinion),
        outcome=str(opinion.get_outcome_display()),
    )


@dataclass(frozen=True)
class RecommendationFigures:
    """What a review asks for, and the improvements recorded because of it."""

    text: str
    improvements: tuple[tuple[str, dt.date], ...]


@dataclass(frozen=True)
class ReviewFigures:
    """One monitoring review."""

    group: int
    committee: str
    period: tuple[dt.date, dt.date]
    findings: str
    analysis: str
    recommendations: tuple[RecommendationFigures, ...]


def review_figures(year_be: int) -> list[ReviewFigures]:
    """The monitoring reviews of a year, by group and period."""
    reviews = (
        MonitoringReview.objects.filter(year=year_be)
        .with_improvements()
        .order_by("group__number", "period_start", "pk")
    )
    return [
        ReviewFigures(
            group=review.group_id,
            committee=review.committee.name,
            period=(review.period_start, review.period_end),
            findings=review.findings,
            analysis=review.analysis,
            recommendations=tuple(
                RecommendationFigures(one.text, _improvements(one.improvements.all()))
                for one in review.recommendations.all()
            ),
        )
        for review in reviews
    ]


def _improvements(actions: Iterable[ImprovementAction]) -> tuple[tuple[str, dt.date], ...]:
    return tuple(sorted(((a.title, a.done_on) for a in actions), key=lambda pair: pair[1]))


def years_with_records() -> Sequence[int]:
    """Fiscal years in which anything was said, improved or reviewed, newest first."""
    # The first by number, which an index finds; asked whether there is any, the database reads all.
    said = Opinion.objects.filter(year=OuterRef("pk")).order_by("serial").values("pk")[:1]
    years = FiscalYear.objects.alias(said=Subquery(said)).filter(
        Q(said__isnull=False)
        | Exists(ImprovementAction.objects.filter(year=OuterRef("pk")))
        | Exists(MonitoringReview.objects.filter(year=OuterRef("pk")))
    )
    return list(years.order_by("-year_be").values_list("year_be", flat=True))
