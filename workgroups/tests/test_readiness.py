"""What is said of an order before its issue: what stands in the way, what to look at again."""

import datetime as dt

import pytest

from participation import thai
from participation.choices import StakeholderType
from participation.tests.make import group, make_office, make_year
from workgroups import readiness
from workgroups.choices import CommitteeKind, CommitteeRole
from workgroups.models import CommitteeMember, Departure
from workgroups.tests.make import FEW, make_committee, make_issued_order, make_member, make_order

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture(autouse=True)
def office() -> None:
    make_office()


def test_readiness_counts_inside_and_outside():
    members = [
        make_member(CommitteeRole.CHAIR, stakeholder_type=StakeholderType.SCHOOL_DIRECTOR),
        make_member(CommitteeRole.MEMBER_SECRETARY, stakeholder_type=StakeholderType.ESAO_STAFF),
        make_member(stakeholder_type=StakeholderType.PARENT),
    ]

    found = readiness.of_order(make_order(members=members, tasks=group(1).tasks.all()))

    assert found == readiness.Readiness(hindrances=[], warnings=[], members=3, outside=1)


def test_readiness_warns_of_experts_the_announcement_does_not_name():
    committee = make_committee(group=group(7))
    members = [make_member(position) for position in FEW]
    members.append(make_member(stakeholder_type=StakeholderType.EXPERT))

    found = readiness.of_order(make_order(committee, members=members, tasks=group(7).tasks.all()))

    assert found.is_ready
    assert [warning.partition(" ")[0] for warning in found.warnings] == ["ประกาศฯ"]


def insiders() -> list[CommitteeMember]:
    return [make_member(p, stakeholder_type=StakeholderType.ESAO_STAFF) for p in FEW]


def test_readiness_warns_when_nobody_comes_from_outside():
    order = make_order(make_committee(CommitteeKind.SUPERVISION), members=insiders())

    found = readiness.of_order(order)

    assert found.is_ready
    assert ["ไม่มีบุคคลภายนอก" in warning for warning in found.warnings] == [True]


def test_those_who_monitor_never_watch_only_themselves():
    order = make_order(make_committee(CommitteeKind.MONITORING), members=insiders())

    (sentence,) = readiness.of_order(order).hindrances

    assert "ต้องไม่มีแต่ผู้ที่ถูกติดตาม" in sentence


#: The few are a chair, a member and a secretary: a parent, a teacher, an official of the office.
KINDS = (StakeholderType.PARENT, StakeholderType.TEACHER, StakeholderType.ESAO_STAFF)


@pytest.mark.parametrize(
    ("rules", "hindrances"),
    [
        ([(1, "parent", False)], 0),
        ([(2, "parent", False)], 1),
        ([(1, "outside", False), (2, "sector:state", False)], 0),
        ([(2, "outside", False), (3, "sector:state", False)], 2),
        ([(1, "sector:private", False)], 1),
        # of those who may be chair one is enough
        ([(1, "expert", True), (1, "parent", True)], 0),
        ([(1, "sector:people", True)], 0),
        ([(1, "expert", True), (1, "teacher", True)], 1),
    ],
)
def test_composition_of_a_body_is_asked_for(rules, hindrances):
    committee = make_committee()
    for least, whom, of_chair in rules:
        committee.composition.create(at_least=least, whom=whom, of_chair=of_chair)
    people = zip(FEW, KINDS, strict=True)
    members = [make_member(place, stakeholder_type=kind) for place, kind in people]

    assert len(readiness.of_order(make_order(committee, members=members)).hindrances) == hindrances


def test_who_leaves_may_leave_the_body_without_those_it_needs():
    order = make_issued_order()
    order.committee.composition.create(at_least=3, whom="parent")
    departure = Departure(member=order.members.all()[1], reason="resigned")
    change = make_order(
        kind="amend", amends=order, committee=order.committee, members=[], departures=[departure]
    )

    (sentence,) = readiness.of_order(change).hindrances

    assert "อย่างน้อย 3 คน" in sentence


def test_readiness_counts_tasks_left_out():
    order = make_order(tasks=group(1).tasks.all()[1:])

    assert readiness.of_order(order).warnings == ["ยังมีงานของกลุ่ม 1 งานที่คำสั่งนี้ไม่ครอบคลุม"]


def test_readiness_says_what_can_be_done_while_another_order_runs():
    running = make_issued_order()
    last = running.term_end
    second = make_order(running.committee, term_start=last, term_end=last)

    *seats, advice = readiness.of_order(second).hindrances

    assert [f"ตามคำสั่งที่ {running.number_label}" in sentence for sentence in seats] == [True, True]
    assert "“เปลี่ยนตัวบุคคล”" in advice
    assert f"เริ่มวันที่ {thai.thai_date(last + dt.timedelta(days=1))}" in advice


TERM_OF_2570 = (dt.date(2026, 10, 1), dt.date(2027, 9, 30))


@pytest.mark.parametrize(
    ("start", "end", "is_warned"),
    [
        (*TERM_OF_2570, False),
        (dt.date(2027, 1, 5), dt.date(2027, 1, 5), False),
        (dt.date(2026, 9, 30), TERM_OF_2570[1], True),
        (TERM_OF_2570[0], dt.date(2027, 10, 1), True),
        (dt.date(2025, 10, 1), dt.date(2026, 9, 30), True),
    ],
)
def test_readiness_warns_of_a_term_outside_its_fiscal_year(start, end, is_warned):
    tasks = group(1).tasks.all()
    order = make_order(year=make_year(2570), term_start=start, term_end=end, tasks=tasks)

    found = readiness.of_order(order)

    assert found.is_ready
    assert bool(found.warnings) is is_warned
    assert all("ปีงบประมาณ 2570 คือ 1 ตุลาคม 2569 ถึง" in sentence for sentence in found.warnings)
