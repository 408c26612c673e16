"""An answer is drafted, handed in, signed off by the head of the unit or sent back."""

import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.urls import reverse

from feedback.choices import Act, OpinionState, Outcome
from feedback.models import AnswerDraft, Opinion, Response
from feedback.services.answering import answer_opinion
from feedback.services.drafting import hand_in, save_draft, send_back, sign_off
from feedback.services.publishing import publish_opinion
from feedback.services.sorting import sort_opinion
from feedback.services.waiting import duty_key, sign_off_key
from feedback.tests.make import make_opinion
from participation import database, thai
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError, last_seen
from participation.models import AuditEvent, Notice, Office, OrganisationUnit, UnitHead, User
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)
from participation.waiting import waiting_for

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {"text": "จะจัดรถรับส่งในภาคเรียนหน้า", "outcome": Outcome.CONSIDERED}


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def officer():
    return make_responsible_officer(group(5))


@pytest.fixture
def head():
    return make_head(group(5).unit)


@pytest.fixture
def opinion():
    return sort_opinion(make_opinion(), by=make_user(), group=group(5))


def waits_for(user):
    return [duty.key for duty in waiting_for(User.objects.get(pk=user.pk))]


def acts(opinion):
    events = AuditEvent.objects.filter(subject_type="feedback.opinion", subject_id=str(opinion.pk))
    return [(event.verb, event.by) for event in events.order_by("id")][2:]


def url(page, opinion):
    return reverse(f"feedback:{page}", args=[opinion.number])


# --- the way of an answer


@pytest.mark.contract
def test_answer_goes_from_the_officer_over_the_head_to_the_sender(opinion, officer, head):
    save_draft(opinion, by=officer, text="จะ")
    assert waits_for(officer) == [duty_key(opinion)]

    draft = hand_in(opinion, by=officer, **WORDS)

    assert isinstance(draft, AnswerDraft)
    assert (waits_for(officer), waits_for(head)) == ([], [sign_off_key(opinion)])
    assert not Response.objects.exists()
    assert not Notice.objects.exists()

    answer = sign_off(opinion, by=head)

    opinion.refresh_from_db()
    assert (answer.answered_by, answer.signed_by) == (officer, head)
    assert (opinion.state, opinion.outcome) == (OpinionState.ANSWERED, Outcome.CONSIDERED)
    assert waits_for(head) == waits_for(officer) == []
    assert not AnswerDraft.objects.exists()
    assert acts(opinion) == [(Act.DRAFT, officer), (Act.SUBMIT, officer), (Act.ANSWER, head)]


@pytest.mark.contract
def test_answer_sent_back_waits_for_the_officer_again_with_what_is_to_be_changed(
    opinion, officer, head
):
    hand_in(opinion, by=officer, **WORDS)

    draft = send_back(opinion, by=head, sentence=" บอกวันที่ด้วย ")

    assert draft.sent_back_with == "บอกวันที่ด้วย"
    assert (waits_for(officer), waits_for(head)) == ([duty_key(opinion)], [])
    with pytest.raises(DomainError):
        sign_off(opinion, by=head)
    again = hand_in(opinion, by=officer, **WORDS)
    assert isinstance(again, AnswerDraft)
    assert again.sent_back_with == ""
    assert waits_for(head) == [sign_off_key(opinion)]


def test_sending_back_says_what_is_to_be_changed(opinion, officer, head):
    hand_in(opinion, by=officer, **WORDS)

    with pytest.raises(DomainError):
        send_back(opinion, by=head, sentence=" \u200b ")

    assert waits_for(head) == [sign_off_key(opinion)]


def test_head_answers_at_once_and_signs_by_it(opinion, head):
    answer = hand_in(opinion, by=head, **WORDS)

    assert isinstance(answer, Response)
    assert (answer.answered_by, answer.signed_by) == (head, head)


