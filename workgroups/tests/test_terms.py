"""Terms that end: told 60, 30 and 7 days before, waiting until the body is appointed anew."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from participation.choices import Role
from participation.models import Duty, User
from participation.notices import send_waiting
from participation.tests.make import make_office, make_user, make_year
from participation.waiting import waiting_for
from workgroups import services
from workgroups.models import AppointmentOrder
from workgroups.terms import warn_of_ends
from workgroups.tests.make import make_issued_order, make_order

pytestmark = pytest.mark.django_db

LAST = dt.date(2027, 9, 30)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _office():
    with time_machine.travel("2026-11-16 06:30+07:00", tick=False):
        make_office()
        yield


@pytest.fixture
def officer() -> User:
    return make_user(Role.APPOINTMENTS_OFFICER)


@pytest.fixture
def order(officer) -> AppointmentOrder:
    order: AppointmentOrder = make_issued_order(year=make_year(2570))
    assert order.term_end == LAST
    return order


def letters_on(*days_left: int) -> list[int]:
    """Of a clock that runs on these days: those on which a letter went out."""
    told = []
    for days in days_left:
        with time_machine.travel(dt.datetime.combine(LAST - days * DAY, dt.time(0, 30), dt.UTC)):
            before = len(mail.outbox)
            call_command("warn_of_ends")
            send_waiting()
            told += [days] * (len(mail.outbox) - before)
    return told


def test_letters_go_out_60_30_and_7_days_before_and_no_others(order, officer):
    assert letters_on(*range(63, -3, -1)) == [60, 30, 7]
    assert {letter.to[0] for letter in mail.outbox} == {officer.email}
    assert "30 กันยายน 2570" in mail.outbox[0].body
    assert str(order.committee) in mail.outbox[0].body


def test_a_clock_that_stood_still_tells_once_how_near_it_is(order, officer):
    assert letters_on(70, 12, 11, 5) == [12, 5]


def test_it_waits_for_whoever_appoints_until_the_body_is_appointed_anew(order, officer):
    warn_of_ends(on=LAST - 60 * DAY)
    (duty,) = waiting_for(officer)
    assert (duty.what, duty.due_on) == ("appoint_again", LAST)

    following = make_order(
        order.committee, year=make_year(2571), term_start=LAST + DAY, term_end=LAST + 300 * DAY
    )
    services.issue_order(following, by=officer)

    assert not waiting_for(officer).exists()
    assert warn_of_ends(on=LAST - 7 * DAY) == 0
    assert Duty.objects.get(what="appoint_again").done_by == officer


def test_what_was_closed_is_not_waited_for_again(order, officer):
    warn_of_ends(on=LAST - 60 * DAY)
    Duty.objects.update(done_at=dt.datetime(2027, 8, 2, tzinfo=dt.UTC))

    warn_of_ends(on=LAST - 59 * DAY)

    assert not Duty.objects.open().exists()


def test_a_body_that_nobody_appoints_anew_leaves_the_desk_after_a_month(order, officer):
    warn_of_ends(on=LAST)

    warn_of_ends(on=LAST + 30 * DAY)
    assert Duty.objects.open().exists()
    warn_of_ends(on=LAST + 31 * DAY)

    assert not Duty.objects.open().exists()
