"""What changes a few times a year and stands on every page: each process asks for it now and then.

Only for what is shown or offered for choice. What is decided by it asks the database.
"""

import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeVar

from django.conf import settings

from participation.models import District, MissionGroup, Office, OrganisationUnit

T = TypeVar("T")


def _remembered(ask: Callable[[], T]) -> Callable[[], T]:
    """The same answer for some seconds (`REFERENCE_SECONDS`); nobody may change what it holds."""
    kept: list[tuple[float, T]] = []

    @wraps(ask)
    def remembered() -> T:
        now = time.monotonic()
        if kept and now - kept[0][0] < settings.REFERENCE_SECONDS:
            return kept[0][1]
        answer = ask()
        kept[:] = [(now, answer)]
        return answer

    return remembered


@_remembered
def office() -> Office:
    """The office, or a blank one before its data is loaded."""
    return Office.current()


@_remembered
def groups() -> Sequence[MissionGroup]:
    """The groups of the announcement in force, with their unit and tasks."""
    return list(MissionGroup.objects.in_force().for_listing())


@_remembered
def units() -> Sequence[OrganisationUnit]:
    """Units that answer and are the home of no mission group of the announcement in force."""
    at_home = MissionGroup.objects.in_force().order_by().values("unit")
    return list(OrganisationUnit.objects.filter(may_be_responsible=True).exclude(pk__in=at_home))


@_remembered
def districts() -> Sequence[District]:
    """The districts with their schools, closed ones too."""
    return list(District.objects.prefetch_related("schools"))
