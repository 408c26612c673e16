"""Working days, counted as a clerk counts them on a wall calendar."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation import workdays
from participation.choices import HolidaySource, Role
from participation.models import Holiday
from participation.tests.make import make_office, make_user

pytestmark = [pytest.mark.contract, pytest.mark.django_db]

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


def close_on(*days: str, is_off: bool = True) -> None:
    for day in days:
        Holiday.objects.create(
            day=dt.date.fromisoformat(day),
            name="วันหยุด",
            is_off=is_off,
            source=HolidaySource.OFFICE,
        )


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20", "2026-12-15"),  # Friday: 15 working days, two of them given up to holidays
        ("2026-11-21", "2026-12-15"),  # a Saturday counts as little as the Sunday after it
        ("2026-11-22", "2026-12-15"),
        ("2026-11-23", "2026-12-16"),
    ],
)
def test_day_it_is_due(received, due):
    close_on("2026-12-07", "2026-12-10")

    assert workdays.after(dt.date.fromisoformat(received), 15) == dt.date.fromisoformat(due)


def test_office_works_on_a_day_it_has_struck_out():
    close_on("2026-12-07", is_off=False)

    assert workdays.after(dt.date(2026, 12, 4), 1) == dt.date(2026, 12, 7)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(day=DAYS, count=st.integers(1, 40), closed=st.sets(DAYS, max_size=12))
def test_after_and_between_agree(day, count, closed):
    Holiday.objects.all().delete()
    close_on(*(closing.isoformat() for closing in closed))

    due = workdays.after(day, count)

    assert workdays.between(day, due) == count
    assert workdays.between(due, day) == -count
    assert due.weekday() < 5
    assert due not in closed


def test_list_is_loaded_once_and_what_the_office_says_stands():
    close_on("2026-12-31", is_off=False)
    close_on("2026-11-27")

    assert workdays.load_holidays([2569, 2570]) > 30
    assert workdays.load_holidays([2569, 2570]) == 0

    holidays = Holiday.objects.in_bulk(field_name="day")
    assert not holidays[dt.date(2026, 12, 31)].is_off
    assert holidays[dt.date(2026, 11, 27)].source == HolidaySource.OFFICE
    assert holidays[dt.date(2026, 12, 7)].name.startswith("ชดเชยวันคล้ายวันเฉลิมพระชนมพรรษา")
    assert dt.date(2026, 5, 1) not in holidays, "offices of the state work on Labour Day"
    for holiday in holidays.values():
        holiday.full_clean()


def test_list_of_days_off_begins_with_those_ahead_and_says_what_a_new_one_does(client):
    make_office()
    close_on("2025-01-01", "2027-12-31")
    client.force_login(make_user(Role.ADMINISTRATOR))

    days = client.get(reverse("admin:participation_holiday_changelist")).context["cl"].result_list
    form = client.get(reverse("admin:participation_holiday_add")).content.decode()

    assert [day.day.year for day in days] == [2027, 2025]
    assert "เรื่องที่รับไว้แล้วคงกำหนดตอบเดิม" in form
