"""What is kept only for a time is let go."""

from django.db import transaction

from feedback.models import OpinionContact
from participation import thai
from participation.models import AuditEvent


@transaction.atomic
def forget_contacts() -> int:
    """Delete contacts of opinions answered before last fiscal year began; returns how many.

    As the privacy notice promises: until the matter is closed, and one more fiscal year.
    """
    last_year = thai.fiscal_year_be(thai.today()) - 1
    kept_since = thai.fiscal_year_span(last_year)[0]
    old = OpinionContact.objects.filter(opinion__answered_at__lt=thai.start_of(kept_since))
    contacts = list(old.select_related("opinion").select_for_update(of=("self",)))
    for contact in contacts:
        AuditEvent.record("contact.forget", contact.opinion, by=None)
        contact.delete()
    return len(contacts)
