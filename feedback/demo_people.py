"""Who acts in the demonstration, and when."""

import datetime as dt
from functools import cache
from typing import Any

from django.utils import timezone

from participation.demo import user
from participation.models import AuditEvent, MissionGroup, User


@cache
def group_numbered(number: int) -> MissionGroup:
    return MissionGroup.objects.in_force().get(number=number)


@cache
def triage() -> User:
    return user("triage_officer")


@cache
def officer_of(group: MissionGroup | None) -> User:
    number = group.number if group else 1
    return user("responsible_officer" if number == 5 else f"officer_{number}")


@cache
def head_of(group: MissionGroup | None) -> User:
    number = group.number if group else 1
    return user("head_of_group" if number == 5 else f"head_{number}")


def moment(day: dt.date, hour: int, minute: int) -> dt.datetime:
    zone = timezone.get_current_timezone()
    return not_later_than_now(dt.datetime.combine(day, dt.time(hour, minute), zone))


def not_later_than_now(at: dt.datetime) -> dt.datetime:
    return min(at, timezone.now())


def date_back(thing: Any, verb: str, at: dt.datetime) -> None:
    events = AuditEvent.objects.filter(
        subject_type=thing._meta.label_lower, subject_id=str(thing.pk), verb=verb
    )
    events.update(at=at)


def ask_again() -> None:
    """Forget what was found in the database: another may have been filled meanwhile."""
    for asked_once in (group_numbered, triage, officer_of, head_of):
        asked_once.cache_clear()
