"""Dates as people type them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from participation import thai
from participation.fields import EARLIEST_YEAR, LATEST_YEAR, ThaiDateField, ThaiDateInput

field = ThaiDateField()
days = st.dates(dt.date(EARLIEST_YEAR, 1, 1), dt.date(LATEST_YEAR, 12, 31))


@given(days)
def test_a_day_is_read_in_either_era_and_either_digits(day: dt.date) -> None:
    buddhist = f"{day.day}/{day.month}/{day.year + 543}"

    assert field.clean(buddhist) == day
    assert field.clean(thai.thai_digits(buddhist)) == day
    assert field.clean(f"{day.day:02}/{day.month:02}/{day.year}") == day
    assert field.clean(day.isoformat()) == day
    assert field.clean(thai.thai_date(day)) == day
    assert field.clean(thai.thai_date_short(day)) == day
    assert field.clean(thai.thai_date_official(day)) == day


@given(days)
def test_what_the_box_shows_is_read_back(day: dt.date) -> None:
    assert field.clean(ThaiDateInput().format_value(day)) == day


@pytest.mark.parametrize(
    "typed", ["22/11/1200", "22/11/2026543", "1/1/2200", "22/11/3000", "1/1/0001"]
)
def test_a_year_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        field.clean(typed)


@pytest.mark.parametrize("typed", ["31/2/2569", "29/2/2570", "13/13/2569"])
def test_a_day_that_does_not_exist_is_named(typed: str) -> None:
    with pytest.raises(ValidationError, match=f"ไม่มีวันที่ {typed}"):
        field.clean(typed)


@pytest.mark.parametrize("typed", ["พรุ่งนี้", "2569", "1/1/69"])
def test_what_is_no_day_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="2569"):
        field.clean(typed)


def test_leap_day_follows_the_christian_year() -> None:
    assert field.clean("29/2/2567") == dt.date(2024, 2, 29)


@pytest.mark.parametrize("same", ["22/11/2569", "22/11/2026", "๒๒ พ.ย. ๒๕๖๙"])
def test_another_way_of_writing_is_no_change(same: str) -> None:
    assert not field.has_changed(dt.date(2026, 11, 22), same)
