"""Pages of long lists, by the last row seen: page 45,000 costs what page 1 costs."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import IntegerField, Q, Subquery

#: Counting stops here: "1,000+" says as much to a reader, and costs the same at a million rows.
COUNTED_AT_MOST = 1000

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows newest first; `newer` and `older` are what the neighbouring pages start from.

    In a queue, soonest due first, `newer` leads back to what is due sooner.
    """

    rows: list[Row]
    newer: int | str | None
    older: int | str | None

    def __len__(self) -> int:
        return len(self.rows)


def page_of(
    rows: "models.QuerySet[Row, Row]", *, before: int | None, after: int | None, size: int
) -> "Page[Row]":
    """The `size` rows next to a row: those before it, or those after it, or the newest."""
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        # Fewer than a page left above: that is the first page, whatever the address says.
        if len(found) <= size:
            return page_of(rows, before=None, after=None, size=size)
        shown = found[:size][::-1]
        return Page(shown, newer=shown[0].pk, older=shown[-1].pk)
    wanted = rows.filter(pk__lt=before) if before is not None else rows
    found = list(wanted.order_by("-pk")[: size + 1])
    shown = found[:size]
    return Page(
        shown,
        newer=shown[0].pk if shown and before is not None else None,
        older=shown[-1].pk if len(found) > size else None,
    )


#: Where a row stands in a queue, as an address says it: 2026-11-22.148.
_PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


def queue_page_of(
    rows: "models.QuerySet[Row, Row]", *, before: str, after: str, size: int
) -> "Page[Row]":
    """The `size` rows after the place `before`, or those ahead of the place `after`, or the first.

    The rows have a day `due_on`; soonest due comes first. A place that is none is left out.
    """
    if place := _place(after):
        found = list(rows.filter(ahead_of(*place)).order_by("-due_on", "-id")[: size + 1])
        # Fewer than a page left ahead: that is the first page, whatever the address says.
        if len(found) <= size:
            return queue_page_of(rows, before="", after="", size=size)
        shown = found[:size][::-1]
        return Page(shown, newer=_address(shown[0]), older=_address(shown[-1]))
    start = _place(before)
    wanted = rows.filter(behind(*start)) if start else rows
    found = list(wanted.order_by("due_on", "id")[: size + 1])
    shown = found[:size]
    return Page(
        shown,
        newer=_address(shown[0]) if shown and start else None,
        older=_address(shown[-1]) if len(found) > size else None,
    )


def ahead_of(due_on: dt.date, pk: int) -> Q:
    """Rows of a queue before this place; said so that an index on (due_on, id) serves it."""
    return Q(due_on__lte=due_on) & (Q(due_on__lt=due_on) | Q(pk__lt=pk))


def behind(due_on: dt.date, pk: int) -> Q:
    """Rows of a queue after this place."""
    return Q(due_on__gte=due_on) & (Q(due_on__gt=due_on) | Q(pk__gt=pk))


def _address(row: Any) -> str:
    return f"{row.due_on.isoformat()}.{row.pk}"


def _place(address: str) -> tuple[dt.date, int] | None:
    match = _PLACE.fullmatch(address)
    try:
        return (dt.date.fromisoformat(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Count:
    """How many rows, or that there are more than anybody counts."""

    number: int
    is_more: bool

    def __str__(self) -> str:
        return f"{self.number:,}+" if self.is_more else f"{self.number:,}"

    def __bool__(self) -> bool:
        return self.number > 0

    @classmethod
    def of(cls, found: int) -> "Count":
        """Of a number that was counted to one more than `COUNTED_AT_MOST`."""
        return cls(min(found, COUNTED_AT_MOST), found > COUNTED_AT_MOST)


#: Of what is known to be more than that.
MANY = Count(COUNTED_AT_MOST, is_more=True)


def count_of(rows: "models.QuerySet[Any, Any]") -> Count:
    """How many rows there are, at most `COUNTED_AT_MOST`."""
    return Count.of(rows.order_by()[: COUNTED_AT_MOST + 1].count())


class NumberOf(Subquery):
    """How many rows there are, at most one more than `COUNTED_AT_MOST`; a column of any question.

    So that several are counted in one: `Count.of` reads it.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: "models.QuerySet[Any, Any]") -> None:
        super().__init__(rows.order_by().values("pk")[: COUNTED_AT_MOST + 1])


def row_number(value: Any) -> int | None:
    """A row's number out of an address, or nothing where somebody wrote something else."""
    digits = str(value or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
