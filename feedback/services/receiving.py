"""An opinion enters the record, whichever way it came."""

import datetime as dt

from django.db import transaction

from feedback.choices import Act
from feedback.models import Opinion
from feedback.services.waiting import let_wait
from participation import services, thai
from participation.models import AuditEvent, Counter, Office, User


@transaction.atomic
def receive_opinion(opinion: Opinion, *, by: User | None, act: Act) -> Opinion:
    """Number a new opinion in the fiscal year it came in, and put it before whoever acts on it.

    `by` is None for a sender without a name.
    """
    office = Office.objects.first() or Office()
    opinion.received_on = opinion.received_on or thai.local_date(opinion.received_at)
    opinion.due_on = opinion.received_on + dt.timedelta(days=office.answer_within_days)
    opinion.year = services.year_of(opinion.received_on)
    opinion.serial = Counter.next(f"opinion-{opinion.year_id}")
    opinion.save(force_insert=True)
    AuditEvent.record(act, opinion, by=by)
    let_wait(opinion)
    return opinion
