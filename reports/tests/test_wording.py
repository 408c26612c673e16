"""Sentences of the report, in every case their numbers can take."""

import datetime as dt

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
    ("opinions", "numbers", "year", "expected"),
    [
        (0, (), None, ()),
        (0, (), 2568, ("ข้อเสนอแนะของคณะกรรมการติดตามฯ ปีงบประมาณ พ.ศ. 2568",)),
        (2, (), None, ("ความคิดเห็น 2 เรื่อง",)),
        (2, ("2569-0001", "2569-0002"), None, ("ความคิดเห็นเลขที่ 2569-0001, 2569-0002",)),
        (9, ("2569-0001",), None, ("ความคิดเห็น 9 เรื่อง เช่น เลขที่ 2569-0001",)),
        (
            2,
            (),
            2569,
            ("ความคิดเห็น 2 เรื่อง", "ข้อเสนอแนะของคณะกรรมการติดตามฯ ปีงบประมาณ พ.ศ. 2569"),
        ),
    ],
)
def test_whom_an_improvement_answers(opinions, numbers, year, expected):
    assert wording.answers(opinions, numbers, recommendation_year=year) == expected


@pytest.mark.parametrize(
    ("recommendations", "expected"),
    [
        ([], "ปีงบประมาณ พ.ศ. 2570 บันทึกการปรับปรุงไว้ 5 เรื่อง ซึ่งนำความคิดเห็น 1,200 เรื่องไปปฏิบัติ"),
        (
            [(2569, 4)],
            (
                "ปีงบประมาณ พ.ศ. 2570 บันทึกการปรับปรุงไว้ 5 เรื่อง ซึ่งนำความคิดเห็น 1,200 เรื่อง "
                "และข้อเสนอแนะจากการติดตามของปีงบประมาณ พ.ศ. 2569 จำนวน 4 ข้อ ไปปฏิบัติ"
            ),
        ),
        (
            [(2569, 3), (2570, 1)],
            (
                "ปีงบประมาณ พ.ศ. 2570 บันทึกการปรับปรุงไว้ 5 เรื่อง ซึ่งนำความคิดเห็น 1,200 เรื่อง "
                "และข้อเสนอแนะจากการติดตามของปีงบประมาณ พ.ศ. 2569 จำนวน 3 ข้อ "
                "และของปีงบประมาณ พ.ศ. 2570 จำนวน 1 ข้อ ไปปฏิบัติ"
            ),
        ),
    ],
)
def test_an_improvement_names_the_year_of_the_recommendation_it_answers(recommendations, expected):
    assert wording.improvements(2570, 5, 1200, recommendations) == expected


@pytest.mark.parametrize(
    ("acted_on", "end"),
    [
        (0, "แต่ถึงวันที่ 22 พฤศจิกายน 2569 ยังไม่มีการปรับปรุงตามข้อเสนอแนะเหล่านี้"),
        (1, "และถึงวันที่ 22 พฤศจิกายน 2569 มีการปรับปรุงตามข้อเสนอแนะเหล่านี้แล้ว 1 ข้อ"),
    ],
)
def test_a_review_names_its_year_and_the_day_of_what_became_of_it(acted_on, end):
    sentence = wording.reviews(2570, 2, 2, 3, acted_on, as_of=dt.date(2026, 11, 22))

    assert sentence == (
        "ปีงบประมาณ พ.ศ. 2570 คณะกรรมการติดตามฯ รายงานผลการติดตาม 2 ครั้ง ใน 2 กลุ่มภารกิจ "
        f"มีข้อเสนอแนะ 3 ข้อ {end}"
    )


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (1000, 1000, "ร้อยละ 100"),
        (996, 1000, "ร้อยละ 99"),
        (1, 300, "น้อยกว่าร้อยละ 1"),
        (3, 300, "ร้อยละ 1"),
        (0, 300, "ร้อยละ 0"),
        (2, 3, "ร้อยละ 67"),
    ],
)
def test_a_share_is_never_told_larger_than_it_is_nor_something_as_nothing(part, whole, told):
    assert wording.per_cent(part, whole) == told


def test_a_share_of_nothing_is_a_dash():
    assert wording.per_cent(0, 0) == "–"


def test_officers_of_all_groups():
    assert wording.officers(7, 7) == "กำหนดผู้รับผิดชอบไว้ครบทั้ง 7 กลุ่มภารกิจ"


def test_nothing_waits_for_the_board_when_nothing_is_open():
    none = wording.points(2569, without_committee=(), uncovered=0, overdue=0, unanswered=0)

    assert none == ()


def test_nothing_improved_is_said():
    assert wording.improvements(2569, 0, 0, []) == "ปีนี้ไม่มีบันทึกการปรับปรุง"
