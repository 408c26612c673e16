"""The auditor reads of which opinion, note or person the trail tells, by the number people know."""

import pytest
from django.urls import reverse

from feedback.services.noting import write_note
from feedback.services.sorting import sort_opinion
from feedback.services.wording import delete_wording, write_wording
from feedback.tests.make import make_opinion
from participation.choices import Role
from participation.models import AuditEvent
from participation.tests.make import group, make_office, make_user

pytestmark = pytest.mark.django_db

TRAIL = "admin:participation_auditevent_changelist"


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def auditor(client):
    client.force_login(make_user(Role.AUDITOR))
    return client


def subjects(page):
    admin = page.context["cl"].model_admin
    return {event.verb: admin.subject(event) for event in page.context["cl"].result_list}


def test_trail_names_things_as_people_know_them(auditor):
    triage = make_user(Role.TRIAGE_OFFICER)
    for _number in range(3):  # so that no key is a number somebody could know by chance
        opinion = make_opinion()
    write_note(opinion, by=triage, text="ขอดูอีกครั้ง")
    kept = write_wording(None, by=triage, name="ขอบคุณ", text="ขอบคุณค่ะ")
    delete_wording(write_wording(None, by=triage, name="ชั่วคราว", text="ค่ะ"), by=triage)
    AuditEvent.record("account.change", make_user(full_name="นางมาลี สาธิต"), by=triage)

    told = subjects(auditor.get(reverse(TRAIL)))

    assert told["opinion.send"] in {opinion.number, "2570-0001", "2570-0002"}
    assert told["note.write"] == opinion.number
    assert told["account.change"] == "นางมาลี สาธิต"
    assert told["wording.delete"].startswith("ไม่มีในระบบแล้ว")
    events = AuditEvent.objects.filter(verb="wording.write", subject_id=str(kept.pk))
    one = reverse("admin:participation_auditevent_change", args=[events.get().pk])
    assert "ขอบคุณ" in auditor.get(one).text


def test_trail_is_searched_by_the_number_of_an_opinion(auditor):
    opinion, other = make_opinion(), make_opinion()
    sort_opinion(other, by=make_user(), group=group(5))

    page = auditor.get(reverse(TRAIL), {"q": opinion.number})

    keys = {event.subject_id for event in page.context["cl"].result_list}
    assert keys == {str(opinion.pk)}


def test_names_of_a_page_are_asked_for_at_once(auditor, django_assert_max_num_queries):
    by = make_user()
    for _number in range(8):
        write_note(make_opinion(), by=by, text="ค่ะ")

    with django_assert_max_num_queries(14):
        auditor.get(reverse(TRAIL))
