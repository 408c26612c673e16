"""Contacts of senders are let go when the privacy notice says so."""

import datetime as dt

import pytest
from django.utils import timezone

from feedback.models import Opinion, OpinionContact
from feedback.services.forgetting import forget_contacts
from feedback.tests.make import make_answer, make_opinion
from participation.models import AuditEvent
from participation.tests.make import group, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-10-01T08:00:00+07:00")]


def answered_with_contact(moment: str | None) -> Opinion:
    opinion = make_opinion(group=group(5))
    if moment:
        make_answer(opinion)
        answered_at = timezone.make_aware(dt.datetime.fromisoformat(moment))
        Opinion.objects.filter(pk=opinion.pk).update(answered_at=answered_at)
    OpinionContact.objects.create(opinion=opinion, email="parent@example.org")
    return opinion


@pytest.mark.parametrize(
    ("answered", "deleted"),
    [
        ("2026-09-30T23:59:59", 1),  # fiscal year 2569; 2570 has passed as well
        ("2026-10-01T00:00:00", 0),  # fiscal year 2570, in Thailand's time
        (None, 0),
    ],
)
def test_contact_is_kept_until_one_more_year_has_passed(answered: str | None, deleted: int) -> None:
    make_office()
    opinion = answered_with_contact(answered)

    count = forget_contacts()

    assert count == deleted
    assert OpinionContact.objects.filter(opinion=opinion).count() == 1 - deleted
    assert AuditEvent.objects.filter(verb="contact.forget").count() == deleted
    assert Opinion.objects.filter(pk=opinion.pk).exists()
