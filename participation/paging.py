"""Pages of long lists, by the last row seen: page 45,000 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

#: Counting stops here: "1,000+" says as much to a reader, and costs the same at a million rows.
COUNTED_AT_MOST = 1000

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows newest first; `newer` and `older` are what the neighbouring pages start from."""

    rows: list[Row]
    newer: int | None
    older: int | None

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


@dataclass(frozen=True)
class Count:
    """How many rows, or that there are more than anybody counts."""

    number: int
    is_more: bool


def count_of(rows: "models.QuerySet[Any, Any]") -> Count:
    """How many rows there are, at most `COUNTED_AT_MOST`."""
    found = rows.order_by()[: COUNTED_AT_MOST + 1].count()
    return Count(min(found, COUNTED_AT_MOST), found > COUNTED_AT_MOST)


def row_number(value: Any) -> int | None:
    """A row's number out of an address, or nothing where somebody wrote something else."""
    digits = str(value or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
