"""An opinion enters the record, whichever way it came."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from feedback.choices import Act
from feedback.models import Opinion
from feedback.services.routing import choose, route
from feedback.services.waiting import duty_of, sorted_by
from participation import reference, services, thai, workdays
from participation.models import AuditEvent, Counter, FiscalYear, Office, User


@transaction.atomic(savepoint=False)
def receive_opinion(opinion: Opinion, *, by: User | None, act: Act) -> Opinion:
    """Number a new opinion in the fiscal year it came in, and put it before whoever acts on it.

    `by` is None for a sender without a name.
    """
    days = _set_due([opinion])
    opinion.year = services.year_of(opinion.received_on)
    chosen = choose([opinion])
    # the last thing before it is kept: until the commit no other opinion of the year gets a number
    opinion.serial = Counter.next(series_of(opinion.year))
    opinion.save(force_insert=True)
    AuditEvent.record(act, opinion, by=by)
    services.open_duties(duty_of(opinion, sort_by=days[opinion.received_on]))
    route(chosen)
    return opinion


@transaction.atomic
def receive_opinions(
    opinions: Sequence[Opinion], *, year: FiscalYear, by: User | None, act: Act
) -> None:
    """The same for many new opinions of one fiscal year, in a handful of questions."""
    days = _set_due(opinions)
    chosen = choose(opinions)
    numbers = Counter.next_many(series_of(year), len(opinions))
    for opinion, number in zip(opinions, numbers, strict=True):
        opinion.year, opinion.serial = year, number
    Opinion.objects.bulk_create(opinions)
    AuditEvent.objects.bulk_create(
        AuditEvent(verb=act, subject_type=Opinion._meta.label_lower, subject_id=str(o.pk), by=by)
        for o in opinions
    )
    services.open_duties(*(duty_of(one, sort_by=days[one.received_on]) for one in opinions))
    route(chosen)


def series_of(year: FiscalYear) -> str:
    """The series an opinion's number in its year is drawn from."""
    return f"opinion-{year.pk}"


def answer_by(received_on: dt.date) -> dt.date:
    """Until when what came in on that day is to be answered."""
    return workdays.after(received_on, Office.current().answer_within_days)


@reference.remembered
def answered_by() -> dt.date:
    """Until when what comes in today is to be answered, for pages that say so beforehand."""
    return answer_by(thai.today())


def _set_due(opinions: Sequence[Opinion]) -> dict[dt.date, dt.date]:
    """Promise each its answer; returns until when what came in on a day is to be sorted."""
    days = {opinion.received_on for opinion in opinions}
    promised = {day: answer_by(day) for day in days}
    for opinion in opinions:
        opinion.due_on = promised[opinion.received_on]
    return {day: sorted_by(day) for day in days}
