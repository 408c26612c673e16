"""An opinion is accepted once, as it was written, whoever sends it and however often."""

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, models
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from feedback import codes
from feedback.choices import MAX_TEXT, Channel, OpinionKind, OpinionState, Publication
from feedback.models import Opinion, OpinionContact
from feedback.services.sending import send_opinion, shown_text
from participation import database, thai, workdays
from participation.choices import Role, StakeholderType
from participation.errors import DomainError
from participation.models import AuditEvent, Counter, Duty, Office, OrganisationUnit
from participation.tests.make import group, make_office, make_responsible_officer, make_user
from participation.text import clean
from participation.waiting import waiting_for, who_acts

pytestmark = pytest.mark.contract

TEXT = "ถ้ารวมโรงเรียนแล้วลูกจะได้ครูครบชั้นก็เห็นด้วยค่ะ แต่ขอให้บอกก่อนอย่างน้อย 1 ปี"


def send(**fields: Any) -> tuple[Opinion, str]:
    fields.setdefault("key", codes.new_submission_key())
    fields.setdefault("text", TEXT)
    fields.setdefault("kind", OpinionKind.SUGGESTION)
    fields.setdefault("stakeholder_type", StakeholderType.PARENT)
    return send_opinion(**fields)


@pytest.mark.django_db
@time_machine.travel("2026-11-22 19:42+07:00", tick=False)
def test_opinion_is_received_with_number_and_date():
    make_office()

    opinion, code = send(group=group(1), task=group(1).tasks.get(position=4))

    opinion.refresh_from_db()
    assert opinion.number == "2570-0001"
    assert (opinion.received_on, opinion.due_on) == (dt.date(2026, 11, 22), dt.date(2026, 12, 11))
    assert (opinion.state, opinion.publication) == (OpinionState.RECEIVED, Publication.PENDING)
    assert (opinion.channel, opinion.text, opinion.raw_text) == (Channel.WEB_FORM, TEXT, TEXT)
    assert opinion.code_hash == codes.kept_hash(code)


@pytest.mark.django_db
@time_machine.travel("2026-09-30 23:59:59+07:00", tick=False)
def test_number_is_of_the_fiscal_year_of_the_day_it_came():
    make_office()

    assert send()[0].number == "2569-0001"
    with time_machine.travel("2026-10-01 00:00+07:00", tick=False):
        assert send()[0].number == "2570-0001"
        assert send()[0].number == "2570-0002"


@pytest.mark.django_db
def test_office_says_within_how_many_days_it_answers():
    make_office()
    Office.objects.update(answer_within_days=7)

    opinion, _code = send()

    assert workdays.between(opinion.received_on, opinion.due_on) == 7


@pytest.mark.django_db
def test_code_is_kept_nowhere():
    make_office()

    opinion, code = send(email="somchai@example.org")

    rows = [*Opinion.objects.values(), *OpinionContact.objects.values()]
    rows += [*AuditEvent.objects.values(), *Duty.objects.values()]
    assert code not in repr(rows)
    assert opinion.code_hash in repr(rows)


@pytest.mark.django_db
def test_double_click_makes_one_opinion():
    make_office()
    key = codes.new_submission_key()

    first, again = send(key=key, email="a@example.org"), send(key=key, email="a@example.org")

    assert first == again
    assert Opinion.objects.count() == OpinionContact.objects.count() == 1
    assert Counter.objects.get().last == AuditEvent.objects.count() == Duty.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"text": TEXT + " ขอบคุณค่ะ"},
        {"kind": OpinionKind.PROBLEM},
        {"stakeholder_type": StakeholderType.TEACHER},
        {"email": "b@example.org"},
        {"phone": "+66812345678"},
    ],
)
def test_anything_changed_on_the_same_form_is_a_second_opinion(change):
    make_office()
    key = codes.new_submission_key()

    first, first_code = send(key=key)
    second, second_code = send(key=key, **change)

    assert first != second
    assert first_code != second_code
    assert Opinion.objects.count() == 2


@pytest.mark.django_db
def test_another_addressee_on_the_same_form_is_a_second_opinion():
    make_office()
    key = codes.new_submission_key()

    send(key=key)
    send(key=key, group=group(1))
    send(key=key, group=group(2))
    send(key=key, group=group(2), task=group(2).tasks.get(position=1))
    send(key=key, unit=OrganisationUnit.objects.get(code="general-affairs"))

    assert Opinion.objects.count() == 5


@pytest.mark.django_db
def test_same_text_of_two_people_is_two_opinions():
    make_office()

    assert send()[0] != send()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    not database.is_postgresql(), reason="SQLite lets one writer in at a time anyway"
)
def test_two_requests_at_once_make_one_opinion():
    make_office()
    key, start = codes.new_submission_key(), threading.Barrier(6)
    sent: list[tuple[int, str]] = []

    def one_request() -> None:
        start.wait()
        opinion, code = send(key=key, email="a@example.org")
        sent.append((opinion.pk, code))
        connections.close_all()

    threads = [threading.Thread(target=one_request) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(sent) == 6
    assert len(set(sent)) == 1
    assert Opinion.objects.count() == OpinionContact.objects.count() == Duty.objects.count() == 1
    assert Counter.objects.get().last == 1, "numbers have no gap"


@pytest.mark.django_db
def test_record_says_nothing_of_the_sender():
    make_office()

    opinion, _code = send(phone="+66812345678")

    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_id, event.by) == ("opinion.send", str(opinion.pk), None)


