"""What a report tells of the bodies of a year: who sat in the end, by which order, until when."""

import datetime as dt

import pytest

from participation.choices import StakeholderType
from participation.tests.make import make_office, make_year
from workgroups import figures
from workgroups.choices import OrderKind
from workgroups.models import AppointmentOrder
from workgroups.tests.make import make_issued_order, make_member, mark_issued
from workgroups.tests.test_roster import make_change

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

YEAR = 2570
DAY = dt.timedelta(days=1)


@pytest.fixture
def order() -> AppointmentOrder:
    """Three parents, for the whole year."""
    make_office()
    order: AppointmentOrder = make_issued_order(year=make_year(YEAR))
    return order


def told(year: int = YEAR) -> tuple[int, int, bool, tuple[dt.date, dt.date]]:
    (one,) = figures.orders_in_force(year)
    return one.members, one.outside, one.is_changed, one.term


def test_order_is_told_with_those_it_names(order):
    assert told() == (3, 3, False, order.term)


def test_order_that_was_changed_is_told_with_those_who_sat_in_the_end(order):
    member = order.members.all()[1]
    insider = make_member(stakeholder_type=StakeholderType.ESAO_STAFF)
    another = make_member(stakeholder_type=StakeholderType.ESAO_STAFF)
    day = order.term_start + 90 * DAY

    mark_issued(make_change(order, day, leaving=[member], members=[insider, another]))

    assert told() == (4, 2, True, order.term)


def test_order_that_was_revoked_is_told_until_the_day_before(order):
    day = order.term_start + 90 * DAY

    mark_issued(make_change(order, day, kind=OrderKind.REVOKE))

    assert told() == (3, 3, True, (order.term_start, day - DAY))


def test_order_revoked_from_its_first_day_is_not_told_at_all(order):
    mark_issued(make_change(order, order.term_start, kind=OrderKind.REVOKE))

    assert figures.orders_in_force(YEAR) == []
