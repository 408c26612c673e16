"""What the annual report says, from records to sentences, without a PDF."""

import datetime as dt

import pytest

from feedback.services.receiving import answer_by
from participation import thai
from participation.choices import StakeholderType
from participation.errors import DomainError
from participation.models import Announcement
from participation.tests.make import (
    group,
    make_office,
    make_responsible_officer,
    make_user,
    make_year,
)
from reports import compose
from reports.figures import (
    Figure,
    ImprovementLine,
    Mark,
    QuotationLine,
    RecommendationLine,
    TaskLine,
)
from reports.tests.make import (
    AS_OF,
    DAY,
    YEAR,
    make_appointed,
    make_improvement,
    make_review,
    make_said,
    make_small_year,
)

pytestmark = pytest.mark.django_db

MONITORING = (
    "ปีงบประมาณ พ.ศ. 2569 คณะกรรมการติดตามฯ รายงานผลการติดตาม 2 ครั้ง ใน 2 กลุ่มภารกิจ "
    "มีข้อเสนอแนะ 2 ข้อ และถึงวันที่ 22 พฤศจิกายน 2569 มีการปรับปรุงตามข้อเสนอแนะเหล่านี้แล้ว 1 ข้อ"
)
IMPROVED = (
    "ปีงบประมาณ พ.ศ. 2569 บันทึกการปรับปรุงไว้ 2 เรื่อง ซึ่งนำความคิดเห็น 4 เรื่อง "
    "และข้อเสนอแนะจากการติดตามของปีงบประมาณ พ.ศ. 2569 จำนวน 1 ข้อ ไปปฏิบัติ"
)
APPOINTED = (
    "มีคณะกรรมการหรือคณะทำงานตามคำสั่งแต่งตั้งแล้ว 1 กลุ่มภารกิจ จาก 7 กลุ่มภารกิจ รวม 3 ตำแหน่ง "
    "เป็นบุคคลภายนอก 2 ตำแหน่ง ครอบคลุมงานตามประกาศ 3 งาน จาก 39 งาน"
)


def rows(table):
    return [(row.label, row.count, row.before) for row in table.rows]


def test_the_summary_says_what_the_records_say():
    make_small_year()

    summary = compose.annual(YEAR, as_of=AS_OF).summary

    assert summary.figures == (
        Figure("24", "ความคิดเห็น", "ปีก่อน 12"),
        Figure("ร้อยละ 50", "ตอบภายในกำหนด", "จากที่ตอบ 12 เรื่อง"),
        Figure("2", "การปรับปรุงที่บันทึกไว้"),
        Figure("1", "กลุ่มภารกิจที่มีคณะทำงาน", "จาก 7 กลุ่ม"),
    )
    assert summary.sentences == (
        (
            "ปีงบประมาณ พ.ศ. 2569 สำนักงานได้รับความคิดเห็นจากผู้มีส่วนได้ส่วนเสีย 24 เรื่อง "
            "เพิ่มขึ้นจากปีก่อน 12 เรื่อง (ปีก่อน 12 เรื่อง)"
        ),
        (
            "ตอบแล้ว 12 เรื่อง จาก 24 เรื่อง ในจำนวนที่ตอบเป็นการตอบภายในกำหนด 6 เรื่อง (ร้อยละ 50) "
            "และยังค้างเกินกำหนด 12 เรื่อง"
        ),
        APPOINTED,
        IMPROVED,
        MONITORING,
    )
    assert rows(summary.by_group)[:2] == [
        ("กลุ่มนโยบายและแผน", 14, 12),
        ("กลุ่มส่งเสริมการจัดการศึกษา", 9, 0),
    ]
    assert rows(summary.by_group)[-1] == ("หน่วยงานอื่นและเรื่องที่ยังไม่จัดกลุ่ม", 1, 0)
    assert summary.points[1:] == (
        "งานตามประกาศ 36 งาน ยังไม่มีคณะทำงานรับผิดชอบ",
        "ความคิดเห็น 12 เรื่อง ยังไม่ได้ตอบและเกินกำหนดแล้ว",
        "ข้อเสนอแนะจากการติดตามของปีงบประมาณ พ.ศ. 2569 จำนวน 1 ข้อ ยังไม่มีบันทึกการปรับปรุง",
    )
    assert summary.points[0].startswith(
        "ยังไม่มีคำสั่งแต่งตั้งคณะกรรมการหรือคณะทำงานของ กลุ่มส่งเสริมการจัดการศึกษา กลุ่มบริหารงานการเงิน"
    )


