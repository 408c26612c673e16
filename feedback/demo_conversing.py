"""Invented conversations: the office asks, senders reply and say what they think of the answers.

They came by the form: whoever came with a spreadsheet has no code to reply with.
"""

import datetime as dt
from typing import Any

from django.db.models import Model

from feedback import codes
from feedback.choices import OpinionKind, Outcome, VerdictOn, VerdictWord
from feedback.demo_people import group_numbered, head_of, moment, officer_of, triage
from feedback.models import Message, Opinion
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender, reply
from feedback.services.judging import judge
from feedback.services.publishing import publish_opinion
from feedback.services.receiving import answer_by
from feedback.services.sending import send_opinion
from feedback.services.sorting import sort_opinion
from participation import thai
from participation.choices import StakeholderType
from participation.models import AuditEvent, Office

#: Of the form whose matter waits for its sender: the same form again tells its code again.
KEY = "demonstration-of-a-conversation-"


def make() -> str:
    """Let four senders and their offices talk, once; returns the code of the one that goes on."""
    if not Message.objects.exists():
        _question_before_the_answer()
        _second_answer()
        _deed_that_did_not_last()
    return _question_that_waits()


def _question_that_waits() -> str:
    opinion, code = _sent(
        "ขอให้มีรถรับส่งนักเรียนเส้นที่อยู่ไกลโรงเรียน ตอนนี้ผู้ปกครองต้องผลัดกันไปรับเอง",
        OpinionKind.SUGGESTION,
        group=1,
        key=KEY,
    )
    if not opinion.messages.exists():
        told = _Told(opinion)
        told.ask("ขอทราบชื่อโรงเรียน และมีนักเรียนที่ต้องเดินทางไกลประมาณกี่คนครับ", ago=0)
    return codes.shown(code, prefix=Office.current().code_prefix)


def _question_before_the_answer() -> None:
    text = "หลังคาห้องเรียนชั้นเดียวรั่วทุกครั้งที่ฝนตก เด็กต้องย้ายไปเรียนรวมกับอีกห้อง"
    told = _Told(_sent(text, OpinionKind.PROBLEM, group=3, ago=20)[0])
    told.ask("รั่วตลอดแนวหรือเฉพาะบางจุดคะ จะได้เตรียมช่างให้ตรงงาน", ago=18)
    told.reply("รั่วเฉพาะแนวรางน้ำด้านหลังครับ ประมาณ 3 จุด", ago=17)
    told.answer(
        "จัดสรรงบซ่อมแซมรางน้ำและหลังคาแล้ว ช่างเข้าพื้นที่สัปดาห์หน้า",
        Outcome.CONSIDERED,
        ago=12,
    )
    told.judge(VerdictOn.ANSWER, VerdictWord.SOLVED, "ขอบคุณที่ตอบเร็วครับ", ago=10)


def _second_answer() -> None:
    text = "ประกาศย้ายครูติดบอร์ดช้ากว่าวันที่แจ้งไว้ ครูหลายคนวางแผนไม่ทัน"
    told = _Told(_sent(text, OpinionKind.PROBLEM, group=6, ago=34)[0])
    told.answer("ได้กำชับให้ติดประกาศภายในวันที่กำหนดแล้ว", Outcome.CONSIDERED, ago=27)
    reason = "ยังไม่บอกว่ารอบหน้าจะประกาศวันใด และดูทางเว็บไซต์ได้หรือไม่"
    told.judge(VerdictOn.ANSWER, VerdictWord.PARTLY, reason, ago=25)
    told.answer(
        "รอบหน้าประกาศวันที่ 1 ของเดือน และขึ้นเว็บไซต์ในวันเดียวกันทุกครั้ง ตั้งผู้รับผิดชอบไว้แล้ว",
        Outcome.PARTLY_DONE,
        ago=19,
    )
    told.judge(VerdictOn.SECOND_ANSWER, VerdictWord.SOLVED, ago=16)


def _deed_that_did_not_last() -> None:
    text = "ขอให้เพิ่มการนิเทศการสอนอ่านที่โรงเรียนขนาดเล็ก ครูคนเดียวสอนสองชั้น"
    told = _Told(_sent(text, OpinionKind.SUGGESTION, group=4, ago=60)[0])
    told.answer("จัดศึกษานิเทศก์ลงพื้นที่ทุกสองสัปดาห์แล้ว", Outcome.DONE, ago=50)
    told.judge(VerdictOn.ANSWER, VerdictWord.SOLVED, ago=48)
    told.judge(VerdictOn.DEED, VerdictWord.PARTLY, "เดือนแรกมาครบ เดือนนี้มาเพียงครั้งเดียว", ago=6)


def _sent(
    text: str, kind: OpinionKind, *, group: int, key: str = "", ago: int = 0
) -> tuple[Opinion, str]:
    return send_opinion(
        key=key or codes.new_submission_key(),
        text=text,
        kind=kind,
        stakeholder_type=StakeholderType.PARENT,
        group=group_numbered(group),
        received_on=_day(ago) if ago else None,
    )


def _day(ago: int) -> dt.date:
    return thai.today() - dt.timedelta(days=ago)


class _Told:
    """An opinion as it is lived through: each act happens so many days ago."""

    def __init__(self, opinion: Opinion) -> None:
        self.opinion, self.dated = opinion, 0
        ago = (thai.today() - opinion.received_on).days
        self._date_back(ago)
        sort_opinion(opinion, by=triage(), group=opinion.group)
        self._date_back(ago)

    def ask(self, text: str, *, ago: int) -> None:
        by, key = officer_of(self.opinion.group), codes.new_submission_key()
        asked = ask_sender(self.opinion, by=by, text=text, key=key)
        self._date_back(ago, asked, written_on=_day(ago))

    def reply(self, text: str, *, ago: int) -> None:
        replied = reply(self.opinion, text=text, key=codes.new_submission_key())
        self._date_back(ago, replied, written_on=_day(ago))

    def answer(self, text: str, outcome: Outcome, *, ago: int) -> None:
        """Answer, and let everybody read it."""
        group, at = self.opinion.group, moment(_day(ago), 9, 30)
        by, wrote = head_of(group), officer_of(group)
        answer = answer_opinion(
            self.opinion, by=by, written_by=wrote, text=text, outcome=outcome, may_be_public=True
        )
        publish_opinion(self.opinion, by=triage(), may_be_public=True)
        Opinion.objects.filter(pk=self.opinion.pk).update(answered_at=at)
        self._date_back(ago, answer, answered_at=at)

    def judge(self, on: VerdictOn, word: VerdictWord, reason: str = "", *, ago: int) -> None:
        verdict = judge(self.opinion, on=on, word=word, reason=reason)
        if verdict.reopened:
            again = {"reopened_on": _day(ago), "due_on": answer_by(_day(ago))}
            Opinion.objects.filter(pk=self.opinion.pk).update(**again)
        self._date_back(ago, verdict, given_on=_day(ago))

    def _date_back(self, ago: int, row: Model | None = None, **change: Any) -> None:
        """Let what has just been done have happened then; of senders the day alone is kept."""
        if row:
            for name, value in change.items():
                setattr(row, name, value)
            row.save(update_fields=[*change])
        about = AuditEvent.objects.filter(
            subject_type=Opinion._meta.label_lower, subject_id=str(self.opinion.pk)
        )
        new = about.filter(pk__gt=self.dated)
        new.exclude(by=None).update(at=moment(_day(ago), 9, 30))
        new.filter(by=None).update(at=thai.start_of(_day(ago)))
        self.dated = about.order_by("pk").values_list("pk", flat=True).last() or 0
        self.opinion.refresh_from_db()
