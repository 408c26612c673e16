"""Between opinion and answer: the office asks, the sender replies, the day it is due moves."""

import datetime as dt

import pytest
import time_machine

from feedback import codes
from feedback.choices import Act, OpinionState, Outcome, Side
from feedback.models import Message
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender, reply, resume
from feedback.services.sorting import sort_opinion
from feedback.services.waiting import duty_key
from feedback.tests.make import make_opinion
from participation import thai
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError, events, last_seen
from participation.models import AuditEvent, Duty, Holiday
from participation.tests.make import group, make_head, make_office, make_user

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


def on_day(number: int) -> time_machine.travel:
    """So many days after a Monday."""
    return time_machine.travel(MONDAY + dt.timedelta(days=number), tick=False)


def asked(opinion, text="โรงเรียนใดคะ", **fields):
    key = fields.pop("key", None) or codes.new_submission_key()
    by = fields.pop("by", None) or make_user()
    return ask_sender(opinion, by=by, text=text, key=key, **fields)


def standing(opinion):
    opinion.refresh_from_db()
    return opinion.state, opinion.waiting_since, opinion.due_on


@pytest.mark.contract
def test_reply_brings_the_matter_back_and_moves_its_day_by_the_working_days_waited():
    with on_day(0):
        opinion = make_opinion(group=group(5))
        due = opinion.due_on
        question = asked(opinion)
        assert standing(opinion) == (OpinionState.WAITING_FOR_SENDER, thai.today(), due)
        assert (question.side, question.unit) == (Side.OFFICE, group(5).unit)
    with on_day(8):  # over a weekend: six working days
        answer = reply(opinion, text="โรงเรียนบ้านตัวอย่างค่ะ", key=codes.new_submission_key())

    assert standing(opinion) == (OpinionState.UNDER_REVIEW, None, due + dt.timedelta(days=8))
    assert (answer.side, answer.by, answer.text) == (Side.SENDER, None, "โรงเรียนบ้านตัวอย่างค่ะ")


def test_public_holidays_are_no_days_waited():
    with on_day(0):
        opinion = make_opinion(group=group(5))
        due = opinion.due_on
        asked(opinion)
        Holiday.objects.create(day=thai.today() + dt.timedelta(days=1), name="วันหยุด")
    with on_day(2):
        reply(opinion, text="ค่ะ", key=codes.new_submission_key())

    opinion.refresh_from_db()
    assert opinion.due_on == due + dt.timedelta(days=1)


@pytest.mark.parametrize(
    "act",
    [
        lambda opinion: resume(opinion, by=make_user()),
        lambda opinion: sort_opinion(opinion, by=make_user(), group=group(3)),
        lambda opinion: answer_opinion(
            opinion, by=make_user(), text="ตอบค่ะ", outcome=Outcome.CONSIDERED
        ),
    ],
    ids=["resumed", "passed on", "answered"],
)
def test_whatever_ends_the_waiting_counts_it(act):
    with on_day(0):
        opinion = make_opinion(group=group(5))
        due = opinion.due_on
        asked(opinion)
    with on_day(1):
        act(opinion)

    opinion.refresh_from_db()
    assert opinion.waiting_since is None
    assert opinion.due_on == due + dt.timedelta(days=1)


def test_duty_waits_with_the_matter_and_comes_back_with_the_reply():
    opinion = make_opinion(group=group(5))
    asked(opinion)
    assert Duty.objects.get(key=duty_key(opinion)).what == "look_after_waiting"

    reply(opinion, text="ค่ะ", key=codes.new_submission_key())

    duty = Duty.objects.get(key=duty_key(opinion))
    assert (duty.what, duty.done_at) == ("answer_opinion", None)


