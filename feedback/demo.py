"""Two fiscal years of an invented office: opinions, conversations, reviews and improvements."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from feedback import demo_conversing, demo_desk, demo_opinions, demo_people, demo_readers
from feedback.choices import CaseState, Sentiment
from feedback.demo_people import (
    date_back,
    group_numbered,
    moment,
    not_later_than_now,
    officer_of,
    triage,
)
from feedback.models import ImprovementAction, MonitoringReview, Opinion, Recommendation
from feedback.proposing.learning import train
from feedback.querysets import OpinionQuerySet
from feedback.services.cases import move_case
from feedback.services.improving import record_improvement
from feedback.services.restricting import restrict_opinion
from feedback.services.reviewing import write_review
from participation.demo import day_in, demo_years, user

DATA = Path(__file__).parent / "data"

#: Words of what accuses somebody: the legal officer has it.
COMPLAINTS = ("น้ำร้อนน้ำชา", "ครูใช้คำพูดแรง")
#: How many opinions an improvement answers at most.
ANSWERED_TOGETHER = 3


@transaction.atomic
def make() -> str:
    """Fill two fiscal years; what is there already stays as it is.

    Returns the tracking code of a matter that waits for its sender.
    """
    demo_people.ask_again()
    new = demo_opinions.make()
    facts = yaml.safe_load((DATA / "demo_following.yaml").read_text("utf-8"))
    for review in facts["reviews"]:
        _review(**review)
    for improvement in facts["improvements"]:
        _improve(**improvement)
    _hand_over(new)
    demo_readers.make()
    demo_desk.make()
    code = demo_conversing.make()
    train()
    return code


def _hand_over(new: OpinionQuerySet) -> None:
    """What accuses somebody is the legal officer's; the first of it is in hand."""
    for words in COMPLAINTS:
        for opinion in new.filter(text__contains=words).order_by("pk"):
            case = restrict_opinion(opinion, by=triage())
            if words == COMPLAINTS[0]:
                move_case(case, by=user("legal_officer"), state=CaseState.IN_HAND)


def _review(**facts: Any) -> None:
    group, year = group_numbered(facts["group"]), demo_years()[1 - facts["year"]]
    start, end = day_in(year, facts["from"]), day_in(year, facts["until"])
    if group.reviews.filter(period_start=start, year=year).exists():
        return
    review = write_review(
        group,
        by=user("monitor"),
        period_start=start,
        period_end=end,
        findings=facts["findings"],
        analysis=facts["analysis"],
        recommendations=facts["recommendations"],
    )
    written_at = not_later_than_now(moment(end + dt.timedelta(days=9), 10, 0))
    MonitoringReview.objects.filter(pk=review.pk).update(written_at=written_at)
    date_back(review, "review.write", written_at)


def _improve(**facts: Any) -> None:
    group, year = group_numbered(facts["group"]), demo_years()[1 - facts["year"]]
    if group.improvements.filter(title=facts["title"]).exists():
        return
    done_on = day_in(year, facts["at"])
    opinions = Opinion.objects.filter(
        group=group, text__contains=facts["says"], received_on__lte=done_on
    ).exclude(sentiment=Sentiment.POSITIVE)
    recommendation = _recommendation(*facts.get("recommendation", ()))
    if not opinions and not recommendation:
        return
    action = record_improvement(
        group,
        by=officer_of(group),
        title=facts["title"],
        before_text=facts["before"],
        after_text=facts["after"],
        evidence=facts["evidence"],
        done_on=done_on,
        opinions=list(opinions.order_by("received_on", "pk")[:ANSWERED_TOGETHER]),
        recommendation=recommendation,
        may_be_public=True,
    )
    recorded_at = not_later_than_now(moment(done_on + dt.timedelta(days=2), 14, 0))
    ImprovementAction.objects.filter(pk=action.pk).update(recorded_at=recorded_at)
    date_back(action, "improvement.record", recorded_at)


def _recommendation(
    years_back: int | None = None, group: int = 0, position: int = 0
) -> Recommendation | None:
    if years_back is None:
        return None
    return (
        Recommendation.objects.filter(
            review__year=demo_years()[1 - years_back],
            review__group=group_numbered(group),
            position=position,
        )
        .select_related("review__group")
        .order_by("-id")
        .first()
    )
