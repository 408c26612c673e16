"""A report written by hand: every part filled, with texts as long as they may become."""

import datetime as dt

from participation.disclosure import Row, SafeTable
from reports.figures import (
    AnnualReport,
    Basis,
    Figure,
    GroupSection,
    ImprovementLine,
    Mark,
    Monitoring,
    QuotationLine,
    RecommendationLine,
    ReviewLine,
    Step,
    Steps,
    Summary,
    TaskLine,
)

AS_OF = dt.date(2026, 9, 30)
OFFICE = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษานครพนม เขต 2"
SENTENCE = (
    "สำนักงานเปิดโอกาสให้ผู้รับบริการและผู้มีส่วนได้ส่วนเสียเข้ามามีส่วนร่วมในการดำเนินงาน "
    "ตั้งแต่ร่วมคิด ร่วมวางแผน ร่วมตัดสินใจ จนถึงร่วมติดตามประเมินผล "
)
NAMES = (
    "กลุ่มนโยบายและแผน",
    "กลุ่มส่งเสริมการจัดการศึกษา",
    "กลุ่มบริหารงานการเงินและสินทรัพย์",
    "กลุ่มนิเทศ ติดตามและประเมินผลการจัดการศึกษา",
    "กลุ่มพัฒนาครูและบุคลากรทางการศึกษา",
    "กลุ่มบริหารงานบุคคล",
    "กลุ่มกฎหมายและคดี",
)
ICONS = ("flag", "seedling", "coins", "lens", "board", "people", "scales")
MARKS = tuple(
    Mark(number, name, "#22356B", "#22356B", icon)
    for number, (name, icon) in enumerate(zip(NAMES, ICONS, strict=True), start=1)
)


def table(*rows: tuple[str, int, int]) -> SafeTable:
    """A table of things, this year beside the year before."""
    return SafeTable.of_things(
        [Row(label, now, before, key) for key, (label, now, before) in enumerate_keys(rows)],
        as_of=AS_OF,
    )


def enumerate_keys(
    rows: tuple[tuple[str, int, int], ...],
) -> list[tuple[str, tuple[str, int, int]]]:
    return [(str(number), row) for number, row in enumerate(rows, start=1)]


def plain(*rows: tuple[str, int]) -> SafeTable:
    """A table of things of one year."""
    return SafeTable.of_things([Row(label, count) for label, count in rows], as_of=AS_OF)


def group_section(mark: Mark, *, times: int, evidence: int) -> GroupSection:
    """A group; `evidence` repeats a sentence so many times in its improvement."""
    return GroupSection(
        mark=mark,
        committees=(f"คณะทำงาน{mark.name} ตามคำสั่งที่ 208/2568 ลงวันที่ 5 ตุลาคม 2568 จำนวน 13 คน",),
        coverage="คำสั่งแต่งตั้งครอบคลุมงานตามประกาศ 3 งาน จาก 4 งาน",
        figures=(
            Figure(f"{85 * times:,}", "ความคิดเห็น", f"ปีก่อน {67 * times:,}"),
            Figure("ร้อยละ 91", "ตอบภายในกำหนด"),
        ),
        tasks=tuple(
            TaskLine(f"({letter})", f"งานที่ {letter} {SENTENCE}", letter != "ง", times, 0)
            for letter in "กขคงจฉชซณญ"
        ),
        without_task=(4 * times, 2),
        by_stakeholder=table(("ผู้ปกครอง", 27 * times, 19), ("ครู", 21 * times, 22), ("อื่น ๆ", 0, 6)),
        by_sector=table(("ภาครัฐ", 30 * times, 20), ("ภาคประชาชน", 55 * times, 47)),
        by_kind=plain(("ข้อเสนอแนะ", 50 * times), ("ปัญหา", 35 * times)),
        by_outcome=plain(("ดำเนินการแล้ว", 60 * times), ("ยังไม่ได้ตอบ", 25 * times)),
        verdicts_on_answers=plain(("แก้ไขได้แล้ว", 40 * times), ("ยังไม่ได้รับการแก้ไข", 9 * times)),
        verdicts_on_deeds=plain(("แก้ไขได้แล้ว", 21 * times)),
        answering=f"ตอบแล้ว {60 * times:,} เรื่อง จาก {85 * times:,} เรื่อง",
        quotations=(
            QuotationLine(1, "2569-0001", SENTENCE * 2, SENTENCE, "ดำเนินการบางส่วน"),
            QuotationLine(2, "2569-0002", "งบมาช้า & <น้อย> “มาก”", "ขอบคุณ", "ส่งต่อ"),
        ),
        improvements=(
            ImprovementLine(
                title="แผ่นสรุปการใช้จ่ายงบประมาณ 1 หน้า",
                done_on=dt.date(2026, 1, 15),
                before=SENTENCE,
                after="แผ่นสรุป 1 หน้า\nติดที่โรงเรียน 162 แห่ง",
                evidence=SENTENCE * evidence + "https://example.go.th/2569/evidence/15",
                answers=("ความคิดเห็น 14 เรื่อง เช่น เลขที่ 2569-0001", "ข้อเสนอแนะของคณะกรรมการติดตามฯ"),
            ),
        ),
    )