def test_a_group_is_told_with_its_committee_tasks_people_and_changes():
    make_small_year()

    report = compose.annual(YEAR, as_of=AS_OF)
    first, second = report.groups[:2]

    assert [section.mark.number for section in report.groups] == [1, 2, 3, 4, 5, 6, 7]
    assert first.mark == Mark(1, "กลุ่มนโยบายและแผน", "#22356B", "#22356B", "flag")
    assert len(first.committees) == 1
    assert first.committees[0].endswith(
        "ลงวันที่ 1 ตุลาคม 2568 จำนวน 3 คน เป็นบุคคลภายนอก 2 คน "
        "วาระตั้งแต่วันที่ 1 ตุลาคม 2568 ถึงวันที่ 30 กันยายน 2569"
    )
    assert first.coverage == (
        "คำสั่งแต่งตั้งครอบคลุมงานตามประกาศ 3 งาน จาก 4 งาน ยังไม่มีคณะทำงานรับผิดชอบ 1 งาน"
    )
    assert [(task.label, task.is_covered) for task in first.tasks] == [
        ("(ก)", True), ("(ข)", True), ("(ค)", True), ("(ง)", False),
    ]  # fmt: skip
    assert first.without_task == (14, 12)
    assert rows(first.by_kind) == [("ข้อเสนอแนะ", 14, None)]
    assert rows(first.by_outcome) == [("รับไว้พิจารณา", 12, None), ("ยังไม่ได้ตอบ", 2, None)]
    assert [(line.title, line.answers) for line in first.improvements] == [
        (
            "แผ่นสรุปงบประมาณ 1 หน้า",
            ("ความคิดเห็น 4 เรื่อง เช่น เลขที่ 2569-0001, 2569-0002, 2569-0003",),
        ),
        ("ป้ายคิวอาร์โค้ด รอบที่ 1", ("ข้อเสนอแนะของคณะกรรมการติดตามฯ ปีงบประมาณ พ.ศ. 2569",)),
    ]
    assert second.committees == ("ปีนี้ยังไม่มีคำสั่งแต่งตั้งคณะกรรมการหรือคณะทำงานของกลุ่มภารกิจนี้",)
    assert second.coverage == ""


def test_small_groups_of_people_are_told_together_in_every_table():
    make_small_year()

    report = compose.annual(YEAR, as_of=AS_OF)

    # Two experts may not stand alone, nor come out when all others are taken away.
    assert rows(report.groups[0].by_stakeholder) == [("ครู", 6, 7), ("อื่น ๆ", 8, 5)]
    assert rows(report.groups[0].by_sector) == [("ภาครัฐ", 6, 7), ("ภาคประชาชน", 8, 5)]
    assert rows(report.groups[1].by_stakeholder) == [("ผู้ปกครอง", 9, 0)]
    assert sum(row.count for row in report.steps.by_stakeholder.rows) == 24
    assert all(row.count >= 5 for row in report.steps.by_stakeholder.rows)


