"""What an invented office keeps at its desk: wordings to begin answers with, rules, posters.

Each name says that it is a demonstration; a poster of it that were ever hung up would say so too.
"""

from feedback.choices import Outcome
from feedback.demo_people import group_numbered, head_of, triage
from feedback.models import AnswerTemplate, EntryLink, RoutingRule
from feedback.services.linking import make_link, retire_link
from feedback.services.ruling import switch_rule, write_rule
from feedback.services.wording import write_wording
from participation.models import School

#: Name, number of the group (none: every group), outcome, words.
WORDINGS = (
    (
        "รับไว้พิจารณา (สาธิต)",
        None,
        Outcome.CONSIDERED,
        "ขอบคุณสำหรับความคิดเห็นเลขที่ {number} ที่ได้รับเมื่อวันที่ {received} {unit}รับไว้พิจารณาแล้ว",
    ),
    (
        "ส่งต่อหน่วยงานอื่น (สาธิต)",
        None,
        Outcome.PASSED_ON,
        "เรื่องนี้อยู่ในอำนาจของหน่วยงานอื่น สำนักงานได้ส่งเรื่องต่อแล้ว ท่านติดตามผลกับหน่วยงานนั้นได้โดยตรง",
    ),
    (
        "กำหนดการอบรมครู (สาธิต)",
        5,
        Outcome.DONE,
        "{group} ได้ปรับกำหนดการอบรมให้ไม่ตรงกับวันสอนแล้ว โรงเรียนจะได้รับหนังสือแจ้งก่อนวันอบรมไม่น้อยกว่าสองสัปดาห์",
    ),
)
#: Name, words, number of the group it leads to, whether it is in use.
RULES = (
    ("อาหารกลางวันและรถรับส่งนักเรียน (สาธิต)", "อาหารกลางวัน\nรถรับส่งนักเรียน", 2, True),
    ("ย้ายและบรรจุ (สาธิต ปิดไว้)", "ขอย้าย\nบรรจุแต่งตั้ง", 6, False),
)


def make() -> None:
    """Once each, by its name; what somebody has changed since stays as it is."""
    for name, number, outcome, text in WORDINGS:
        if not AnswerTemplate.objects.filter(name=name).exists():
            group = group_numbered(number) if number else None
            by = head_of(group) if group else triage()
            write_wording(None, by=by, name=name, text=text, outcome=outcome, group=group)
    for name, words, number, is_active in RULES:
        if not RoutingRule.objects.filter(name=name).exists():
            group = group_numbered(number)
            rule = write_rule(RoutingRule(), by=triage(), name=name, words=words, group=group)
            switch_rule(rule, by=triage(), on=is_active)
    _link("ป้ายหน้าห้องกลุ่มที่ 5 (สาธิต)", number=5)
    _link("บอร์ดผู้ปกครอง (สาธิต)", school=School.objects.order_by("pk").first())
    _link("งานวันวิชาการ (สาธิต)")
    _link("งานวันวิชาการปีก่อน (สาธิต)", is_active=False)


def _link(
    name: str, *, number: int = 0, school: School | None = None, is_active: bool = True
) -> None:
    if EntryLink.objects.filter(name=name).exists():
        return
    group = group_numbered(number) if number else None
    link = make_link(name, by=triage(), group=group, school=school)
    if not is_active:
        retire_link(link, by=triage())
