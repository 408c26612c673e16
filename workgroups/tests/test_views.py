"""The public pages of committees: who sits where on which day, by which order."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from participation import thai
from participation.choices import StakeholderType
from participation.tests.make import group, make_office, make_user
from workgroups.choices import CommitteeKind, CommitteeRole
from workgroups.models import AppointmentOrder, Committee
from workgroups.tests.make import make_committee, make_issued_order, make_member, make_order

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EARLIER, LATER = "สมหมาย ตัวอย่าง", "สมศรี สาธิต"


@pytest.fixture(autouse=True)
def _office():
    make_office()


def order_of(committee: Committee, name: str, first: dt.date, last: dt.date) -> AppointmentOrder:
    """An issued order whose chair bears `name`."""
    seats = [
        make_member(CommitteeRole.CHAIR, name=name),
        make_member(CommitteeRole.MEMBER_SECRETARY, stakeholder_type=StakeholderType.ESAO_STAFF),
    ]
    return make_issued_order(committee, members=seats, term_start=first, term_end=last)


def page(client: Client, committee: Committee, **asked: str) -> str:
    return client.get(committee.get_absolute_url(), asked).content.decode()


def test_list_counts_who_sits_today_and_who_of_them_comes_from_outside(client):
    today = thai.today()
    order_of(make_committee(), "สมชาย ตัวอย่าง", today, today)

    listed = client.get(reverse("workgroups:committees")).content.decode()

    assert "2 คน, จากภายนอก 1 คน" in listed


def test_list_counts_everybody_once_however_many_orders_there_were(client):
    today = thai.today()
    committee = make_committee()
    for days in (400, 200):
        order_of(committee, "สมชาย ตัวอย่าง", today - days * DAY, today - (days - 9) * DAY)
    order_of(committee, "สมชาย ตัวอย่าง", today, today)

    assert "2 คน, จากภายนอก 1 คน" in client.get("/committees/").content.decode()


def test_body_whose_term_is_over_is_listed_as_empty(client):
    today = thai.today()
    order_of(make_committee(), "สมชาย ตัวอย่าง", today - 9 * DAY, today - DAY)

    assert "ขณะนี้ไม่มีผู้ได้รับแต่งตั้ง" in client.get("/committees/").content.decode()


def test_groups_bodies_come_in_the_order_of_groups_and_all_others_behind(client):
    today = thai.today()
    others = make_committee(CommitteeKind.MONITORING)
    group_body = make_committee()
    for body in (others, group_body):
        order_of(body, "สมชาย ตัวอย่าง", today, today)

    listed = client.get("/committees/").content.decode()

    assert listed.index(str(group_body)) < listed.index(str(others))


def test_of_a_draft_the_public_hears_nothing(client):
    order = make_order()

    assert str(order.committee) not in client.get("/committees/").content.decode()
    assert client.get(order.committee.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("offset", "sits"),
    [(-1, None), (0, EARLIER), (9, EARLIER), (10, LATER), (19, LATER), (20, None)],
)
def test_day_asked_for_shows_who_sat_there_then_to_the_day(client, offset, sits):
    first = thai.today() - 15 * DAY
    committee = make_committee()
    order_of(committee, EARLIER, first, first + 9 * DAY)
    order_of(committee, LATER, first + 10 * DAY, first + 19 * DAY)

    shown = page(client, committee, on=(first + offset * DAY).isoformat())

    assert [name for name in (EARLIER, LATER) if name in shown] == [sits] * bool(sits)
    assert ("ไม่มีผู้ได้รับแต่งตั้งในวันดังกล่าว" in shown) == (sits is None)


def test_behind_every_roster_stands_its_order(client):
    today = thai.today()
    order = order_of(make_committee(), "สมชาย ตัวอย่าง", today, today)

    assert order.document
    assert order.document.get_absolute_url() in page(client, order.committee)


def test_how_to_reach_a_member_is_shown_to_nobody(client):
    user = make_user()
    members = [make_member(CommitteeRole.CHAIR, account=user, organisation="โรงเรียนบ้านตัวอย่าง")]
    order = make_issued_order(members=members)

    shown = page(client, order.committee)

    assert "โรงเรียนบ้านตัวอย่าง" in shown
    assert user.email not in shown


@pytest.mark.parametrize("typed", ["31/2/2569", "เมื่อวาน"])
def test_what_is_no_day_is_said_beside_the_field_and_today_is_shown(client, typed):
    today = thai.today()
    order = order_of(make_committee(), "สมชาย ตัวอย่าง", today, today)

    shown = page(client, order.committee, on=typed)

    assert 'id="id_on_error"' in shown
    assert 'aria-describedby="id_on_error"' in shown
    assert typed in shown
    assert "สมชาย ตัวอย่าง" in shown


@pytest.mark.parametrize(("number", "is_labelled"), [(7, True), (1, False)])
def test_body_of_a_group_with_cases_says_that_its_members_see_none(client, number, is_labelled):
    order = make_issued_order(make_committee(group=group(number)))

    assert ("โดยไม่เห็นสำนวน" in page(client, order.committee)) is is_labelled
