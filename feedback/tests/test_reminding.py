"""Who is told when that an answer is due soon or late: each thing once, in one letter a day."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import digest
from feedback.choices import Outcome
from feedback.models import Opinion, Reminder
from feedback.services import reminding
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender
from feedback.services.drafting import hand_in
from feedback.services.reminding import remind
from feedback.services.restricting import restrict_opinion
from feedback.services.sorting import sort_opinion
from feedback.tests.make import make_opinion, meanwhile
from participation import services, workdays
from participation.choices import Role
from participation.models import Duty, Notice
from participation.notices import send_waiting
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)
from participation.waiting import waiting_for

pytestmark = pytest.mark.django_db

#: A Monday in a quiet month.
MONDAY = dt.date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _office():
    with time_machine.travel("2026-11-16 06:30+07:00", tick=False):
        make_office()
        yield


@pytest.fixture
def people():
    return make_responsible_officer(group(5)), make_head(group(5).unit), make_user(Role.EXECUTIVE)


def due(days: int) -> Opinion:
    """An opinion of group 5 due so many working days after Monday."""
    opinion = sort_opinion(make_opinion(), by=make_user(), group=group(5))
    day = workdays.after(MONDAY, days) if days > 0 else MONDAY
    while days < 0 and workdays.between(day, MONDAY) < -days:
        day -= dt.timedelta(days=1)
    Opinion.objects.filter(pk=opinion.pk).update(due_on=day)
    opinion.refresh_from_db()
    return opinion


def told():
    return {(r.opinion_id, r.user_id, r.step) for r in Reminder.objects.all()}


def letters():
    send_waiting()
    return [(letter.to[0], letter.body) for letter in mail.outbox]


@pytest.mark.contract
@pytest.mark.parametrize(
    ("days", "steps"),
    [
        (6, []), (5, ["five"]), (3, ["five"]), (2, ["two"]), (0, ["two"]),
        (-1, ["late"]), (-4, ["late"]), (-5, ["very_late"]), (-9, ["very_late"]),
    ],
)  # fmt: skip
def test_step_goes_to_whoever_can_do_something(people, days, steps):
    officer, head, executive = people
    whom = {"five": officer, "two": officer, "late": head, "very_late": executive}
    opinion = due(days)

    remind(on=MONDAY)

    assert told() == {(opinion.pk, whom[step].pk, step) for step in steps}
    assert {to for to, _body in letters()} == {whom[step].email for step in steps}


def test_late_waits_for_the_head_and_very_late_for_executives_until_it_is_answered(people):
    officer, *_others = people
    opinion = due(-5)

    remind(on=MONDAY)

    assert [len(waiting_for(user)) for user in people] == [1, 1, 1]
    answer_opinion(opinion, by=officer, text="ตอบ", outcome=Outcome.CONSIDERED)
    assert [len(waiting_for(user)) for user in people] == [0, 0, 0]


def test_run_again_tells_nothing_again(people):
    due(5), due(-1)

    first = remind(on=MONDAY)
    call_command("remind")

    assert (first, Reminder.objects.count(), Notice.objects.count()) == (2, 2, 2)
    assert remind(on=MONDAY + dt.timedelta(days=1)) == 0


def test_a_new_due_date_is_reminded_of_anew(people):
    opinion = due(5)
    remind(on=MONDAY)
    Opinion.objects.filter(pk=opinion.pk).update(due_on=opinion.due_on + dt.timedelta(days=14))

    later = opinion.due_on + dt.timedelta(days=7)

    assert remind(on=later) == 1


def test_one_letter_names_every_matter_the_one_due_first_on_top_and_no_word_of_it(people):
    later, soon = due(5), due(2)

    remind(on=MONDAY)

    ((_to, body),) = letters()
    assert body.index(soon.number) < body.index(later.number)
    assert soon.text not in body


def test_of_very_many_matters_the_letter_names_those_due_first_and_counts_the_rest(
    people, monkeypatch
):
    monkeypatch.setattr(digest, "NAMED", 2)
    opinions = [due(days) for days in (5, 1, 2, 3)]

    remind(on=MONDAY)

    ((_to, body),) = letters()
    assert [one.number in body for one in opinions] == [False, True, True, False]
    assert "อีก 2 เรื่อง" in body


def test_letter_is_never_empty(people):
    officer, *_rest = people
    opinion = due(2)
    remind(on=MONDAY)
    answer_opinion(opinion, by=officer, text="ตอบ", outcome=Outcome.CONSIDERED)

    assert letters() == []


def test_on_days_off_and_while_it_waits_for_the_sender_nobody_is_reminded(people):
    officer, *_rest = people
    opinion = due(2)

    assert remind(on=MONDAY - dt.timedelta(days=1)) == 0
    ask_sender(opinion, by=officer, text="ที่ใดคะ", key="k" * 32)
    assert remind(on=MONDAY) == 0


def test_what_was_handed_in_is_reminded_to_the_head(people):
    officer, head, _executive = people
    opinion = due(2)
    hand_in(opinion, by=officer, text="ตอบ", outcome=Outcome.CONSIDERED)

    remind(on=MONDAY)

    assert told() == {(opinion.pk, head.pk, "two")}


def test_who_is_no_executive_any_more_hears_nothing(people):
    *_others, executive = people
    services.withdraw_role(executive.role_grants.get(), by=make_user())
    due(-9)

    remind(on=MONDAY)

    assert letters() == []


def tomorrow():
    return time_machine.travel("2026-11-17 06:30+07:00", tick=False)


def test_letter_of_the_day_waits_for_every_batch(people, monkeypatch):
    monkeypatch.setattr(reminding, "BATCH", 1)
    opinions = [due(2), due(2), due(2)]

    with meanwhile('INSERT INTO "feedback_reminder"', send_waiting, times=9):
        remind(on=MONDAY)

    ((_to, body),) = letters()
    assert all(opinion.number in body for opinion in opinions)


def test_what_came_after_the_letter_of_the_day_stands_in_the_next(people):
    due(2)
    remind(on=MONDAY)
    assert len(letters()) == 1
    later = due(5)

    remind(on=MONDAY)
    assert len(letters()) == 1

    with tomorrow():
        remind(on=MONDAY + dt.timedelta(days=1))
        assert [later.number in body for _to, body in letters()] == [False, True]


READING = 'SELECT "feedback_opinion"."id"'


def test_answered_while_others_are_reminded_it_waits_for_nobody(people):
    officer, *_others = people
    opinion = due(-9)
    remind(on=MONDAY)

    with meanwhile(
        READING,
        lambda: answer_opinion(opinion, by=officer, text="ตอบ", outcome=Outcome.CONSIDERED),
    ):
        assert remind(on=MONDAY + dt.timedelta(days=1)) == 0

    assert [len(waiting_for(user)) for user in people] == [0, 0, 0]


def test_restricted_while_others_are_reminded_it_leaves_no_trace(people):
    make_user(Role.LEGAL_OFFICER)
    opinion, other = due(-9), due(2)

    with meanwhile(READING, lambda: restrict_opinion(opinion, by=make_user())):
        remind(on=MONDAY)

    assert not Duty.objects.filter(subject=opinion.number).exists()
    assert {pk for pk, _user, _step in told()} == {other.pk}


def test_holidays_are_looked_up_no_oftener_where_more_is_due_on_a_day():
    """What nobody has sorted yet and what an officer has are asked whom they wait for alike."""
    looked_up = []
    for _more in range(2):
        for place in (None, group(5)):
            opinion = make_opinion(group=place)
            Opinion.objects.filter(pk=opinion.pk).update(due_on=workdays.after(MONDAY, 2))
        with CaptureQueriesContext(connection) as asked:
            remind(on=MONDAY)
        looked_up.append(sum('"participation_holiday"' in one["sql"] for one in asked))

    assert looked_up[0] == looked_up[1] > 0
