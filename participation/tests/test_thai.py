"""Dates, digits, three kinds of year."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from participation import thai

days = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2018, 10, 9), 2562),  # the announcement: dated 2561, titled 2562
        (dt.date(2026, 9, 30), 2569),
        (dt.date(2026, 10, 1), 2570),
        (dt.date(2026, 12, 31), 2570),
        (dt.date(2027, 1, 1), 2570),
    ],
)
def test_fiscal_year_begins_in_october_and_is_named_by_its_end(day: dt.date, year: int) -> None:
    assert thai.fiscal_year_be(day) == year


@given(days)
def test_a_day_lies_in_the_span_of_its_fiscal_year(day: dt.date) -> None:
    first, last = thai.fiscal_year_span(thai.fiscal_year_be(day))

    assert first <= day <= last


@given(st.integers(2534, 2642))
def test_fiscal_years_follow_each_other_without_a_gap(year: int) -> None:
    _, last = thai.fiscal_year_span(year)
    first, _ = thai.fiscal_year_span(year + 1)

    assert first - last == dt.timedelta(days=1)


def test_the_three_years_of_one_day_differ() -> None:
    day = dt.date(2026, 11, 22)

    assert thai.fiscal_year_be(day) == 2570
    assert thai.calendar_year_be(day) == 2569
    assert thai.academic_year_be(day) == 2569
    assert thai.academic_year_be(dt.date(2027, 3, 1)) == 2569
    assert thai.academic_year_be(dt.date(2027, 5, 16)) == 2570


def test_dates_in_words() -> None:
    day = dt.date(2018, 10, 9)

    assert thai.thai_date(day) == "9 ตุลาคม 2561"
    assert thai.thai_date_short(day) == "9 ต.ค. 2561"
    assert thai.thai_date_official(day) == "๙ ตุลาคม พ.ศ. ๒๕๖๑"


def test_a_moment_is_the_day_it_is_in_thailand() -> None:
    before_midnight_in_london = dt.datetime(2026, 9, 30, 17, 30, tzinfo=dt.UTC)

    assert thai.thai_date(before_midnight_in_london) == "1 ตุลาคม 2569"
    assert thai.fiscal_year_be(thai.local_date(before_midnight_in_london)) == 2570
    assert thai.thai_time(before_midnight_in_london) == "00.30 น."
    assert thai.shown_time(before_midnight_in_london) == "00.30 น."
    with translation.override("en"):
        assert thai.shown_time(before_midnight_in_london) == "00:30"


@given(st.text())
def test_digits_come_back_as_they_were(text: str) -> None:
    assert thai.arabic_digits(thai.thai_digits(text)) == thai.arabic_digits(text)