def test_only_published_opinions_are_quoted_or_numbered():
    make_office()
    executive = make_user()
    said = make_said(3, times=2, answered_after=1, text="ขอใบเสร็จออนไลน์")
    make_said(3, answered_after=1, text="ไม่เผยแพร่", publication="withheld", withheld_reason="มีชื่อคน")
    public = make_said(3, answered_after=2, text="ขอตารางจ่ายเงิน", publication="published")
    make_said(3, text="ยังไม่ได้ตอบ", publication="published")
    make_improvement(3, by=executive, opinions=[*said, *public])

    section = compose.annual(YEAR, as_of=AS_OF).groups[2]

    answer = public[0].responses.get().text
    assert section.quotations == (
        QuotationLine(public[0].pk, public[0].number, "ขอตารางจ่ายเงิน", answer, "รับไว้พิจารณา"),
    )
    assert section.improvements == (
        ImprovementLine(
            title="แผ่นสรุปงบประมาณ 1 หน้า",
            done_on=dt.date(2026, 4, 20),
            before="รายงานเป็นตารางบัญชี 40 หน้า",
            after="แผ่นสรุป 1 หน้าทุกไตรมาส",
            evidence="ภาพถ่ายป้ายประกาศ 12 โรงเรียน",
            answers=(f"ความคิดเห็น 3 เรื่อง เช่น เลขที่ {public[0].number}",),
        ),
    )


def test_the_same_words_are_quoted_once_and_no_more_than_three_opinions():
    make_office()
    make_said(4, times=3, answered_after=1, text="ขอให้ตอบเร็วขึ้น", publication="published")
    for number in range(4):
        make_said(4, answered_after=1, publication="published", text=f"เรื่องที่ {number}")
    make_said(4, answered_after=1, publication="published", text="ยาว" * 200)

    texts = [line.text for line in compose.annual(YEAR, as_of=AS_OF).groups[3].quotations]

    assert len(texts) == len(set(texts)) == 3


def test_the_steps_stand_verbatim_beside_what_the_records_tell():
    make_small_year()
    for one in compose.annual(YEAR, as_of=AS_OF).steps.steps:
        assert one.text in Announcement.objects.get().shown_text

    done = {step.number: step.done for step in compose.annual(YEAR, as_of=AS_OF).steps.steps}

    assert done == {
        1: (
            (
                "ทบทวนข้อมูลปีงบประมาณ พ.ศ. 2568 ซึ่งมีความคิดเห็น 12 เรื่อง ตอบแล้ว 5 เรื่อง "
                "และข้อเสนอแนะจากการติดตาม 0 ข้อ โดยแสดงไว้คู่กับข้อมูลปีนี้ในส่วนที่ 3"
            ),
        ),
        2: (APPOINTED,),
        3: (
            (
                "คำสั่งแต่งตั้งกำหนดหน้าที่และอำนาจไว้สำหรับงานตามประกาศ 3 งาน จาก 39 งาน "
                "ดังรายการงานของแต่ละกลุ่มภารกิจในส่วนที่ 3"
            ),
        ),
        4: (
            (
                "รับฟังความคิดเห็นผ่าน 1 ช่องทาง และสรุปผลของแต่ละกลุ่มภารกิจไว้ในส่วนที่ 3 "
                "เพื่อนำเสนอต่อที่ประชุมคณะกรรมการบริหารสำนักงานพร้อมรายงานฉบับนี้"
            ),
        ),
        5: ("กำหนดผู้รับผิดชอบไว้แล้ว 0 กลุ่มภารกิจ จาก 7 กลุ่มภารกิจ", IMPROVED),
    }


def test_the_monitoring_part_says_what_was_asked_and_what_was_done():
    make_small_year()

    monitoring = compose.annual(YEAR, as_of=AS_OF).monitoring

    assert monitoring.clause.startswith("ให้สำนักงานเขตพื้นที่การศึกษา")
    assert monitoring.sentences == (
        "ปีนี้ยังไม่มีคำสั่งแต่งตั้งคณะกรรมการติดตาม ตรวจสอบ และประเมินผล",
        MONITORING,
    )
    asked = "ติดป้ายคิวอาร์โค้ดที่โรงเรียนทุกแห่ง"
    assert [(review.mark.number, review.period) for review in monitoring.reviews] == [
        (1, "1 ตุลาคม 2568 ถึง 31 มีนาคม 2569"),
        (2, "1 ตุลาคม 2568 ถึง 31 มีนาคม 2569"),
    ]
    assert monitoring.reviews[0].recommendations == (
        RecommendationLine(asked, ("ป้ายคิวอาร์โค้ด รอบที่ 1 (20 เมษายน 2569)",)),
    )
    assert monitoring.reviews[1].recommendations == (RecommendationLine(asked, ()),)