def test_same_message_sent_twice_is_one_and_another_text_of_the_same_form_is_a_second():
    opinion, key = make_opinion(group=group(5)), codes.new_submission_key()
    for text in ("ขอเพิ่มเติม", "ขอเพิ่มเติม", "ขอเพิ่มเติมอีกข้อ"):
        reply(opinion, text=text, key=key)

    assert list(opinion.messages.values_list("text", flat=True)) == ["ขอเพิ่มเติม", "ขอเพิ่มเติมอีกข้อ"]
    assert events(opinion, [Act.REPLY]).count() == 2


def test_same_reply_that_comes_again_after_the_next_question_ends_no_waiting():
    opinion, key, officer = make_opinion(group=group(5)), codes.new_submission_key(), make_user()
    reply(opinion, text="ค่ะ", key=key)
    question = codes.new_submission_key()
    first = asked(opinion, by=officer, key=question)

    reply(opinion, text="ค่ะ", key=key)

    assert standing(opinion)[0] == OpinionState.WAITING_FOR_SENDER
    assert asked(opinion, by=officer, key=question) == first


def test_reply_is_kept_as_it_came():
    opinion = make_opinion(group=group(5))

    message = reply(opinion, text="ก\u200bข\0\r\n", key=codes.new_submission_key())

    assert (message.raw_text, message.text) == ("ก\u200bข␀\r\n", "กข")


def test_of_a_reply_nobody_and_no_moment_is_kept():
    opinion = make_opinion(group=group(5))
    message = reply(opinion, text="ค่ะ", key=codes.new_submission_key())

    row = Message.objects.filter(pk=message.pk).values().get()
    assert not [value for value in row.values() if isinstance(value, dt.datetime)]
    event = AuditEvent.objects.get(verb=Act.REPLY)
    assert (event.by, event.at) == (None, thai.start_of(thai.today()))


@pytest.mark.parametrize(
    "act",
    [
        asked,
        lambda opinion: reply(opinion, text="ยังมีอีกค่ะ", key=codes.new_submission_key()),
    ],
    ids=["asked", "replied"],
)
def test_what_is_answered_is_talked_about_no_more(act):
    opinion = make_opinion(group=group(5))
    answer_opinion(opinion, by=make_user(), text="ตอบค่ะ", outcome=Outcome.DONE)

    with pytest.raises(DomainError, match="ตอบแล้ว"):
        act(opinion)
    assert not opinion.messages.exists()


@pytest.mark.parametrize("text", ["", "\u200b ", "ก" * 4001])
def test_empty_and_endless_texts_are_refused(text):
    opinion = make_opinion(group=group(5))

    for say in (
        lambda: reply(opinion, text=text, key=codes.new_submission_key()),
        lambda: asked(opinion, text=text),
    ):
        with pytest.raises(DomainError):
            say()


def test_what_nobody_has_sorted_cannot_be_asked_about():
    with pytest.raises(DomainError, match="คัดแยก"):
        asked(make_opinion())


def test_officer_is_told_of_a_reply_that_came_while_the_answer_was_written():
    opinion = make_opinion(group=group(5))
    seen = last_seen(opinion, Act.ANSWER)
    reply(opinion, text="เปลี่ยนใจแล้วค่ะ", key=codes.new_submission_key())

    with pytest.raises(ChangedMeanwhileError, match="มีข้อความใหม่เข้ามา"):
        answer_opinion(
            opinion, by=make_head(group(5).unit), text="ตอบ", outcome=Outcome.DONE, seen=seen
        )


def test_matter_is_not_buried_under_what_its_sender_writes_without_end(monkeypatch):
    monkeypatch.setattr("feedback.services.sending.MOST_REPLIES", 2)
    opinion = make_opinion(group=group(5))
    first = codes.new_submission_key()
    for key in (first, codes.new_submission_key()):
        reply(opinion, text="ค่ะ", key=key)

    with pytest.raises(DomainError, match="บ่อยมาก"):
        reply(opinion, text="อีกแล้วค่ะ", key=codes.new_submission_key())
    reply(opinion, text="ค่ะ", key=first)  # what arrives twice is still answered

    assert Message.objects.count() == 2
