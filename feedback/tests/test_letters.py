"""News for a sender who left an address: once, at the right moment, and without a word of it."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from feedback import codes
from feedback.choices import OpinionKind, Outcome, VerdictOn, VerdictWord
from feedback.models import Opinion
from feedback.services.answering import answer_opinion
from feedback.services.closing import ask_about_deeds
from feedback.services.conversing import ask_sender, reply
from feedback.services.forgetting import forget_contact
from feedback.services.judging import judge
from feedback.services.sending import send_opinion
from participation.choices import StakeholderType
from participation.models import Notice, Office
from participation.notices import send_waiting
from participation.tests.make import group, make_office, make_user

pytestmark = pytest.mark.django_db

TEXT, ADDRESS = "ขอรถรับส่งนักเรียนบ้านไกล", "somchai@example.org"


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


@pytest.fixture
def sent() -> tuple[Opinion, str]:
    return send_opinion(
        key=codes.new_submission_key(), text=TEXT, kind=OpinionKind.SUGGESTION,
        stakeholder_type=StakeholderType.PARENT,
        group=group(5), email=ADDRESS,
    )  # fmt: skip


def answer(opinion, **fields):
    fields = {"text": "จัดรถให้แล้วค่ะ", "outcome": Outcome.CONSIDERED} | fields
    answer_opinion(opinion, by=make_user(), **fields)


def ask(opinion):
    ask_sender(opinion, by=make_user(), text="หมู่บ้านใดคะ", key=codes.new_submission_key())


def in_days(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False)


def subjects() -> list[str]:
    send_waiting()
    return [str(letter.subject) for letter in mail.outbox]


@pytest.mark.contract
def test_each_piece_of_news_is_told_once(sent):
    opinion, _code = sent
    ask(opinion)
    assert subjects() == ["สำนักงานขอข้อมูลเพิ่มเติมเรื่องของท่าน"]
    reply(opinion, text="บ้านเหนือ", key=codes.new_submission_key())
    answer(opinion)
    assert subjects()[1:] == ["สำนักงานตอบเรื่องของท่านแล้ว"]
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังขาด")
    assert subjects()[2:] == ["สำนักงานนำเรื่องของท่านกลับมาพิจารณา"]
    answer(opinion, outcome=Outcome.DONE)
    assert subjects()[3:] == ["สำนักงานตอบเรื่องของท่านแล้ว"]
    judge(opinion, on=VerdictOn.SECOND_ANSWER, word=VerdictWord.SOLVED)
    for days in (27, 28, 29, 60):
        with in_days(days):
            call_command("ask_about_deeds")
            subjects()
    assert subjects()[4:] == ["เรื่องของท่านแก้ได้แล้วจริงไหม"]


def test_letter_holds_neither_text_nor_number_nor_code(sent):
    opinion, code = sent
    ask(opinion)
    send_waiting()

    (letter,) = mail.outbox
    said = f"{letter.subject}\n{letter.body}"
    for secret in (TEXT, "หมู่บ้านใด", opinion.number, code, codes.shown(code, prefix="NPM2")):
        assert secret not in said
    assert letter.to == [ADDRESS]
    assert "http://127.0.0.1:8000/track/" in letter.body
    assert Office.current().name_th in letter.body
    assert "ลบช่องทางติดต่อของฉัน" in letter.body
    assert "{" not in said
    assert "&" not in said


def test_who_left_no_address_gets_no_letter(sent):
    opinion, _code = sent
    opinion.contact.delete()

    answer(opinion)

    assert not Notice.objects.exists()


def test_address_that_is_deleted_meanwhile_gets_no_letter(sent):
    opinion, _code = sent
    answer(opinion)

    forget_contact(opinion)

    assert subjects() == []
    assert subjects() == []
    assert Notice.objects.get().is_sent


def test_question_that_is_answered_meanwhile_is_told_no_more(sent):
    opinion, _code = sent
    ask(opinion)
    reply(opinion, text="บ้านเหนือ", key=codes.new_submission_key())

    assert subjects() == []


def test_who_was_asked_about_a_deed_is_not_looked_at_every_morning(sent, django_assert_num_queries):
    opinion, _code = sent
    answer(opinion, outcome=Outcome.DONE)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.SOLVED)

    with in_days(30):
        assert ask_about_deeds() == 1
        with django_assert_num_queries(1):
            assert ask_about_deeds() == 0


def test_nobody_is_asked_about_a_deed_twice_or_after_having_told_us(sent):
    opinion, _code = sent
    answer(opinion, outcome=Outcome.DONE)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.SOLVED)
    subjects()
    with in_days(30):
        judge(opinion, on=VerdictOn.DEED, word=VerdictWord.SOLVED)
        call_command("ask_about_deeds")
        assert len(subjects()) == 1
