"""After the answer: the sender's word, a dispute, each once; again four weeks after the deed."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from feedback.choices import Act, OpinionState, Outcome, VerdictOn, VerdictWord
from feedback.models import ImprovementAction, Opinion
from feedback.services.answering import answer_opinion
from feedback.services.judging import asked_about, judge
from feedback.services.merging import merge
from feedback.services.waiting import duty_key
from feedback.tests.make import make_opinion
from participation import thai, workdays
from participation.errors import DomainError
from participation.meanwhile import events
from participation.models import AuditEvent, Duty, Office
from participation.tests.make import group, make_office, make_user, make_year

pytestmark = pytest.mark.django_db

ANSWER, SECOND, DEED = VerdictOn.ANSWER, VerdictOn.SECOND_ANSWER, VerdictOn.DEED
SOLVED, PARTLY, NOT = VerdictWord.SOLVED, VerdictWord.PARTLY, VerdictWord.NOT


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


def answered(opinion=None, outcome=Outcome.CONSIDERED, text="ตอบค่ะ"):
    opinion = opinion or make_opinion(group=group(5))
    answer_opinion(opinion, by=make_user(), text=text, outcome=outcome)
    opinion.refresh_from_db()
    return opinion


def in_days(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False)


def improve(*opinions, done_on):
    action = ImprovementAction.objects.create(
        group=group(5), year=make_year(), title=f"ทำแล้ว {done_on}", before_text="ก่อน",
        after_text="หลัง", evidence="หลักฐาน", done_on=done_on, recorded_by=make_user(),
    )  # fmt: skip
    action.opinions.set(opinions)
    return action


@pytest.mark.parametrize(
    ("word", "reason"), [(SOLVED, ""), (SOLVED, "ขอบคุณ"), (PARTLY, ""), (NOT, "")]
)
def test_word_without_a_complaint_closes_the_matter(word, reason):
    opinion = answered()

    judge(opinion, on=ANSWER, word=word, reason=reason)

    opinion.refresh_from_db()
    assert (opinion.state, opinion.outcome) == (OpinionState.CLOSED, Outcome.CONSIDERED)
    assert asked_about(opinion) is None


@pytest.mark.contract
@pytest.mark.parametrize("word", [PARTLY, NOT])
def test_dispute_with_a_reason_takes_the_matter_up_again(word):
    opinion = answered()
    first_answer = opinion.answered_at

    judge(opinion, on=ANSWER, word=word, reason="ยังไม่ได้ตอบเรื่องรถรับส่ง")

    opinion.refresh_from_db()
    assert (opinion.state, opinion.outcome) == (OpinionState.UNDER_REVIEW, "")
    assert (opinion.answered_at, opinion.reopened_on) == (first_answer, thai.today())
    assert opinion.due_on == workdays.after(thai.today(), 15)
    assert Duty.objects.get(key=duty_key(opinion)).done_at is None


def test_second_answer_is_judged_once_and_not_disputed_again():
    opinion = answered()
    judge(opinion, on=ANSWER, word=NOT, reason="ยังขาด")
    answered(opinion, text="ตอบอีกครั้ง")
    assert asked_about(opinion) == SECOND

    verdict = judge(opinion, on=SECOND, word=NOT, reason="ยังขาดอยู่")

    opinion.refresh_from_db()
    assert (verdict.reopened, opinion.state) == (False, OpinionState.CLOSED)
    with pytest.raises(DomainError):
        judge(opinion, on=ANSWER, word=SOLVED)


def test_word_sent_twice_is_one_and_another_is_refused():
    opinion = answered()
    first = judge(opinion, on=ANSWER, word=SOLVED)

    assert judge(opinion, on=ANSWER, word=SOLVED) == first
    with pytest.raises(DomainError, match="ครั้งแรก"):
        judge(opinion, on=ANSWER, word=NOT, reason="เปลี่ยนใจ")
    assert opinion.verdicts.count() == 1


@pytest.mark.parametrize("on", VerdictOn)
def test_what_is_not_answered_is_not_judged(on):
    with pytest.raises(DomainError):
        judge(make_opinion(group=group(5)), on=on, word=SOLVED)


def test_of_a_verdict_nobody_and_no_moment_is_kept():
    verdict = judge(answered(), on=ANSWER, word=NOT, reason="ยังขาด")

    row = type(verdict).objects.filter(pk=verdict.pk).values().get()
    assert not [value for value in row.values() if isinstance(value, dt.datetime)]
    told = AuditEvent.objects.filter(verb__in=[Act.JUDGE, Act.REOPEN])
    assert {(event.by, event.at) for event in told} == {(None, thai.start_of(thai.today()))}


def test_deed_is_judged_four_weeks_after_the_office_calls_it_done():
    opinion = answered(outcome=Outcome.DONE)
    judge(opinion, on=ANSWER, word=SOLVED)
    opinion.refresh_from_db()

    with in_days(27):
        assert asked_about(opinion) is None
    with in_days(28):
        assert asked_about(opinion) == DEED
        judge(opinion, on=DEED, word=NOT, reason="ไฟยังดับอยู่")
        opinion.refresh_from_db()
        assert asked_about(opinion) is None
    assert (opinion.state, opinion.outcome) == (OpinionState.CLOSED, Outcome.DONE)
    assert list(opinion.verdicts.values_list("on", "word")) == [(ANSWER, SOLVED), (DEED, NOT)]


def test_improvement_that_names_the_opinion_is_a_deed():
    opinion = answered(outcome=Outcome.CONSIDERED)
    judge(opinion, on=ANSWER, word=PARTLY)
    opinion.refresh_from_db()
    improve(opinion, done_on=thai.today() - dt.timedelta(days=20))

    with in_days(7):
        assert asked_about(opinion) is None
    with in_days(8):
        assert asked_about(opinion) == DEED


def test_what_was_only_considered_is_never_asked_about_again():
    opinion = answered(outcome=Outcome.CONSIDERED)
    judge(opinion, on=ANSWER, word=SOLVED)
    opinion.refresh_from_db()

    with in_days(400):
        assert asked_about(opinion) is None


def test_clock_closes_what_was_never_judged():
    days = Office.current().close_after_days
    old, disputed = answered(), answered()
    judge(disputed, on=ANSWER, word=NOT, reason="ยังขาด")
    with in_days(days - 5):
        answered(disputed, text="ตอบอีกครั้ง")
    with in_days(days):
        call_command("close_matters")
        assert not Opinion.objects.filter(state=OpinionState.CLOSED).exists()
    with in_days(days + 1):
        call_command("close_matters")
        call_command("close_matters")

    assert list(Opinion.objects.filter(state=OpinionState.CLOSED)) == [old]
    assert events(old, [Act.CLOSE]).count() == 1
    with pytest.raises(DomainError):
        judge(old, on=ANSWER, word=NOT, reason="มาช้าไป")


def test_many_matters_are_closed_in_batches(monkeypatch):
    monkeypatch.setattr("feedback.services.closing.BATCH", 2)
    for _number in range(5):
        answered()

    with in_days(60):
        call_command("close_matters")

    assert set(Opinion.objects.values_list("state", flat=True)) == {OpinionState.CLOSED}


def test_merged_matter_that_is_disputed_stands_alone_and_keeps_its_answer():
    main = answered(text="คำตอบเดียวกัน")
    merged = merge(make_opinion(group=group(5)), into=main, reason="ซ้ำ", by=make_user())

    judge(merged, on=ANSWER, word=NOT, reason="ของฉันต่างออกไป")

    merged.refresh_from_db()
    main.refresh_from_db()
    assert (merged.merged_into, merged.state) == (None, OpinionState.UNDER_REVIEW)
    assert [one.text for one in merged.responses.all()] == ["คำตอบเดียวกัน"]
    assert main.state == OpinionState.ANSWERED
    assert main.responses.count() == 1
