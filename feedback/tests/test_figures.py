"""What the opinions of a year come to, and which of them a report quotes."""

import datetime as dt

import pytest

from feedback.choices import Outcome, VerdictOn, VerdictWord
from feedback.figures import LONGEST_ANSWER, REOPENED, opinion_figures, quotations
from feedback.models import Opinion, OpinionTally
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender
from feedback.services.judging import judge
from feedback.services.tallying import recount
from feedback.tests.make import make_answer, make_opinion, make_published
from participation import thai
from participation.tests.make import group, make_office, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lengths", "quoted"),
    [
        ([LONGEST_ANSWER], 1),
        ([LONGEST_ANSWER + 1], 0),
        ([LONGEST_ANSWER + 1, 20], 1),
        ([20, LONGEST_ANSWER + 1], 0),
    ],
    ids=["short", "long", "long replaced by short", "short replaced by long"],
)
def test_quoted_is_what_has_a_short_answer_that_stands(lengths, quoted):
    make_office()
    opinion = make_published(group=group(5))
    for length in lengths:
        make_answer(opinion, text="ก" * length)

    told = quotations(opinion.year_id, each=3)

    assert [len(quotation.answer) for quotation in told] == lengths[-1:] * quoted


def test_what_asks_for_something_is_quoted_before_praise():
    make_office()
    for kind in ("praise", "suggestion", "praise", "problem"):
        opinion = make_published(group=group(5), kind=kind, text=kind * 2)
        make_answer(opinion)

    told = quotations(opinion.year_id, each=3)

    assert [quotation.text[:6] for quotation in told] == ["proble", "sugges", "praise"]


def test_of_opinions_answered_in_the_same_words_one_is_quoted_first():
    make_office()
    for said, answer in [("ก", "ทำแล้ว"), ("ข", "ทำแล้ว"), ("ค", "ส่งต่อแล้ว")]:
        opinion = make_published(group=group(5), text=said)
        make_answer(opinion, text=answer)

    assert [one.text for one in quotations(opinion.year_id, each=2)] == ["ค", "ข"]
    assert [one.text for one in quotations(opinion.year_id, each=3)] == ["ค", "ข", "ก"]


def test_an_answer_that_is_looked_at_again_is_not_quoted_as_the_one_that_stands():
    make_office()
    opinion = make_published(group=group(5))
    answer(opinion)
    assert [one.number for one in quotations(opinion.year_id, each=3)] == [opinion.number]

    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังขาด")

    assert quotations(opinion.year_id, each=3) == []


def figures_of(opinion, *, in_days=0):
    as_of = thai.today() + dt.timedelta(days=in_days)
    figures = opinion_figures(opinion.year_id, as_of=as_of)
    return figures, figures.timeliness[opinion.group_id]


def answer(opinion):
    answer_opinion(opinion, by=make_user(), text="ตอบค่ะ", outcome=Outcome.CONSIDERED)


def test_late_first_answer_stays_late_whatever_a_dispute_promises_anew():
    make_office()
    opinion = make_opinion(group=group(5))
    Opinion.objects.update(due_on=thai.today() - dt.timedelta(days=1))
    answer(opinion)
    assert figures_of(opinion)[1].in_time == 0

    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังขาด")

    figures, time = figures_of(opinion)
    assert (time.answered, time.in_time, time.overdue) == (1, 0, 0)
    assert figures.by_outcome == {(opinion.group_id, REOPENED): 1}
    assert OpinionTally.objects.all().figures()["answered"] == 1
    assert not recount()


def test_matter_taken_up_again_can_be_overdue_again_but_not_while_it_waits_for_its_sender():
    make_office()
    opinion = make_opinion(group=group(5))
    answer(opinion)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังขาด")
    assert figures_of(opinion, in_days=60)[1].overdue == 1

    ask_sender(opinion, by=make_user(), text="ส่วนใดคะ", key="k")

    assert figures_of(opinion, in_days=60)[1].overdue == 0


def test_last_word_of_each_sender_is_counted_once():
    make_office()
    opinion = make_opinion(group=group(5))
    answer(opinion)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังขาด")
    answer(opinion)
    judge(opinion, on=VerdictOn.SECOND_ANSWER, word=VerdictWord.SOLVED)

    figures, _time = figures_of(opinion)

    assert figures.verdicts_on_answers == {(opinion.group_id, VerdictWord.SOLVED): 1}
    assert figures.verdicts_on_deeds == {}
