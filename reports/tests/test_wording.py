"""Sentences of the report, in every case their numbers can take."""

import pytest

from feedback.figures import Timeliness
from reports import wording


@pytest.mark.parametrize(
    ("now", "before", "end"),
    [
        (0, 5, "ไม่มีผู้ส่งความคิดเห็น"),
        (5, 0, "5 เรื่อง ส่วนปีก่อนไม่มีข้อมูลในระบบ"),
        (1200, 1000, "1,200 เรื่อง เพิ่มขึ้นจากปีก่อน 200 เรื่อง (ปีก่อน 1,000 เรื่อง)"),
        (4, 9, "4 เรื่อง ลดลงจากปีก่อน 5 เรื่อง (ปีก่อน 9 เรื่อง)"),
        (7, 7, "7 เรื่อง เท่ากับปีก่อน"),
    ],
)
def test_opinions_beside_the_year_before(now, before, end):
    sentence = wording.opinions(2569, now, before)

    assert sentence.startswith("ปีงบประมาณ พ.ศ. 2569")
    assert sentence.endswith(end)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (Timeliness(), "ไม่มีความคิดเห็นที่ต้องตอบ"),
        (
            Timeliness(received=3, overdue=1),
            "ความคิดเห็น 3 เรื่อง ยังไม่ได้ตอบ ในจำนวนนี้เกินกำหนดแล้ว 1 เรื่อง",
        ),
        (
            Timeliness(received=3, answered=2, in_time=1, overdue=1),
            (
                "ตอบแล้ว 2 เรื่อง จาก 3 เรื่อง ในจำนวนที่ตอบเป็นการตอบภายในกำหนด 1 เรื่อง (ร้อยละ 50) "
                "และยังค้างเกินกำหนด 1 เรื่อง"
            ),
        ),
        (
            Timeliness(received=3, answered=3, in_time=3),
            (
                "ตอบแล้ว 3 เรื่อง จาก 3 เรื่อง ในจำนวนที่ตอบเป็นการตอบภายในกำหนด 3 เรื่อง (ร้อยละ 100) "
                "และไม่มีเรื่องค้างเกินกำหนด"
            ),
        ),
    ],
)
def test_answering(time, expected):
    assert wording.answering(time) == expected


@pytest.mark.parametrize(
    ("opinions", "numbers", "recommendation", "expected"),
    [
        (0, (), False, "–"),
        (0, (), True, "ข้อเสนอแนะของคณะกรรมการติดตามฯ"),
        (2, (), False, "ความคิดเห็น 2 เรื่อง"),
        (2, ("2569-0001", "2569-0002"), False, "ความคิดเห็นเลขที่ 2569-0001, 2569-0002"),
        (9, ("2569-0001",), False, "ความคิดเห็น 9 เรื่อง เช่น เลขที่ 2569-0001"),
        (2, (), True, "ความคิดเห็น 2 เรื่อง · ข้อเสนอแนะของคณะกรรมการติดตามฯ"),
    ],
)
def test_whom_an_improvement_answers(opinions, numbers, recommendation, expected):
    assert wording.answers(opinions, numbers, recommendation=recommendation) == expected


def test_a_share_of_nothing_is_a_dash():
    assert wording.per_cent(0, 0) == "–"


def test_officers_of_all_groups():
    assert wording.officers(7, 7) == "กำหนดผู้รับผิดชอบไว้ครบทั้ง 7 กลุ่มภารกิจ"


def test_nothing_waits_for_the_board_when_nothing_is_open():
    none = wording.points(without_committee=(), uncovered=0, overdue=0, unanswered=0)

    assert none == ()


def test_nothing_improved_is_said():
    assert wording.improvements(0, 0, 0) == "ปีนี้ไม่มีบันทึกการปรับปรุง"
