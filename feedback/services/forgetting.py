"""What is kept only for a time is let go."""

import datetime as dt

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from feedback.choices import OPEN_STATES, Act
from feedback.models import Opinion, OpinionContact, RestrictedCase
from participation import thai
from participation.models import AuditEvent

#: Contacts that go together; a run that is killed has let whole batches go and is run again.
BATCH = 500


def forget_contacts() -> int:
    """Delete contacts of matters closed before last fiscal year; returns how many.

    As the privacy notice promises: until the matter is closed, and one more fiscal year. What was
    answered and is open again, or was answered or closed again since, keeps its contact.
    """
    last_year = thai.fiscal_year_be(thai.today()) - 1
    kept_since = thai.fiscal_year_span(last_year)[0]
    over = _over_before(thai.start_of(kept_since))
    old = OpinionContact.objects.filter(opinion__in=over.values("pk"))
    forgotten = 0
    while batch := _forget(list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])):
        forgotten += batch
    return forgotten + _forget_of_cases(RestrictedCase.objects.filter(closed_on__lt=kept_since))


def _over_before(moment: dt.datetime) -> QuerySet[Opinion]:
    """Matters that were answered for the last time, and closed, before then."""
    answered = Opinion.objects.exclude(state__in=OPEN_STATES).filter(answered_at__lt=moment)
    closed_since = AuditEvent.objects.filter(
        verb=Act.CLOSE,
        subject_type=Opinion._meta.label_lower,
        subject_id=Cast(OuterRef("pk"), CharField()),
        at__gte=moment,
    )
    return answered.last_told_before(moment).exclude(Exists(closed_since))


@transaction.atomic
def _forget_of_cases(closed: QuerySet[RestrictedCase]) -> int:
    cases = list(closed.exclude(email="", phone="").select_for_update(of=("self",)).order_by("pk"))
    for case in cases:
        AuditEvent.record("contact.forget", case, by=None)
    RestrictedCase.objects.filter(pk__in=[case.pk for case in cases]).update(email="", phone="")
    return len(cases)


@transaction.atomic
def forget_contact(opinion: Opinion) -> None:
    """Delete what the sender left to be reached by, because the sender wishes so."""
    deleted, _by_model = OpinionContact.objects.filter(opinion=opinion).delete()
    if deleted:
        AuditEvent.record("contact.forget", opinion, by=None)


@transaction.atomic
def _forget(contacts: list[int]) -> int:
    """Let one batch go; what another run has let go meanwhile is not told twice.

    What was taken up again meanwhile keeps its contact.
    """
    rows = OpinionContact.objects.filter(pk__in=contacts).exclude(opinion__state__in=OPEN_STATES)
    locked = rows.select_related("opinion").select_for_update(of=("self", "opinion"))
    opinions = [contact.opinion_id for contact in locked.order_by("pk")]
    AuditEvent.objects.bulk_create(
        AuditEvent(
            verb="contact.forget", subject_type=Opinion._meta.label_lower, subject_id=str(pk)
        )
        for pk in opinions
    )
    OpinionContact.objects.filter(opinion__in=opinions).delete()
    return len(opinions)
