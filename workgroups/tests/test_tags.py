"""What a group's page tells of its committee."""

import datetime as dt

import pytest
import time_machine
from django.template import Context, Template

from participation.tests.make import group, make_office, make_user
from workgroups.choices import CommitteeRole
from workgroups.tests.make import FEW, make_committee, make_issued_order, make_member, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office() -> None:
    make_office()


def told(number: int = 1) -> str:
    template = Template("{% load workgroups_tags %}{% group_committee group %}")
    return template.render(Context({"group": group(number)}))


def test_a_group_without_a_committee_says_so():
    make_order()

    assert "ยังไม่มีคณะกรรมการหรือคณะทำงาน" in told()


def test_members_are_told_with_their_position_and_the_order():
    order = make_issued_order(order_number=214)

    page = told()

    for member in order.members.all():
        assert member.printed_name in page
    for title in ("ประธานคณะทำงาน", "คณะทำงานและเลขานุการ", "ผู้ปกครอง", "คำสั่งที่ 214/2569"):
        assert title in page
    assert order.document
    assert order.document.get_absolute_url() in page
    assert "ยังไม่มีคณะกรรมการหรือคณะทำงาน" in told(2)


def test_nothing_tells_how_to_reach_a_member():
    account = make_user(email="reach.me@example.org")
    people = [make_member(CommitteeRole.CHAIR, account=account), *map(make_member, FEW[1:])]
    make_issued_order(members=people)

    assert "reach.me" not in told()


def test_a_committee_leaves_the_page_when_its_term_is_over():
    with time_machine.travel(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), tick=False):
        order = make_issued_order()
    over = dt.datetime.combine(order.term_end, dt.time(17, 30), dt.UTC)  # after midnight in Bangkok

    with time_machine.travel(over, tick=False):
        assert "ยังไม่มีคณะกรรมการหรือคณะทำงาน" in told()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_many_there_are(count, django_assert_num_queries):
    for _ in range(count):
        make_issued_order(make_committee())
    here = group(1)
    template = Template("{% load workgroups_tags %}{% group_committee group %}")

    with django_assert_num_queries(2):
        template.render(Context({"group": here}))