def test_officer_answers_alone_where_the_office_asks_for_no_sign_off(opinion, officer, head):
    Office.objects.update(answers_need_sign_off=False)

    answer = hand_in(opinion, by=officer, **WORDS)

    assert isinstance(answer, Response)
    assert (answer.answered_by, answer.signed_by) == (officer, None)


def test_executive_signs_off_where_nobody_heads_the_unit(opinion, officer):
    executive = make_user(Role.EXECUTIVE)
    hand_in(opinion, by=officer, **WORDS)

    assert waits_for(executive) == [sign_off_key(opinion)]
    head = make_head(group(5).unit)
    assert (waits_for(executive), waits_for(head)) == ([], [sign_off_key(opinion)])
    UnitHead.objects.update(started_on=thai.today().replace(year=2020), ended_on="2021-01-01")
    assert (waits_for(executive), waits_for(head)) == ([sign_off_key(opinion)], [])


def test_officer_of_the_whole_unit_does_not_sign(opinion, head):
    unit = OrganisationUnit.objects.get(code="digital-learning")
    moved = sort_opinion(opinion, by=make_user(), unit=unit)
    its_head = make_head(unit)

    hand_in(moved, by=make_user(), **WORDS)

    assert (waits_for(its_head), waits_for(head)) == ([sign_off_key(opinion)], [])


@pytest.mark.parametrize(
    "wrong",
    [{"text": " "}, {"outcome": "not_possible"}, {"outcome": ""}, {"reason": "unstated"}],
    ids=["no text", "no reason", "no outcome", "reason nobody can choose"],
)
def test_only_a_whole_answer_is_handed_in_but_any_part_is_kept(opinion, officer, wrong):
    with pytest.raises(DomainError):
        hand_in(opinion, by=officer, **WORDS | wrong)

    assert not AnswerDraft.objects.exists()
    save_draft(opinion, by=officer, **WORDS | wrong)
    assert AnswerDraft.objects.get().submitted_at is None


def test_saving_again_takes_the_answer_back(opinion, officer, head):
    hand_in(opinion, by=officer, **WORDS)

    save_draft(opinion, by=officer, **WORDS | {"text": "จะจัดรถ"})

    assert (waits_for(officer), waits_for(head)) == ([duty_key(opinion)], [])


@pytest.fixture
def answered(opinion, officer, head):
    """Answered, with a better answer handed in."""
    answer_opinion(opinion, by=head, **WORDS)
    hand_in(opinion, by=officer, **WORDS | {"text": "จะจัดรถสองคัน"})
    return opinion


def test_better_answer_that_is_taken_back_leaves_nobody_waiting(answered, officer, head):
    save_draft(answered, by=officer, text="จะจัด")

    assert (waits_for(officer), waits_for(head)) == ([], [])


def test_better_answer_that_is_sent_back_waits_until_it_is_given_up(answered, officer, head):
    send_back(answered, by=head, sentence="บอกวันด้วย")
    save_draft(answered, by=officer, text="จะจัด")
    assert waits_for(officer) == [duty_key(answered)]

    save_draft(answered, by=officer)

    assert (waits_for(officer), waits_for(head)) == ([], [])
    assert not AnswerDraft.objects.exists()


def test_what_is_passed_to_another_group_is_not_signed_off_by_the_first(opinion, officer, head):
    hand_in(opinion, by=officer, **WORDS)

    sort_opinion(opinion, by=make_user(), group=group(6))

    assert waits_for(head) == []
    with pytest.raises(DomainError):
        sign_off(opinion, by=head)


def test_two_who_write_at_once_are_told(opinion, officer, head):
    seen = last_seen(opinion, Act.SORT)
    save_draft(opinion, by=officer, text="ของคนแรก", seen=seen)

    with pytest.raises(ChangedMeanwhileError) as told:
        save_draft(opinion, by=make_user(), text="ของคนที่สอง", seen=seen)

    assert AnswerDraft.objects.get().text == "ของคนแรก"
    save_draft(opinion, by=make_user(), text="ของคนที่สอง", seen=told.value.seen)


