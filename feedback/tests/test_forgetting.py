"""Contacts of senders are let go when the privacy notice says so."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.choices import Act, OpinionState
from feedback.models import Opinion, OpinionContact, Response
from feedback.services import forgetting
from feedback.services.forgetting import forget_contacts
from feedback.tests.make import make_answer, make_opinion
from participation.models import AuditEvent
from participation.tests.make import group, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-10-01T08:00:00+07:00")]


def moment(said: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(said))


def answered_with_contact(answered: str | None) -> Opinion:
    opinion = make_opinion(group=group(5))
    if answered:
        make_answer(opinion)
        Response.objects.filter(opinion=opinion).update(answered_at=moment(answered))
        Opinion.objects.filter(pk=opinion.pk).update(answered_at=moment(answered))
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


@pytest.mark.parametrize(
    "went_on",
    [
        {"state": OpinionState.UNDER_REVIEW, "outcome": ""},
        {
            "state": OpinionState.WAITING_FOR_SENDER,
            "outcome": "",
            "waiting_since": dt.date(2027, 9, 1),
        },
    ],
)
def test_contact_is_kept_while_the_matter_is_open_again(went_on: dict[str, object]) -> None:
    make_office()
    opinion = answered_with_contact("2026-09-25T12:00:00")
    Opinion.objects.filter(pk=opinion.pk).update(**went_on)

    assert forget_contacts() == 0


def test_contact_is_kept_a_year_from_the_last_answer_and_from_the_closing() -> None:
    make_office()
    again, closed = (answered_with_contact("2026-09-25T12:00:00") for _ in range(2))
    Response.objects.filter(opinion=again).update(answered_at=moment("2027-08-01T12:00:00"))
    AuditEvent.record(Act.CLOSE, closed, by=None, at=moment("2026-10-25T02:00:00"))

    assert forget_contacts() == 0


def test_contact_of_one_that_was_merged_is_kept_a_year_from_the_answer_of_its_main() -> None:
    make_office()
    main = answered_with_contact("2026-09-25T12:00:00")
    follower = answered_with_contact("2026-09-25T12:00:00")
    Opinion.objects.filter(pk=follower.pk).update(merged_into=main)
    Response.objects.filter(opinion=follower).delete()
    Response.objects.filter(opinion=main).update(answered_at=moment("2027-08-01T12:00:00"))

    assert forget_contacts() == 0


def test_contacts_go_in_batches_and_each_is_told_once(monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 2)
    make_office()
    opinions = [answered_with_contact("2026-09-30T12:00:00") for _ in range(4)]

    with CaptureQueriesContext(connection) as asked:
        assert forget_contacts() == 4
    assert [query["sql"].split()[0] for query in asked if query["sql"][0] in "ID"] == [
        *("INSERT", "DELETE"),
        *("INSERT", "DELETE"),
    ]
    assert forget_contacts() == 0

    told = AuditEvent.objects.filter(verb="contact.forget").values_list("subject_id", flat=True)
    assert sorted(told) == sorted(str(opinion.pk) for opinion in opinions)


def test_killed_run_has_let_whole_batches_go_and_is_run_again(monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 1)
    make_office()
    for _ in range(2):
        answered_with_contact("2026-09-30T12:00:00")

    with connection.execute_wrapper(_fail_at_second_delete()), pytest.raises(KeyboardInterrupt):
        forget_contacts()

    assert OpinionContact.objects.count() == 1
    assert AuditEvent.objects.filter(verb="contact.forget").count() == 1
    assert forget_contacts() == 1


def _fail_at_second_delete():
    seen = []

    def execute(run, sql, params, many, context):
        if sql.startswith("DELETE"):
            seen.append(sql)
            if len(seen) == 2:
                raise KeyboardInterrupt
        return run(sql, params, many, context)

    return execute