def written_report(*, times: int = 1, evidence: int = 1) -> AnnualReport:
    """The whole report; `times` multiplies its numbers."""
    return AnnualReport(
        title="รายงานผลการมีส่วนร่วม ประจำปีงบประมาณ พ.ศ. 2569",
        year_be=2569,
        as_of=AS_OF,
        office=OFFICE,
        board=f"คณะกรรมการบริหาร{OFFICE}",
        marks=MARKS,
        summary=Summary(
            figures=tuple(
                Figure(f"{n * times:,}", "ความคิดเห็นจากผู้มีส่วนได้ส่วนเสีย", f"จาก {n:,}")
                for n in (148, 91, 23, 7)
            ),
            sentences=(SENTENCE + "เพิ่มขึ้นจากปีก่อน 1,234,567 เรื่อง (ปีก่อน 1,234,567 เรื่อง)",) * 5,
            by_group=table(
                *((name, 21 * times, 17) for name in NAMES),
                ("หน่วยงานอื่นและเรื่องที่ยังไม่จัดกลุ่ม", 12 * times, 9),
            ),
            points=(
                f"ยังไม่มีคำสั่งแต่งตั้งคณะกรรมการหรือคณะทำงานของ {' '.join(NAMES)}",
                f"งานตามประกาศ {39 * times:,} งาน ยังไม่มีคณะทำงานรับผิดชอบ",
                "ความคิดเห็น 45 เรื่อง ยังไม่ได้ตอบและเกินกำหนดแล้ว",
                "ข้อเสนอแนะจากการติดตาม 4 ข้อ ยังไม่มีบันทึกการปรับปรุง",
            ),
        ),
        basis=Basis(
            title="มาตรการการเปิดโอกาสให้ผู้รับบริการ พ.ศ. ๒๕๖๒",
            announced="ประกาศ ณ วันที่ 9 ตุลาคม 2561",
            paragraphs=(SENTENCE * 5, SENTENCE * 4),
        ),
        steps=Steps(
            steps=tuple(Step(n, SENTENCE * 2, (SENTENCE,)) for n in range(1, 6)),
            by_channel=table(("เว็บฟอร์ม", 200 * times, 145), ("ที่ประชุมหรือเวที", 42, 30)),
            by_stakeholder=table(("ผู้ปกครอง", 92 * times, 80), ("อื่น ๆ", 42, 22)),
            by_sector=table(("ภาครัฐ", 116 * times, 85), ("ภาคประชาชน", 210, 175)),
            by_answer=table(
                ("ดำเนินการแล้ว", 60 * times, 40), ("ดำเนินการไม่ได้ (ไม่มีงบประมาณ)", 3 * times, 0)
            ),
            by_case=plain(("ได้รับแล้ว", 6 * times), ("ปิดเรื่องแล้ว", 9 * times)),
        ),
        groups=tuple(group_section(mark, times=times, evidence=evidence) for mark in MARKS),
        monitoring=Monitoring(
            clause=SENTENCE,
            sentences=(SENTENCE, "คณะกรรมการติดตามฯ รายงานผลการติดตาม 7 ครั้ง"),
            reviews=tuple(
                ReviewLine(
                    mark=mark,
                    period="1 ตุลาคม 2568 ถึง 31 มีนาคม 2569",
                    committee="คณะกรรมการติดตาม ตรวจสอบ และประเมินผล",
                    findings=f"{SENTENCE * 2}\n\n{SENTENCE}",
                    analysis=SENTENCE,
                    recommendations=(
                        RecommendationLine("ติดป้ายคิวอาร์โค้ด", ("ติดแล้ว (9 มกราคม 2569)",)),
                        RecommendationLine(SENTENCE, ()),
                    ),
                )
                for mark in MARKS
            ),
        ),
    )