@pytest.mark.django_db
@time_machine.travel("2026-11-22 19:42:31+07:00", tick=False)
def test_record_keeps_the_day_of_a_sending_and_no_second():
    make_office()

    opinion, _code = send()

    moments = [
        getattr(row, field.attname)
        for row in (opinion, AuditEvent.objects.get(verb="opinion.send"), Duty.objects.get())
        for field in row._meta.concrete_fields
        if isinstance(field, models.DateTimeField)
    ]
    assert {moment for moment in moments if moment} == {thai.start_of(dt.date(2026, 11, 22))}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["unsure", "unit"])
def test_opinion_to_be_sorted_waits_for_triage(address):
    make_office()
    unit = OrganisationUnit.objects.get(code="general-affairs") if address == "unit" else None

    opinion, _code = send(unit=unit)

    duty = Duty.objects.get()
    sort_by = workdays.after(opinion.received_on, 2)
    assert (duty.role, duty.owner, duty.due_on) == (Role.TRIAGE_OFFICER, None, sort_by)
    assert duty.subject == opinion.number


@pytest.mark.django_db
def test_opinion_to_a_group_waits_for_its_responsible_officer():
    make_office()
    officer = make_responsible_officer(group(5))
    make_responsible_officer(group(4))

    send(group=group(5))

    assert who_acts(Duty.objects.get(), on=thai.today()) == [officer]


@pytest.mark.django_db
def test_opinion_to_a_group_without_officer_is_seen_by_triage():
    make_office()

    send(group=group(5))

    duty = Duty.objects.get()
    assert (duty.what, duty.role, duty.group) == ("answer_opinion", "", group(5))
    assert list(waiting_for(make_user(Role.TRIAGE_OFFICER))) == [duty]


@pytest.mark.django_db
def test_contact_is_kept_apart():
    make_office()

    opinion, _code = send(email="somchai@example.org", phone="+66812345678")

    assert (opinion.contact.email, opinion.contact.phone) == ("somchai@example.org", "+66812345678")


@pytest.mark.django_db
def test_no_contact_no_row():
    make_office()

    send()

    assert not OpinionContact.objects.exists()


@pytest.mark.django_db
def test_contact_of_a_pupil_is_never_kept():
    make_office()

    send(stakeholder_type=StakeholderType.STUDENT, email="dek@example.org", phone="+66812345678")

    assert not OpinionContact.objects.exists()


@pytest.mark.django_db
def test_task_of_another_group_is_refused():
    make_office()

    with pytest.raises(DomainError, match="กลุ่มอื่น"):
        send(group=group(1), task=group(2).tasks.get(position=1))
    assert not Opinion.objects.exists()


@pytest.mark.django_db
def test_task_without_group_is_refused():
    make_office()

    with pytest.raises(DomainError):
        send(task=group(2).tasks.get(position=1))


@pytest.mark.django_db
def test_group_and_unit_together_are_refused():
    make_office()

    with pytest.raises(DomainError):
        send(group=group(1), unit=OrganisationUnit.objects.get(code="general-affairs"))


@pytest.mark.django_db
def test_failure_half_way_leaves_nothing():
    make_office()

    with pytest.raises(ConnectionError), connection.execute_wrapper(_lose_connection_at_contact):
        send(email="a@example.org")

    assert not Opinion.objects.exists()
    assert not Counter.objects.exists()
    assert not Duty.objects.exists()


def _lose_connection_at_contact(execute: Any, sql: str, *rest: Any) -> Any:
    if sql.startswith("INSERT") and "opinioncontact" in sql:
        raise ConnectionError
    return execute(sql, *rest)


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\r\n\t", "\u200b\u200f\ufeff", "\0\x07", "\u00a0 \u2003"]
)
def test_text_that_says_nothing_is_refused(text):
    with pytest.raises(DomainError, match="ไม่กี่คำ"):
        shown_text(text)


@pytest.mark.parametrize("length", [MAX_TEXT + 1, 10_000])
def test_text_that_is_too_long_is_refused_and_told_by_how_much(length):
    with pytest.raises(DomainError, match=f"{length - MAX_TEXT:,}"):
        shown_text("ก" * length)


def test_longest_text_counts_a_line_end_once():
    assert shown_text("\r\n".join("ก" * 2000)) == "\n".join("ก" * 2000)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ขอ\u200bบคุณ\ufeff", "ขอบคุณ"),
        ("ก\x07ข\x1bค", "กขค"),
        ("\u202eabc\u202c", "abc"),
        ("👍🏽 ดีมากค่ะ", "👍🏽 ดีมากค่ะ"),
        ("เเก้ไขด้วย", "เเก้ไขด้วย"),
        ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e4d\u0e32"),
        ("น้ำใจ", "น้ำใจ"),
        ("ก\r\n\r\n\r\n\r\nข", "ก\n\nข"),
    ],
)
@pytest.mark.django_db
def test_raw_text_is_kept_and_shown_clean(typed, shown):
    make_office()

    opinion, _code = send(text=typed)

    opinion.refresh_from_db()
    assert (opinion.raw_text, opinion.text) == (typed, shown)


@given(text=st.text(max_size=300))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.django_db
def test_any_text_is_kept_exactly_and_shown_clean(text):
    make_office()
    if not clean(text):
        return

    opinion, _code = send(text=text)

    opinion.refresh_from_db()
    assert opinion.raw_text == text.replace("\0", "␀")
    assert opinion.text == clean(text) == clean(opinion.text)
