"""An opinion in one officer's hand: taken on, given, let go, and never left with nobody."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from feedback.choices import ANSWERING, Act, Outcome
from feedback.models import AnswerDraft, Opinion
from feedback.services.answering import answer_opinion
from feedback.services.assigning import assign_opinion, release_left
from feedback.services.drafting import hand_in, save_draft
from feedback.services.sorting import return_opinion, sort_opinion
from feedback.services.waiting import late_duty_of
from feedback.tests.make import make_opinion, meanwhile
from participation import services, thai, workdays
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError, events, last_seen
from participation.models import Duty, Notice, Office, ResponsibleOfficer
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)
from participation.waiting import waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def two():
    return make_responsible_officer(group(5)), make_responsible_officer(group(5))


def waits_for(opinion, *users):
    return [waiting_for(user).filter(subject=opinion.number).exists() for user in users]


def acts(opinion):
    return [event.verb for event in events(opinion, [Act.TAKE_ON, Act.GIVE, Act.LET_GO])]


def test_what_is_taken_on_waits_for_that_officer_alone_until_it_is_let_go(two):
    first, second = two
    opinion = make_opinion(group=group(5))
    assert waits_for(opinion, first, second) == [True, True]

    assign_opinion(opinion, by=first, to=first)
    assert waits_for(opinion, first, second) == [True, False]

    assign_opinion(opinion, by=first, to=second)
    assert waits_for(opinion, first, second) == [False, True]

    assign_opinion(opinion, by=second, to=None)
    assert waits_for(opinion, first, second) == [True, True]
    assert acts(opinion) == [Act.LET_GO, Act.GIVE, Act.TAKE_ON]


def test_pressed_twice_it_is_taken_on_once(two):
    opinion = make_opinion(group=group(5))

    for _ in range(2):
        assign_opinion(opinion, by=two[0], to=two[0], seen=0)

    assert acts(opinion) == [Act.TAKE_ON]


def test_of_two_who_take_it_on_the_second_is_told(two):
    opinion = make_opinion(group=group(5))
    seen = last_seen(opinion, Act.TAKE_ON)
    assign_opinion(opinion, by=two[0], to=two[0], seen=seen)

    with pytest.raises(ChangedMeanwhileError):
        assign_opinion(opinion, by=two[1], to=two[1], seen=seen)

    opinion.refresh_from_db()
    assert opinion.assignee == two[0]


def test_it_is_given_only_to_who_may_answer_it(two):
    opinion = make_opinion(group=group(5))
    stranger, head = make_responsible_officer(group(6)), make_head(group(5).unit)

    with pytest.raises(DomainError):
        assign_opinion(opinion, by=two[0], to=stranger)
    assign_opinion(opinion, by=two[0], to=head)

    opinion.refresh_from_db()
    assert opinion.assignee == head


def test_what_is_answered_or_not_sorted_is_in_nobodys_hand(two):
    answered, unsorted = make_opinion(group=group(5)), make_opinion()
    answer_opinion(answered, by=two[0], text="ขอบคุณ", outcome=Outcome.CONSIDERED)

    for opinion in (answered, unsorted):
        with pytest.raises(DomainError):
            assign_opinion(opinion, by=two[0], to=two[0])


def test_passed_to_another_group_it_is_in_hand_no_more(two):
    opinion = assign_opinion(make_opinion(group=group(5)), by=two[0], to=two[0])
    other = make_responsible_officer(group(6))

    sort_opinion(opinion, by=make_user(Role.TRIAGE_OFFICER), group=group(6))

    opinion.refresh_from_db()
    assert opinion.assignee is None
    assert waits_for(opinion, two[0], other) == [False, True]


def test_taken_on_a_task_of_the_same_group_leaves_it_in_hand(two):
    opinion = assign_opinion(make_opinion(group=group(5)), by=two[0], to=two[0])
    task = group(5).tasks.get(position=1)

    sort_opinion(opinion, by=make_user(Role.TRIAGE_OFFICER), group=group(5), task=task)

    opinion.refresh_from_db()
    assert (opinion.assignee, opinion.task) == (two[0], task)


def test_who_answers_no_longer_holds_nothing_the_next_morning(two):
    kept = assign_opinion(make_opinion(group=group(5)), by=two[1], to=two[1])
    left = assign_opinion(make_opinion(group=group(5)), by=two[0], to=two[0])
    yesterday = thai.today() - dt.timedelta(days=1)
    ResponsibleOfficer.objects.filter(user=two[0]).update(started_on=yesterday, ended_on=yesterday)

    call_command("release_opinions")

    assert waits_for(left, *two) == [False, True]
    assert list(Opinion.objects.exclude(assignee=None)) == [kept]


def test_one_that_is_answered_meanwhile_keeps_no_other_in_the_hand_of_who_left(two):
    first, left = (assign_opinion(make_opinion(group=group(5)), by=two[0], to=two[0]) for _ in "ab")
    yesterday = thai.today() - dt.timedelta(days=1)
    ResponsibleOfficer.objects.filter(user=two[0]).update(started_on=yesterday, ended_on=yesterday)

    def act():
        answer_opinion(first, by=two[1], text="ตอบ", outcome=Outcome.CONSIDERED)

    with meanwhile('SELECT "feedback_opinion"."id" AS', act):
        assert release_left() == 1

    assert waits_for(left, *two) == [False, True]


def test_one_that_is_given_to_another_meanwhile_stays_in_that_hand(two):
    opinion = assign_opinion(make_opinion(group=group(5)), by=two[0], to=two[0])
    yesterday = thai.today() - dt.timedelta(days=1)
    ResponsibleOfficer.objects.filter(user=two[0]).update(started_on=yesterday, ended_on=yesterday)

    with meanwhile(
        'SELECT "feedback_opinion"."id" AS', lambda: assign_opinion(opinion, by=two[1], to=two[1])
    ):
        assert release_left() == 0

    assert waits_for(opinion, *two) == [False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_who_left_asks_the_same_however_much_is_in_hand(
    two, django_assert_num_queries, count
):
    for _one in range(count):
        assign_opinion(make_opinion(group=group(5)), by=two[0], to=two[0])

    with django_assert_num_queries(3):
        assert release_left() == 0


# --- none of theirs


def waits_until(opinion, user):
    return waiting_for(user).filter(subject=opinion.number).values_list("what", "due_on").get()


def test_what_is_none_of_theirs_waits_to_be_sorted_again_and_its_answer_is_due_as_before(two):
    triage, opinion = make_user(Role.TRIAGE_OFFICER), make_opinion(group=group(5))
    due_on, task = opinion.due_on, group(5).tasks.get(position=1)
    sort_opinion(opinion, by=triage, group=group(5), task=task)
    assign_opinion(opinion, by=two[0], to=two[0])

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=5)):
        sort_by = workdays.after(thai.today(), 2)
        return_opinion(opinion, by=two[0], reason="เป็นเรื่องห้องน้ำโรงเรียน")

    opinion.refresh_from_db()
    assert (opinion.group, opinion.task, opinion.assignee) == (None, None, None)
    assert (opinion.needs_sorting, opinion.due_on) == (True, due_on)
    assert waits_for(opinion, *two) == [False, False]
    assert waits_until(opinion, triage) == ("sort_opinion", sort_by)
    assert opinion.notes.values_list("text", "by").get() == (
        "เป็นเรื่องห้องน้ำโรงเรียน",
        two[0].pk,
    )
    assert events(opinion, [Act.RETURN]).get().by == two[0]


def test_nobody_is_told_by_the_office_that_it_was_sent_back(two, mailoutbox):
    opinion = make_opinion(group=group(5))

    return_opinion(opinion, by=two[0], reason="ไม่ใช่งานของเรา")

    assert (Notice.objects.count(), mailoutbox) == (0, [])
    assert not opinion.messages.exists()


def test_what_its_head_had_to_look_after_goes_with_it(two):
    opinion, head = make_opinion(group=group(5)), make_head(group(5).unit)
    other = make_head(group(6).unit)
    services.open_duties(late_duty_of(opinion))

    sort_opinion(opinion, by=make_user(Role.TRIAGE_OFFICER), group=group(6))
    assert [waiting_for(one).filter(what="look_after_late").exists() for one in (head, other)] == [
        False,
        True,
    ]
    return_opinion(opinion, by=other, reason="ไม่ใช่งานของเรา")

    assert not Duty.objects.open().filter(what="look_after_late").exists()


def test_an_answer_handed_in_there_is_signed_off_by_nobody(two, settings):
    opinion, head = make_opinion(group=group(5)), make_head(group(5).unit)
    Office.objects.update(answers_need_sign_off=True)
    hand_in(opinion, by=two[0], text="ตอบ", outcome=Outcome.CONSIDERED)

    return_opinion(opinion, by=head, reason="ไม่ใช่งานของเรา")

    assert waits_for(opinion, head) == [False]
    assert AnswerDraft.objects.get().submitted_at is None


def test_it_is_sent_back_with_a_reason_while_it_is_theirs_and_open(two):
    answered, unsorted = make_opinion(group=group(5)), make_opinion()
    theirs = make_opinion(group=group(5))
    answer_opinion(answered, by=two[0], text="ขอบคุณ", outcome=Outcome.CONSIDERED)

    for opinion, reason in ((answered, "ไม่ใช่"), (unsorted, "ไม่ใช่"), (theirs, " \u200b")):
        with pytest.raises(DomainError):
            return_opinion(opinion, by=two[0], reason=reason)


def test_it_is_not_sent_back_from_under_who_drafts_its_answer(two):
    opinion = make_opinion(group=group(5))
    seen = last_seen(opinion, *ANSWERING)
    save_draft(opinion, by=two[1], text="กำลังตอบ")

    with pytest.raises(ChangedMeanwhileError):
        return_opinion(opinion, by=two[0], reason="ไม่ใช่งานของเรา", seen=seen)


# --- at the desk


def press(client, page, opinion, **data):
    data.setdefault("seen", last_seen(opinion, Act.SORT, Act.TAKE_ON, Act.GIVE, Act.LET_GO))
    return client.post(reverse(f"feedback:{page}", args=[opinion.number]), data)


def test_officer_takes_it_on_gives_it_and_lets_it_go_by_buttons(client, two):
    opinion = make_opinion(group=group(5))
    client.force_login(two[0])
    page = reverse("feedback:desk_opinion", args=[opinion.number])

    for name, data, holder in (
        ("take_on", {}, two[0]),
        ("give_opinion", {"to": two[1].pk}, two[1]),
        ("let_go", {}, None),
    ):
        offered = client.get(page).content.decode()
        assert reverse(f"feedback:{name}", args=[opinion.number]) in offered
        assert press(client, name, opinion, **data).status_code == 302
        opinion.refresh_from_db()
        assert opinion.assignee == holder


def test_colleagues_offered_are_those_who_may_answer(client, two):
    opinion = make_opinion(group=group(5))
    make_responsible_officer(group(6))
    client.force_login(make_user(Role.TRIAGE_OFFICER))

    response = client.get(reverse("feedback:desk_opinion", args=[opinion.number]))
    refused = press(client, "give_opinion", opinion, to=make_user().pk)

    assert set(response.context["give_form"].fields["to"].queryset) == set(two)
    assert response.context["take_on_form"] is None
    assert refused.status_code == 200
    opinion.refresh_from_db()
    assert opinion.assignee is None


def test_officer_sends_back_what_is_none_of_theirs_and_says_why(client, two):
    opinion = make_opinion(group=group(5))
    client.force_login(two[0])
    page = reverse("feedback:desk_opinion", args=[opinion.number])
    address = reverse("feedback:return_opinion", args=[opinion.number])
    assert address in client.get(page).content.decode()

    without_reason = client.post(address, {"seen": 0, "reason": ""})
    response = client.post(address, {"seen": 0, "reason": "เป็นงานพัสดุ"}, follow=True)

    assert "ระบุเหตุผล" in without_reason.content.decode()
    assert response.redirect_chain == [(reverse("feedback:desk_opinions"), 302)]
    assert f"ส่งความคิดเห็นเลขที่ {opinion.number} กลับไปคัดแยกแล้ว" in response.content.decode()
    assert client.get(page).status_code == 404


def test_who_sorts_has_nobody_to_send_it_back_to(client):
    triage = make_user(Role.TRIAGE_OFFICER)
    make_responsible_officer(group(5), user=triage)
    opinion = make_opinion(group=group(5))
    client.force_login(triage)

    response = client.get(reverse("feedback:desk_opinion", args=[opinion.number]))

    assert response.context["give_form"] is not None
    assert response.context["return_form"] is None


def test_reason_for_sending_back_what_was_answered_meanwhile_is_not_lost(client, two):
    opinion = make_opinion(group=group(5))
    seen = last_seen(opinion, *ANSWERING)
    answer_opinion(opinion, by=two[1], text="ซ่อมแล้ว", outcome=Outcome.CONSIDERED)
    client.force_login(two[0])

    address = reverse("feedback:return_opinion", args=[opinion.number])
    response = client.post(address, {"reason": "เป็นงานของกลุ่มอื่น", "seen": seen})

    assert response.status_code == 409
    assert "เป็นงานของกลุ่มอื่น" in response.content.decode()
