"""Working days: what is promised in days is promised in days on which the office works."""

import datetime as dt

from participation.models import Holiday

_SATURDAY = 5
#: Days in a row on which an office may be closed; only bounds the question to the database.
_LONGEST_CLOSURE = 60


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


def _is_working(day: dt.date, closed: set[dt.date]) -> bool:
    return day.weekday() < _SATURDAY and day not in closed


def _days_off(start: dt.date, end: dt.date) -> set[dt.date]:
    days = Holiday.objects.filter(is_off=True, day__range=(start, end))
    return set(days.values_list("day", flat=True))
