"""Makers of rows for tests."""

import datetime as dt
from typing import Any

from django.utils import timezone

from feedback.models import ImprovementAction, MonitoringReview, Opinion, Recommendation
from feedback.tests.make import make_answer, make_opinion
from participation.choices import DocumentKind, Role, StakeholderType
from participation.models import PublishedFile, User
from participation.tests.make import group, make_office, make_user, make_year
from workgroups.choices import CommitteeKind
from workgroups.tests.make import make_committee, make_issued_order, make_member

YEAR = 2569
#: A day of that fiscal year.
DAY = dt.date(2026, 2, 10)
#: The day its report is made.
AS_OF = dt.date(2026, 11, 22)


def at(day: dt.date) -> dt.datetime:
    """Ten o'clock of the day in Thailand."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


def make_said(
    number: int | None,
    stakeholder: StakeholderType = StakeholderType.PARENT,
    *,
    day: dt.date = DAY,
    times: int = 1,
    answered_after: int | None = None,
    **fields: Any,
) -> list[Opinion]:
    """Opinions about a mission group (or none), answered after so many days if at all."""
    opinions = []
    for _one in range(times):
        opinion = make_opinion(
            group=group(number) if number else None,
            stakeholder_type=stakeholder,
            received_on=day,
            **fields,
        )
        if answered_after is not None:
            opinion.answered_at = at(day + dt.timedelta(days=answered_after))
            make_answer(opinion)
        opinions.append(opinion)
    return opinions


def make_appointed(number: int, *, tasks: int, year_be: int = YEAR) -> None:
    """An issued order for the group's working group: two parents, a teacher, its first tasks."""
    year = make_year(year_be)
    first, last = year.span
    make_issued_order(
        make_committee(group=group(number)),
        year=year,
        members=[
            make_member(stakeholder_type=StakeholderType.PARENT, position=position)
            for position in ("chair", "member")
        ]
        + [make_member(stakeholder_type=StakeholderType.TEACHER, position="member_secretary")],
        tasks=list(group(number).tasks.all()[:tasks]),
        term_start=first,
        term_end=last,
        signed_on=first,
        number_year_be=year_be - 1,
    )


def make_review(number: int, *, by: User, improved: bool) -> MonitoringReview:
    """A review of the group's first half year with one recommendation, acted on or not."""
    year = make_year(YEAR)
    review = MonitoringReview.objects.create(
        group=group(number),
        year=year,
        committee=make_committee(CommitteeKind.MONITORING),
        period_start=year.span[0],
        period_end=dt.date(2026, 3, 31),
        findings="ตอบได้ทันกำหนดเป็นส่วนใหญ่",
        analysis="การประชาสัมพันธ์ผ่านโรงเรียนได้ผล",
        author=by,
    )
    recommendation = Recommendation.objects.create(
        review=review, position=1, text="ติดป้ายคิวอาร์โค้ดที่โรงเรียนทุกแห่ง"
    )
    if improved:
        title = f"ป้ายคิวอาร์โค้ด รอบที่ {MonitoringReview.objects.count()}"
        make_improvement(number, by=by, recommendation=recommendation, title=title)
    return review


def make_improvement(
    number: int, *, by: User, opinions: list[Opinion] | None = None, **fields: Any
) -> ImprovementAction:
    """An improvement of the group in that year."""
    action = ImprovementAction.objects.create(
        **{
            "group": group(number),
            "year": make_year(YEAR),
            "title": "แผ่นสรุปงบประมาณ 1 หน้า",
            "before_text": "รายงานเป็นตารางบัญชี 40 หน้า",
            "after_text": "แผ่นสรุป 1 หน้าทุกไตรมาส",
            "evidence": "ภาพถ่ายป้ายประกาศ 12 โรงเรียน",
            "done_on": dt.date(2026, 4, 20),
            "recorded_by": by,
        }
        | fields
    )
    action.opinions.set(opinions or [])
    return action


def make_small_year() -> User:
    """A fiscal year with something in every part of its report; returns the executive."""
    make_office()
    executive = make_user(Role.EXECUTIVE)
    make_appointed(1, tasks=3)
    said = make_said(1, times=6, answered_after=5, publication="published")
    make_said(1, StakeholderType.TEACHER, times=6, answered_after=40)
    make_said(1, StakeholderType.EXPERT, times=2)
    make_said(1, times=5, day=dt.date(2025, 3, 1), answered_after=3)
    make_said(1, StakeholderType.TEACHER, times=7, day=dt.date(2025, 3, 1))
    make_said(2, times=9)
    make_said(None, StakeholderType.PARENT)
    make_improvement(1, by=executive, opinions=said[:4])
    make_review(1, by=executive, improved=True)
    make_review(2, by=executive, improved=False)
    return executive


def make_report_file(version: int = 1, **fields: Any) -> PublishedFile:
    """A finished annual report; its bytes are not there."""
    return PublishedFile.objects.create(
        **{
            "serial": f"RPT-{YEAR}-{version:04}",
            "kind": DocumentKind.ANNUAL_REPORT,
            "subject": f"annual:{YEAR}",
            "version": version,
            "title": "รายงานผลการมีส่วนร่วม",
            "year": make_year(YEAR),
            "audience": "executives",
            "file": f"published/annual/RPT-{YEAR}-{version:04}.pdf",
            "sha256": "0123456789abcdef" * 4,
            "size": 123_456,
        }
        | fields
    )
