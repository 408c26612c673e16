"""A member may act while, and only while, an issued order says so; to the day, in Thailand."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.choices import Role
from participation.tests.make import make_office, make_user
from workgroups import rules
from workgroups.choices import CommitteeKind, CommitteeRole
from workgroups.models import CommitteeMember
from workgroups.tests.make import make_committee, make_member, make_order, mark_issued, seat

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

BANGKOK = ZoneInfo("Asia/Bangkok")
PREDICATES = {
    CommitteeKind.MONITORING: rules.is_monitor,
    CommitteeKind.SUPERVISION: rules.is_supervision_member,
    CommitteeKind.PERFORMANCE_REVIEW: rules.is_performance_reviewer,
}


@pytest.fixture(autouse=True)
def office() -> None:
    make_office()


def at(day: dt.date, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK)


@pytest.mark.parametrize("kind", PREDICATES)
def test_each_body_gives_its_own_right_only(kind):
    user = make_user()
    seat(user, kind)

    assert {body for body, may in PREDICATES.items() if may(user)} == {kind}


def test_rights_begin_and_end_with_the_term_to_the_minute():
    user = make_user()
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    with time_machine.travel(at(first, 9, 0), tick=False):
        committee = seat(user, term=(first, last)).committee
    day = dt.timedelta(days=1)
    moments = {
        at(first - day, 23, 59): False,
        at(first, 0, 0): True,
        at(last, 23, 59): True,
        at(last + day, 0, 0): False,
    }

    found = {}
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            found[moment] = rules.is_monitor(user) and rules.is_member_of(user, committee)

    assert found == moments


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    start=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    days=st.integers(0, 800),
    day=st.dates(dt.date(2019, 1, 1), dt.date(2033, 1, 1)),
)
def test_a_seat_is_held_on_exactly_the_days_of_its_term(start, days, day):
    end = start + dt.timedelta(days=days)
    order = make_order(term_start=start, term_end=end)

    def acting() -> bool:
        return CommitteeMember.objects.filter(order=order).acting_on(day).exists()

    assert not acting()
    mark_issued(order)
    assert acting() is (start <= day <= end)


def test_a_draft_gives_no_right():
    user = make_user()
    committee = make_committee(CommitteeKind.MONITORING)
    make_order(committee, members=[make_member(CommitteeRole.CHAIR, account=user)])

    assert not rules.is_monitor(user)
    assert not rules.is_member_of(user, committee)


def test_the_secretary_is_the_one_the_order_names():
    secretary, member = make_user(), make_user()
    committee = seat(secretary, position=CommitteeRole.MEMBER_SECRETARY).committee
    seat(member)

    assert rules.is_secretary_of(secretary, committee)
    assert not rules.is_secretary_of(member, committee)


def test_somebody_not_signed_in_has_no_seat():
    assert not rules.is_monitor(AnonymousUser())


@pytest.mark.parametrize("role", [None, *Role])
def test_only_the_appointments_officer_works_on_orders(role):
    user = make_user(*[role] if role else [])
    order = make_order()
    things = {"committee": order.committee, "appointmentorder": order, "committeemember": None}

    may = [
        user.has_perm(f"workgroups.{act}_{noun}", thing)
        for noun, thing in things.items()
        for act in ("view", "add", "change", "delete")
    ]

    assert {*may, user.has_perm("workgroups.issue_order", order)} == {
        role == Role.APPOINTMENTS_OFFICER
    }


def test_nobody_works_on_an_issued_order():
    officer = make_user(Role.APPOINTMENTS_OFFICER)
    order = seat(make_user())

    assert officer.has_perm("workgroups.view_appointmentorder", order)
    for act in ("change_appointmentorder", "delete_appointmentorder", "issue_order"):
        assert not officer.has_perm(f"workgroups.{act}", order)
    for act in ("change_committee", "delete_committee"):
        assert not officer.has_perm(f"workgroups.{act}", order.committee)
