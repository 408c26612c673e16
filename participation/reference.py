"""What changes a few times a year and stands on every page: each process asks for it now and then.

Only for what is shown or offered for choice. What is decided by it asks the database.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings

from participation.models import District, MissionGroup, Office, OrganisationUnit

T = TypeVar("T")
Rows = TypeVar("Rows", bound=Sequence[Any])


def remembered(ask: Callable[[], T]) -> Callable[[], T]:
    """The same answer for some seconds (`REFERENCE_SECONDS`); nobody may change what it holds."""
    kept: list[tuple[float, T]] = []

    @wraps(ask)
    def latest() -> T:
        now = time.monotonic()
        if kept and now - kept[0][0] < settings.REFERENCE_SECONDS:
            return kept[0][1]
        answer = ask()
        kept[:] = [(now, answer)]
        return answer

    return latest


@remembered
def office() -> Office:
    """The office, or a blank one before its data is loaded."""
    return Office.current()


@remembered
def groups() -> Sequence[MissionGroup]:
    """The groups of the announcement in force, with their unit and tasks."""
    return list(MissionGroup.objects.in_force().for_listing())


@remembered
def units() -> Sequence[OrganisationUnit]:
    """Units that answer and are the home of no mission group of the announcement in force."""
    at_home = MissionGroup.objects.in_force().order_by().values("unit")
    return list(OrganisationUnit.objects.filter(may_be_responsible=True).exclude(pk__in=at_home))


@remembered
def districts() -> Sequence[District]:
    """The districts with their schools, closed ones too."""
    return list(District.objects.prefetch_related("schools"))


def placed(rows: Rows) -> Rows:
    """The same rows, each with its group, unit and task, without a join for them.

    What came about a moment ago is not remembered yet: such a row asks for it by itself.
    """
    if rows:
        known = _places()
        for row in rows:
            for field, things in known.items():
                if thing := things.get(getattr(row, f"{field}_id", None)):
                    setattr(row, field, thing)
    return rows


@remembered
def _places() -> Mapping[str, Mapping[int | None, Any]]:
    """Groups and tasks of every announcement, and all units, each by its id."""
    groups = MissionGroup.objects.for_listing()
    return {
        "group": {group.pk: group for group in groups},
        "unit": {unit.pk: unit for unit in OrganisationUnit.objects.all()},
        "task": {task.pk: task for group in groups for task in group.tasks.all()},
    }
