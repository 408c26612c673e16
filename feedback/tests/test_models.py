"""What the database itself refuses, whoever writes."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from feedback.models import ImprovementAction, MonitoringReview, Opinion
from feedback.tests.make import make_opinion
from participation import thai
from participation.tests.make import group, make_office, make_user, make_year
from workgroups.choices import CommitteeKind
from workgroups.models import Committee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


@pytest.mark.parametrize(
    "fields", [{"kind": "rumour"}, {"sentiment": "2"}, {"state": "closed"}, {"channel": "pigeon"}]
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
