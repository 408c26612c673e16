"""Working days: what is promised in days is promised in days on which the office works."""

import datetime as dt
from collections.abc import Iterable

import holidays

from participation import thai
from participation.choices import HolidaySource
from participation.models import Holiday

_SATURDAY = 5
#: Days in a row on which an office may be closed; only bounds the question to the database.
_LONGEST_CLOSURE = 60
#: Private employers close on it, offices of the state do not.
_NOT_OF_THE_STATE = "วันแรงงาน"


def after(day: dt.date, count: int) -> dt.date:
    """The `count`-th working day after `day`, which itself does not count."""
    closed = _days_off(day, day + dt.timedelta(days=2 * count + _LONGEST_CLOSURE))
    for _day in range(count):
        day += dt.timedelta(days=1)
        while not _is_working(day, closed):
            day += dt.timedelta(days=1)
    return day


def between(start: dt.date, end: dt.date) -> int:
    """How many working days lie after `start`, up to and including `end`; negative if earlier."""
    if end < start:
        return -between(end, start)
    closed = _days_off(start, end)
    days = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(_is_working(day, closed) for day in days)


def is_working(day: dt.date) -> bool:
    """Whether the office works on that day."""
    return _is_working(day, _days_off(day, day))


def load_holidays(years_be: Iterable[int]) -> int:
    """Add the public holidays of these calendar years that are not known yet; returns how many.

    The list is that of the library `holidays`. Days the office has entered or struck out stay as
    they are: only it knows what the cabinet has added for the province.
    """
    known = holidays.country_holidays(
        "TH",
        years=[year - thai.BE_OFFSET for year in years_be],
        language="th",
        categories=("public", "government"),
    )
    days = [
        Holiday(day=day, name=names.split(";")[0], source=HolidaySource.LIST)
        for day, names in sorted(known.items())
        if _NOT_OF_THE_STATE not in names
    ]
    before = Holiday.objects.count()
    Holiday.objects.bulk_create(days, ignore_conflicts=True)
    return Holiday.objects.count() - before


def _is_working(day: dt.date, closed: set[dt.date]) -> bool:
    return day.weekday() < _SATURDAY and day not in closed


def _days_off(start: dt.date, end: dt.date) -> set[dt.date]:
    days = Holiday.objects.filter(is_off=True, day__range=(start, end))
    return set(days.values_list("day", flat=True))
