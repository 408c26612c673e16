"""What the database itself refuses, whoever writes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from feedback.models import (
    AnswerDraft,
    AnswerTemplate,
    ImprovementAction,
    Moderation,
    MonitoringReview,
    Opinion,
    RoutingRule,
)
from feedback.services.improving import record_improvement
from feedback.services.reviewing import write_review
from feedback.tests.make import make_opinion
from participation import thai
from participation.errors import DomainError
from participation.models import User
from participation.tests.make import group, make_office, make_user, make_year
from workgroups.choices import CommitteeKind
from workgroups.models import Committee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


@pytest.mark.parametrize(
    "fields",
    [
        *({"kind": "rumour"}, {"sentiment": "2"}, {"state": "closed"}, {"channel": "pigeon"}),
        {"reopened_on": dt.date(2026, 11, 1), "first_due_on": dt.date(2026, 11, 1)},
    ],
)
def test_opinion_holds_only_values_that_are_known(fields: dict[str, Any]) -> None:
    opinion = make_opinion(group=group(5))

    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(**fields)


def test_review_is_written_once_for_a_group_and_period() -> None:
    day = thai.today()
    facts = {
        "group": group(5),
        "year": make_year(),
        "committee": Committee.objects.create(kind=CommitteeKind.MONITORING, name="คณะติดตาม"),
        "period_start": day,
        "period_end": day,
        "findings": "พบ",
        "analysis": "วิเคราะห์",
        "author": make_user(),
    }
    MonitoringReview.objects.create(**facts)
    MonitoringReview.objects.create(**facts | {"group": group(6)})

    with pytest.raises(IntegrityError), transaction.atomic():
        MonitoringReview.objects.create(**facts)


def test_improvement_is_recorded_once_for_a_group_title_and_day() -> None:
    day = thai.today()
    facts = {
        "group": group(5),
        "year": make_year(),
        "title": "ย้ายการอบรม",
        "before_text": "ก่อน",
        "after_text": "หลัง",
        "evidence": "แผน",
        "done_on": day,
        "recorded_by": make_user(),
    }
    ImprovementAction.objects.create(**facts)
    ImprovementAction.objects.create(**facts | {"done_on": day - dt.timedelta(days=1)})

    with pytest.raises(IntegrityError), transaction.atomic():
        ImprovementAction.objects.create(**facts)


@pytest.mark.parametrize(
    "unheld",
    [
        lambda opinion, user: AnswerDraft(opinion=opinion, written_by=user, outcome="perhaps"),
        lambda opinion, user: AnswerDraft(opinion=opinion, written_by=user, reason="no"),
        lambda _opinion, _user: AnswerTemplate(name="", text="ขอบคุณ"),
        lambda _opinion, _user: AnswerTemplate(name="ก", text="ขอบคุณ", outcome="perhaps"),
        lambda _opinion, _user: RoutingRule(name="ก", group=group(5), kind="rumour"),
        lambda _opinion, _user: RoutingRule(name="ก", group=group(5), stakeholder_type="uncle"),
        lambda _opinion, _user: RoutingRule(name="ก", group=group(5), channel="pigeon"),
        lambda opinion, user: Moderation(opinion=opinion, act="opinion.sort", by=user),
    ],
)
def test_what_staff_write_holds_only_what_is_known(
    unheld: Callable[[Opinion, User], models.Model],
) -> None:
    row = unheld(make_opinion(group=group(5)), make_user())

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


ZERO_WIDTH = "\u200b"


@pytest.mark.parametrize("empty", ["findings", "analysis"])
def test_review_that_says_nothing_is_refused_in_a_sentence(empty: str) -> None:
    facts = {"findings": "พบ", "analysis": "วิเคราะห์"} | {empty: ZERO_WIDTH}

    with pytest.raises(DomainError, match="ข้อค้นพบ"):
        write_review(
            group(5),
            by=make_user(),
            period_start=thai.today(),
            period_end=thai.today(),
            recommendations=["ปรับ"],
            **facts,
        )


@pytest.mark.parametrize("empty", ["title", "before_text", "after_text", "evidence"])
def test_improvement_that_says_half_is_refused_in_a_sentence(empty: str) -> None:
    said: Any = {"title": "ย้าย", "before_text": "ก่อน", "after_text": "หลัง", "evidence": "รูป"}

    with pytest.raises(DomainError, match="หลักฐาน"):
        record_improvement(
            group(5),
            by=make_user(),
            done_on=thai.today(),
            opinions=[make_opinion(group=group(5))],
            **said | {empty: ZERO_WIDTH},
        )
