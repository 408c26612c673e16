"""How many opinions stand where is kept beside them, and counted again to be sure (docs/adr)."""

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import TruncDate

from feedback.models import Opinion, OpinionTally, Support
from feedback.querysets import ANSWERED_IN_TIME
from participation import database

#: What opinions are counted by, and what is added up: columns of the tally, as SQL of a row.
KEYS = {
    "year_id": "{row}.year_id",
    "group_id": "{row}.group_id",
    "unit_id": "{row}.unit_id",
    "state": "{row}.state",
    "outcome": "{row}.outcome",
    "publication": "{row}.publication",
    "is_merged": "{row}.merged_into_id IS NOT NULL",
}
SUMS = ("opinions", "answered", "in_time", "days_waited")

Cell = tuple[Any, ...]
Sums = tuple[int, ...]


def keep_tally() -> None:
    """Let the database keep the tally, and count what it held before."""
    answered_on = database.day_of("{row}.answered_at")
    promised = "COALESCE({row}.first_due_on, {row}.due_on)"
    sums = {
        "opinions": "1",
        "answered": "CASE WHEN {row}.answered_at IS NULL THEN 0 ELSE 1 END",
        "in_time": f"CASE WHEN {answered_on} <= {promised} THEN 1 ELSE 0 END",
        "days_waited": f"COALESCE({database.days_between('{row}.received_on', answered_on)}, 0)",
    }
    with transaction.atomic():
        if database.ensure_tally(Opinion, OpinionTally, KEYS, sums):
            recount()


@dataclass(frozen=True)
class Difference:
    """A kept figure that was not what is there."""

    what: str
    kept: int
    counted: int


@transaction.atomic
def recount() -> list[Difference]:
    """Count everything anew and put right what differs; says what did."""
    database.nobody_writes(Opinion)
    return [*_recount_tally(), *_recount_supports()]


def _recount_tally() -> list[Difference]:
    kept, counted = _kept(), _counted()
    nothing = (0,) * len(SUMS)
    wrong = {
        cell: (kept.get(cell, nothing), counted.get(cell, nothing))
        for cell in kept.keys() | counted.keys()
        if kept.get(cell, nothing) != counted.get(cell, nothing)
    }
    _add({cell: tuple(map(int.__sub__, new, old)) for cell, (old, new) in wrong.items()})
    return [
        Difference(f"{name} of {' '.join(str(part or '-') for part in cell)}", before, after)
        for cell, (old, new) in sorted(wrong.items(), key=str)
        for name, before, after in zip(SUMS, old, new, strict=True)
        if before != after
    ]


def _kept() -> dict[Cell, Sums]:
    rows = OpinionTally.objects.order_by().values_list(*KEYS)
    return _by_cell(rows.annotate(*[Sum(name) for name in SUMS]))


def _counted() -> dict[Cell, Sums]:
    merged = ExpressionWrapper(Q(merged_into__isnull=False), BooleanField())
    answered_on = TruncDate("answered_at")
    rows = Opinion.objects.order_by().annotate(is_merged=merged).values_list(*KEYS)
    counts = rows.annotate(
        Count("pk"),
        Count("answered_at"),
        timely=Count("pk", filter=ANSWERED_IN_TIME),
        waited=Sum(answered_on - F("received_on")),
    )
    return _by_cell((*row[:-1], row[-1].days if row[-1] else 0) for row in counts)


def _by_cell(rows: Any) -> dict[Cell, Sums]:
    size = len(KEYS)
    return {row[:size]: row[size:] for row in rows if any(row[size:])}


def _add(cells: Mapping[Cell, Sums]) -> None:
    OpinionTally.objects.bulk_create(
        OpinionTally(**dict(zip([*KEYS, *SUMS], [*cell, *sums], strict=True)))
        for cell, sums in cells.items()
    )


def _recount_supports() -> list[Difference]:
    counts = Support.objects.order_by().values_list("opinion").annotate(Count("pk"))
    counted = dict(counts)
    wrong = []
    for opinion in Opinion.objects.filter(Q(pk__in=list(counted)) | Q(supports__gt=0)):
        number = counted.get(opinion.pk, 0)
        if opinion.supports != number:
            wrong.append(Difference(f"supports of {opinion}", opinion.supports, number))
            Opinion.objects.filter(pk=opinion.pk).update(supports=number)
    return wrong


@transaction.atomic
def fold() -> int:
    """Make one row of all that count the same; returns how many rows went."""
    rows = list(OpinionTally.objects.select_for_update().order_by("pk"))
    cells: dict[Cell, Tally[str]] = {}
    for row in rows:
        cell = cells.setdefault(tuple(getattr(row, name) for name in KEYS), Tally())
        cell.update({name: getattr(row, name) for name in SUMS})
    if len(cells) == len(rows):
        return 0
    OpinionTally.objects.filter(pk__in=[row.pk for row in rows]).delete()
    folded = {cell: tuple(sums[name] for name in SUMS) for cell, sums in cells.items()}
    left = {cell: sums for cell, sums in folded.items() if any(sums)}
    _add(left)
    return len(rows) - len(left)