def test_what_two_improvements_answer_is_counted_once():
    make_office()
    executive = make_user()
    said = make_said(1)
    asked = make_review(1, by=executive, improved=False).recommendations.get()
    for title in ("ป้ายหน้าโรงเรียน", "ป้ายหน้าสำนักงาน"):
        make_improvement(1, by=executive, opinions=said, recommendation=asked, title=title)

    summary = compose.annual(YEAR, as_of=AS_OF).summary

    assert (
        "ปีงบประมาณ พ.ศ. 2569 บันทึกการปรับปรุงไว้ 2 เรื่อง ซึ่งนำความคิดเห็น 1 เรื่อง "
        "และข้อเสนอแนะจากการติดตามของปีงบประมาณ พ.ศ. 2569 จำนวน 1 ข้อ ไปปฏิบัติ"
    ) in summary.sentences


def test_tasks_are_counted_this_year_beside_the_year_before():
    make_office()
    task = group(5).tasks.get(letter="จ")
    make_said(5, task=task, times=2)
    make_said(5, task=task, day=dt.date(2025, 2, 1))

    tasks = compose.annual(YEAR, as_of=AS_OF).groups[4].tasks

    assert tasks[-1] == TaskLine("(จ)", task.text_th, is_covered=False, opinions=2, before=1)
    assert [one.opinions for one in tasks] == [0, 0, 0, 2]


def test_answers_on_the_last_day_are_in_time_and_later_ones_are_not():
    make_office()
    days = (answer_by(DAY) - DAY).days
    make_said(6, answered_after=days)
    make_said(6, answered_after=days + 1)

    figure = compose.annual(YEAR, as_of=AS_OF).groups[5].figures[1]

    assert figure == Figure("2", "ตอบแล้ว", "ภายในกำหนด 1")


def test_an_officer_named_for_the_unit_counts_for_its_group():
    make_office()
    year = thai.fiscal_year_be(thai.today())
    make_responsible_officer(group(1))
    make_said(1, day=thai.today())

    steps = compose.annual(year, as_of=AS_OF).steps.steps

    assert steps[4].done[0] == "กำหนดผู้รับผิดชอบไว้แล้ว 1 กลุ่มภารกิจ จาก 7 กลุ่มภารกิจ"


def test_a_year_without_records_is_refused_with_the_years_that_have_some():
    make_office()
    make_year(2560)
    make_said(1, StakeholderType.STUDENT)

    with pytest.raises(DomainError, match="ปีงบประมาณ 2560 ไม่มีข้อมูลในระบบ กรุณาเลือกปีที่มีข้อมูล คือ 2569"):
        compose.annual(2560, as_of=AS_OF)


def test_an_empty_portal_has_nothing_to_report():
    make_office()

    with pytest.raises(DomainError, match="ระบบยังไม่มีข้อมูล"):
        compose.annual(YEAR, as_of=AS_OF)


def test_a_year_with_an_order_alone_is_reported():
    make_office()
    make_appointed(2, tasks=10)

    report = compose.annual(YEAR, as_of=AS_OF)

    assert report.summary.sentences[0] == "ปีงบประมาณ พ.ศ. 2569 ไม่มีผู้ส่งความคิดเห็น"
    assert report.groups[1].coverage == "คำสั่งแต่งตั้งครอบคลุมงานตามประกาศครบทั้ง 10 งาน"


@pytest.mark.parametrize("times", [1, 3])
def test_the_database_is_asked_the_same_however_much_there_is(django_assert_num_queries, times):
    make_office()
    executive = make_user()
    for one in range(times):
        said = make_said(1, times=2, answered_after=2, publication="published")
        make_improvement(1, by=executive, opinions=said, title=f"เรื่องที่ {one}")
        make_review(2 + one, by=executive, improved=True)
        make_appointed(times, tasks=2)

    with django_assert_num_queries(42):
        compose.annual(YEAR, as_of=AS_OF)
