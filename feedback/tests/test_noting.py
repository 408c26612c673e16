"""Remarks among staff: who writes and reads them, whom they wait for; nobody else sees one."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from feedback.choices import Channel, OpinionKind
from feedback.models import InternalNote
from feedback.services.noting import delete_note, read_notes, who_reads, write_note
from feedback.services.publishing import publish_opinion
from feedback.services.sending import send_opinion
from feedback.services.sorting import sort_opinion
from feedback.tests.make import make_opinion
from participation.choices import Role, StakeholderType
from participation.errors import DomainError
from participation.models import AuditEvent, Notice, User
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)
from participation.waiting import waiting_for

pytestmark = pytest.mark.django_db

WORDS = "ถามฝ่ายพัสดุก่อนตอบนะคะ"


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def officer():
    return make_responsible_officer(group(5))


@pytest.fixture
def triage():
    return make_user(Role.TRIAGE_OFFICER)


def waits(user):
    return waiting_for(user).filter(what="read_note").count()


def url(page, opinion, *more):
    return reverse(f"feedback:{page}", args=[opinion.number, *more])


def test_note_waits_for_whom_it_names_until_it_is_read(officer, triage):
    opinion = make_opinion(group=group(5))

    write_note(opinion, by=triage, text=WORDS, mentions=[officer, triage])
    assert (waits(officer), waits(triage)) == (1, 0)

    read_notes(opinion, by=officer)
    assert waits(officer) == 0

    write_note(opinion, by=triage, text="อีกเรื่องหนึ่ง", mentions=[officer])
    assert waits(officer) == 1
    assert not Notice.objects.exists()


def test_those_who_read_are_those_whom_the_desk_shows_it():
    opinions = [make_opinion(group=group(5)), make_opinion()]
    make_responsible_officer(group(5))
    make_responsible_officer(group(6))
    make_head(group(5).unit)
    for role in Role:
        make_user(role)
    make_user(Role.EXECUTIVE, is_active=False)

    for opinion in opinions:
        shown = {
            user
            for user in User.objects.filter(is_active=True)
            if type(opinion).objects.visible_to(user).filter(pk=opinion.pk).exists()
        }
        assert set(who_reads(opinion)) == shown


def test_nobody_is_named_who_may_not_read_it(officer):
    opinion = make_opinion(group=group(5))

    with pytest.raises(DomainError):
        write_note(opinion, by=officer, text=WORDS, mentions=[make_responsible_officer(group(6))])

    assert not InternalNote.objects.exists()


def test_pressed_twice_it_is_one_note(officer, triage):
    opinion = make_opinion(group=group(5))

    for _ in range(2):
        write_note(opinion, by=triage, text=WORDS, mentions=[officer])

    assert InternalNote.objects.count() == 1


def test_note_is_taken_back_by_its_author_within_a_day(officer, triage):
    opinion = make_opinion(group=group(5))
    note = write_note(opinion, by=triage, text=WORDS, mentions=[officer])

    with pytest.raises(DomainError):
        delete_note(note, by=officer)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)), pytest.raises(DomainError):
        delete_note(note, by=triage)
    delete_note(note, by=triage)

    assert not InternalNote.objects.exists()
    assert waits(officer) == 0
    assert AuditEvent.objects.filter(verb="note.delete", by=triage).exists()


def test_named_by_two_notes_one_still_waits_when_the_other_is_taken_back(officer, triage):
    opinion = make_opinion(group=group(5))
    write_note(opinion, by=triage, text=WORDS, mentions=[officer])
    second = write_note(opinion, by=triage, text="เพิ่มเติม", mentions=[officer])

    delete_note(second, by=triage)

    assert waits(officer) == 1


def test_who_cannot_open_it_any_more_is_not_asked_to_read(officer, triage):
    opinion = make_opinion(group=group(5))
    executive = make_user(Role.EXECUTIVE)
    write_note(opinion, by=triage, text=WORDS, mentions=[officer, executive])

    sort_opinion(opinion, by=triage, group=group(6))

    assert (waits(officer), waits(executive)) == (0, 1)


# --- at the desk, and nowhere else


def test_officer_writes_a_note_and_the_colleague_says_it_is_read(client, officer, triage):
    opinion = make_opinion(group=group(5))
    client.force_login(triage)
    client.post(url("write_note", opinion), {"text": WORDS, "mentions": [officer.pk]})

    client.force_login(officer)
    page = client.get(url("desk_opinion", opinion)).content.decode()
    assert WORDS in page
    assert url("read_notes", opinion) in page
    client.post(url("read_notes", opinion))

    read = client.get(url("desk_opinion", opinion)).content.decode()
    assert url("read_notes", opinion) not in read
    assert waits(officer) == 0


def test_what_was_typed_comes_back_where_it_is_refused(client, officer):
    opinion = make_opinion(group=group(5))
    client.force_login(officer)

    response = client.post(
        url("write_note", opinion), {"text": WORDS, "mentions": [make_user().pk]}
    )

    assert response.status_code == 200
    assert WORDS in response.content.decode()
    assert not InternalNote.objects.exists()


def test_note_of_another_opinion_is_not_there(client, triage):
    note = write_note(make_opinion(group=group(6)), by=triage, text=WORDS)
    client.force_login(triage)

    assert client.post(url("delete_note", make_opinion(), note.pk)).status_code == 404
    assert InternalNote.objects.exists()


def test_neither_sender_nor_public_nor_mail_has_a_word_of_it(client, officer, triage, mailoutbox):
    opinion, code = send_opinion(
        key="k" * 32,
        text="ขอให้ซ่อมหลังคา",
        kind=OpinionKind.PROBLEM,
        stakeholder_type=StakeholderType.PARENT,
        group=group(5),
        email="sender@example.org",
        channel=Channel.WEB_FORM,
    )
    publish_opinion(opinion, by=triage)
    write_note(opinion, by=triage, text=WORDS, mentions=[officer])

    pages = [
        client.get(reverse("feedback:opinion", args=[opinion.number])),
        client.get(reverse("feedback:opinions")),
        client.get(reverse("feedback:opinions"), {"q": "พัสดุ"}),
        client.post(reverse("feedback:track"), {"code": code}, follow=True),
    ]
    client.force_login(officer)
    pages.append(client.get(reverse("participation:desk")))

    assert "ซ่อมหลังคา" in pages[3].content.decode()
    assert not any("พัสดุก่อนตอบ" in page.content.decode() for page in pages)
    assert not any("พัสดุ" in letter.body for letter in mailoutbox)