def test_head_signs_what_the_head_has_read(opinion, officer, head):
    hand_in(opinion, by=officer, **WORDS)
    seen = last_seen(opinion, Act.SUBMIT)
    hand_in(opinion, by=officer, **WORDS | {"text": "คำใหม่"})

    with pytest.raises(ChangedMeanwhileError):
        sign_off(opinion, by=head, seen=seen)

    assert not Response.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_once_give_one_answer(opinion, officer, head):
    if not database.is_postgresql():
        pytest.skip("one writer at a time anyway")
    hand_in(opinion, by=officer, **WORDS)
    outcomes: list[Response | DomainError] = []

    def sign():
        try:
            outcomes.append(sign_off(opinion, by=head))
        except DomainError as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(isinstance(one, Response) for one in outcomes) == [False, True]
    assert connection.is_usable()


def test_a_direct_answer_ends_what_was_handed_in(opinion, officer, head):
    hand_in(opinion, by=officer, **WORDS)

    answer_opinion(opinion, by=head, **WORDS)

    assert not AnswerDraft.objects.exists()
    assert waits_for(head) == waits_for(officer) == []


# --- the page


def test_officer_hands_in_and_the_head_signs_on_the_page(client, opinion, officer, head):
    client.force_login(officer)
    kept = client.post(url("save_draft", opinion), {"seen": "", "text": "เริ่มเขียน"}, follow=True)
    assert "เริ่มเขียน" in kept.content.decode()
    typed = {"seen": "", "text": WORDS["text"], "outcome": "considered"}
    handed_in = client.post(url("answer_opinion", opinion), typed, follow=True)
    assert handed_in.context["sign_form"] is None

    client.force_login(head)
    page = client.get(url("desk_opinion", opinion))
    assert WORDS["text"] in page.content.decode()
    refused = client.post(url("send_back_answer", opinion), {"seen": "", "sentence": ""})
    assert list(refused.context["send_back_form"].errors) == ["sentence"]
    client.post(url("sign_answer", opinion), {"seen": page.context["sign_form"].initial["seen"]})

    assert Opinion.objects.get().state == OpinionState.ANSWERED


def test_what_the_head_asks_for_stands_above_the_draft_and_nowhere_else(
    client, opinion, officer, head
):
    hand_in(opinion, by=officer, **WORDS)
    send_back(opinion, by=head, sentence="ขอวันที่แน่นอน")

    client.force_login(officer)
    assert "ขอวันที่แน่นอน" in client.get(url("desk_opinion", opinion)).content.decode()
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    page = client.get(url("desk_opinion", opinion)).content.decode()
    assert "ขอวันที่แน่นอน" not in page
    assert WORDS["text"] not in page


def test_head_is_told_what_the_answer_says_of_somebody_and_that_all_read_it(
    client, opinion, officer, head
):
    client.force_login(head)
    hand_in(opinion, by=officer, **WORDS)
    assert "<mark>" not in client.get(url("desk_opinion", opinion)).content.decode()
    send_back(opinion, by=head, sentence="ขอชื่อผู้ติดต่อ")
    publish_opinion(opinion, by=make_user())

    hand_in(opinion, by=officer, **WORDS | {"text": "โทรหาครูสมชาย ใจดี ที่ 081-555-1234"})
    page = client.get(url("desk_opinion", opinion)).content.decode()

    assert "<mark>081-555-1234</mark></span> · หมายเลขโทรศัพท์" in page
    assert "ทุกคนจะอ่านคำตอบนี้ได้ด้วย" in page


def test_only_the_head_signs(client, opinion, officer, head):
    hand_in(opinion, by=officer, **WORDS)
    client.force_login(officer)

    assert client.post(url("sign_answer", opinion), {"seen": ""}).status_code == 403
    assert client.post(url("send_back_answer", opinion), {"seen": ""}).status_code == 403
    client.force_login(make_user(Role.EXECUTIVE))
    assert client.post(url("sign_answer", opinion), {"seen": ""}).status_code == 403
