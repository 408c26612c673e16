"""What the clock does with answered matters: it closes them, and asks again whether it was done."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, Q

from feedback.choices import Act, OpinionState, Outcome, VerdictOn
from feedback.models import Opinion
from feedback.notices import DEED_ASKED, tell_sender, was_told
from feedback.services.judging import ASKED_AFTER, asked_about
from participation import thai
from participation.models import AuditEvent, Office

#: Matters closed together; a run that is killed has closed whole batches and is run again.
BATCH = 500


def close_answered() -> int:
    """Close what was answered long enough ago and never judged; returns how many."""
    kept_open = dt.timedelta(days=Office.current().close_after_days)
    answered_before = thai.start_of(thai.today() - kept_open)
    answered = Opinion.objects.filter(state=OpinionState.ANSWERED)
    old = answered.last_told_before(answered_before).order_by("pk")
    closed = 0
    while batch := _close(list(old.values_list("pk", flat=True)[:BATCH])):
        closed += batch
    return closed


@transaction.atomic
def _close(pks: list[int]) -> int:
    """Close one batch, but for what has moved on meanwhile."""
    rows = Opinion.objects.select_for_update(of=("self",)).order_by("pk")
    opinions = list(rows.filter(pk__in=pks, state=OpinionState.ANSWERED))
    Opinion.objects.filter(pk__in=[one.pk for one in opinions]).update(state=OpinionState.CLOSED)
    AuditEvent.objects.bulk_create(
        AuditEvent(verb=Act.CLOSE, subject_type=one._meta.label_lower, subject_id=str(one.pk))
        for one in opinions
    )
    return len(opinions)


def ask_about_deeds() -> int:
    """Write to senders with an address whose matter was done four weeks ago, to each once.

    Returns how many letters are written.
    """
    done_by = thai.today() - ASKED_AFTER
    done = (
        Q(improvements__done_on__lte=done_by)
        | Q(merged_into__improvements__done_on__lte=done_by)
        | Q(outcome=Outcome.DONE, answered_at__lt=thai.start_of(done_by + dt.timedelta(days=1)))
    )
    matters = (
        Opinion.objects.filter(done, state__in=[OpinionState.ANSWERED, OpinionState.CLOSED])
        .exclude(contact__isnull=True)
        .exclude(contact__email="")
        .exclude(verdicts__on=VerdictOn.DEED)
        .exclude(Exists(was_told(DEED_ASKED)))
        .order_by("pk")
        .distinct()
    )
    asked = 0
    for opinion in matters.iterator(chunk_size=BATCH):
        if asked_about(opinion) == VerdictOn.DEED:
            tell_sender(DEED_ASKED, opinion)
            asked += 1
    return asked
