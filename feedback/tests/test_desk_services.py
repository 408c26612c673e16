"""Sorting, answering, publishing: each works, refuses what is forbidden, and is on record."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection, connections

from feedback.choices import (
    MAX_TEXT,
    SEARCH_KIND,
    Act,
    OpinionState,
    Outcome,
    Publication,
)
from feedback.models import Opinion
from feedback.services.answering import answer_opinion
from feedback.services.conversing import reply
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.services.sorting import sort_opinion
from feedback.services.waiting import duty_key
from feedback.tests.make import make_answer, make_opinion
from participation import database, thai
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError, last_seen
from participation.models import AuditEvent, Duty, Office, OrganisationUnit, SearchEntry
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)
from participation.waiting import waiting_for, who_acts

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture(autouse=True)
def _office():
    make_office()


def last_event(opinion):
    event = AuditEvent.objects.filter(
        subject_type="feedback.opinion", subject_id=str(opinion.pk)
    ).latest("id")
    return event.verb, event.by


def due(opinion):
    return Duty.objects.get(key=duty_key(opinion)).due_on


# --- sorting


def test_sort_opinion_moves_it_and_its_duty_to_the_officer_of_the_group():
    officer = make_responsible_officer(group(5))
    triage = make_user(Role.TRIAGE_OFFICER)
    opinion = make_opinion()
    task = group(5).tasks.get(position=2)

    opinion = sort_opinion(opinion, by=triage, group=group(5), task=task)

    opinion.refresh_from_db()
    assert (opinion.group, opinion.task, opinion.unit) == (group(5), task, None)
    assert opinion.state == OpinionState.UNDER_REVIEW
    duty = Duty.objects.get(key=duty_key(opinion))
    assert (duty.group, duty.role, duty.what) == (group(5), "", "answer_opinion")
    assert who_acts(duty, on=thai.today()) == [officer]
    assert list(waiting_for(officer)) == [duty]
    assert list(waiting_for(triage)) == []
    assert (duty.due_on, duty.done_at) == (opinion.due_on, None)
    assert last_event(opinion) == (Act.SORT, triage)


def test_it_is_to_be_sorted_two_working_days_after_it_came_and_never_after_its_answer():
    friday, monday, tuesday = dt.date(2026, 11, 20), dt.date(2026, 11, 23), dt.date(2026, 11, 24)
    unsorted, addressed = make_opinion(received_on=friday), make_opinion(group=group(5))
    Office.objects.update(answer_within_days=1)
    soon = make_opinion(received_on=friday)

    assert (due(unsorted), due(soon)) == (tuesday, monday)
    assert (soon.due_on, due(addressed)) == (monday, addressed.due_on)


def test_what_its_sender_adds_gives_no_more_days_to_sort_it():
    opinion = make_opinion()
    sort_by = due(opinion)

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3)):
        reply(opinion, text="ขอเพิ่มเติม", key="k" * 32)

    assert due(opinion) == sort_by


def test_sort_opinion_again_moves_the_duty_on():
    make_responsible_officer(group(5))
    officer = make_responsible_officer(group(6))
    opinion = sort_opinion(make_opinion(), by=make_user(), group=group(5))

    sort_opinion(opinion, by=make_user(), group=group(6))

    assert [who_acts(duty, on=thai.today()) for duty in Duty.objects.open()] == [[officer]]


def test_sort_opinion_into_a_unit_without_officer_waits_for_its_head():
    unit = OrganisationUnit.objects.get(code="digital-learning")
    head = make_head(unit)

    opinion = sort_opinion(make_opinion(group=group(1)), by=make_user(), unit=unit)

    assert (opinion.unit, opinion.group) == (unit, None)
    assert list(waiting_for(head)) == [Duty.objects.get(key=duty_key(opinion), unit=unit)]


def test_sort_opinion_where_nobody_is_named_is_seen_by_the_triage_officer():
    opinion = sort_opinion(make_opinion(), by=make_user(), group=group(3))

    duty = Duty.objects.get(key=duty_key(opinion))
    assert list(waiting_for(make_user(Role.TRIAGE_OFFICER))) == [duty]


@pytest.mark.parametrize(
    "place",
    [
        dict,
        lambda: {"group": group(1), "unit": OrganisationUnit.objects.get(code="digital-learning")},
        lambda: {"unit": OrganisationUnit.objects.get(code="internal-audit")},
        lambda: {"group": group(1), "task": group(2).tasks.get(position=1)},
        lambda: {
            "unit": OrganisationUnit.objects.get(code="digital-learning"),
            "task": group(2).tasks.get(position=1),
        },
    ],
    ids=["nowhere", "both", "audit", "task of another group", "task without group"],
)
def test_sort_opinion_refuses_a_place_that_is_none(place):
    opinion = make_opinion()

    with pytest.raises(DomainError):
        sort_opinion(opinion, by=make_user(), **place())

    opinion.refresh_from_db()
    assert opinion.state == OpinionState.RECEIVED
    assert last_event(opinion)[0] == Act.SEND


def test_sort_opinion_is_not_for_what_is_answered():
    opinion = make_opinion(group=group(1))
    make_answer(opinion)

    with pytest.raises(DomainError, match="ตอบแล้ว"):
        sort_opinion(opinion, by=make_user(), group=group(2))


# --- answering


def test_answer_opinion_gives_answer_outcome_and_time_and_closes_the_duty():
    officer = make_responsible_officer(group(5))
    opinion = sort_opinion(make_opinion(), by=make_user(), group=group(5))

    response = answer_opinion(opinion, by=officer, text=" ได้ดำเนินการแล้ว ", outcome=Outcome.DONE)

    opinion.refresh_from_db()
    assert (opinion.state, opinion.outcome) == (OpinionState.ANSWERED, Outcome.DONE)
    assert (response.text, response.unit, response.answered_by) == (
        "ได้ดำเนินการแล้ว",
        group(5).unit,
        officer,
    )
    assert opinion.answered_at == response.answered_at
    duty = Duty.objects.get(key=duty_key(opinion))
    assert (duty.done_by, duty.done_at is not None) == (officer, True)
    assert last_event(opinion) == (Act.ANSWER, officer)


def test_later_answer_replaces_the_earlier_one_which_is_kept():
    opinion = make_opinion(group=group(5))
    first = answer_opinion(opinion, by=make_user(), text="รับไว้", outcome=Outcome.CONSIDERED)

    answer_opinion(opinion, by=make_user(), text="ทำแล้ว", outcome=Outcome.DONE)

    opinion.refresh_from_db()
    assert opinion.outcome == Outcome.DONE
    assert opinion.answered_at == first.answered_at
    assert [r.text for r in opinion.responses.order_by("id")] == ["รับไว้", "ทำแล้ว"]


@pytest.mark.parametrize("text", ["", " \u200b\n", "ก" * (MAX_TEXT + 1)])
def test_answer_opinion_refuses_a_text_that_is_none_or_too_long(text):
    opinion = make_opinion(group=group(5))

    with pytest.raises(DomainError):
        answer_opinion(opinion, by=make_user(), text=text, outcome=Outcome.DONE)

    assert not opinion.responses.exists()


def test_answer_opinion_waits_until_it_is_sorted():
    with pytest.raises(DomainError, match="คัดแยก"):
        answer_opinion(make_opinion(), by=make_user(), text="ตอบ", outcome=Outcome.DONE)


# --- publishing


def found(words):
    return list(Opinion.objects.saying(words))


def test_publish_opinion_lets_it_be_found_with_its_answer():
    opinion = make_opinion(group=group(5), text="น้ำประปาไม่ไหล")
    make_answer(opinion, text="ซ่อมถังเก็บแล้ว")
    triage = make_user(Role.TRIAGE_OFFICER)

    publish_opinion(opinion, by=triage)

    opinion.refresh_from_db()
    assert opinion.publication == Publication.PUBLISHED
    assert found("ประปา") == found("ถัง") == [opinion]
    assert last_event(opinion) == (Act.PUBLISH, triage)


def test_answer_to_a_published_opinion_is_found_too():
    opinion = publish_opinion(make_opinion(group=group(5)), by=make_user())

    answer_opinion(opinion, by=make_user(), text="ซ่อมหลังคาแล้ว", outcome=Outcome.DONE)

    assert found("หลังคา") == [opinion]


def test_withhold_opinion_says_why_and_takes_it_out_of_the_search():
    opinion = publish_opinion(make_opinion(text="น้ำประปาไม่ไหล"), by=make_user())
    triage = make_user()

    withhold_opinion(opinion, by=triage, reason=" ระบุชื่อบุคคล ")

    opinion.refresh_from_db()
    assert (opinion.publication, opinion.withheld_reason) == (
        Publication.WITHHELD,
        "ระบุชื่อบุคคล",
    )
    assert not SearchEntry.objects.filter(kind=SEARCH_KIND).exists()
    assert last_event(opinion) == (Act.WITHHOLD, triage)


def test_withheld_opinion_may_be_published_after_all():
    opinion = withhold_opinion(make_opinion(), by=make_user(), reason="ระบุชื่อบุคคล")

    publish_opinion(opinion, by=make_user())

    opinion.refresh_from_db()
    assert (opinion.publication, opinion.withheld_reason) == (Publication.PUBLISHED, "")


def test_publishing_twice_is_one_act_and_well_both_times():
    opinion, triage = make_opinion(), make_user()
    publish_opinion(opinion, by=triage, seen=0)

    again = publish_opinion(opinion, by=make_user(), seen=0)

    assert again.publication == Publication.PUBLISHED
    assert AuditEvent.objects.get(verb=Act.PUBLISH).by == triage


@pytest.mark.parametrize("reason", ["", "  ", "ก" * 301])
def test_withhold_opinion_needs_a_reason_that_fits(reason):
    with pytest.raises(DomainError):
        withhold_opinion(make_opinion(), by=make_user(), reason=reason)


def test_withholding_twice_for_the_same_reason_is_one_act_and_well_both_times():
    opinion, triage = make_opinion(), make_user()
    withhold_opinion(opinion, by=triage, reason="ระบุชื่อบุคคล", seen=0)

    again = withhold_opinion(opinion, by=make_user(), reason=" ระบุชื่อบุคคล\u200b", seen=0)

    assert again.withheld_reason == "ระบุชื่อบุคคล"
    assert AuditEvent.objects.get(verb=Act.WITHHOLD).by == triage


def test_withholding_for_another_reason_than_a_colleague_has_given_meanwhile_is_told():
    opinion = make_opinion()
    withhold_opinion(opinion, by=make_user(), reason="ระบุชื่อบุคคล", seen=0)

    with pytest.raises(ChangedMeanwhileError):
        withhold_opinion(opinion, by=make_user(), reason="เรื่องสุขภาพของเด็ก", seen=0)


# --- two officers at one opinion


def test_answer_after_an_answer_the_officer_has_not_seen_is_told_who_was_first():
    opinion = make_opinion(group=group(5))
    seen = last_seen(opinion, Act.SORT, Act.ANSWER)
    first = make_user(full_name="นางสาวคนแรก ตัวอย่าง")
    answer_opinion(opinion, by=first, text="คำตอบแรก", outcome=Outcome.DONE, seen=seen)

    with pytest.raises(ChangedMeanwhileError, match="คนแรก") as told:
        answer_opinion(opinion, by=make_user(), text="สอง", outcome=Outcome.DONE, seen=seen)

    answer_opinion(opinion, by=make_user(), text="สอง", outcome=Outcome.DONE, seen=told.value.seen)
    assert opinion.responses.count() == 2


def test_publishing_meanwhile_does_not_disturb_an_answer():
    opinion = make_opinion(group=group(5))
    seen = last_seen(opinion, Act.SORT, Act.ANSWER)
    publish_opinion(opinion, by=make_user())

    answer_opinion(opinion, by=make_user(), text="ตอบ", outcome=Outcome.DONE, seen=seen)

    assert opinion.responses.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_moment_are_one_answer_and_one_notice():
    if not database.is_postgresql():
        pytest.skip("the embedded database lets one writer in at a time")
    opinion = make_opinion(group=group(5))
    officers = [make_user(), make_user()]
    barrier = threading.Barrier(2)
    told = []

    def answer(officer):
        barrier.wait()
        try:
            answer_opinion(opinion, by=officer, text="ตอบ", outcome=Outcome.DONE, seen=0)
        except ChangedMeanwhileError as error:
            told.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(officer,)) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connections.close_all()

    assert (opinion.responses.count(), len(told)) == (1, 1)
