"""The order on paper: read back as written, inside its margins, nothing left alone."""

import datetime as dt
import io
import re
import subprocess
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from participation.choices import StakeholderType
from participation.tests.make import group, make_office
from workgroups import paper, services
from workgroups.choices import CommitteeKind, CommitteeRole, SigningCapacity
from workgroups.paper import PrintedMember, PrintedOrder
from workgroups.tests.make import FEW, make_committee, make_member, make_order

CM = 72 / 2.54
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
DUTIES = ["เสนอความเห็นต่อแผนพัฒนาการศึกษา", "พิจารณาประเด็นจากความคิดเห็นของผู้มีส่วนได้ส่วนเสีย"]


def words(count: int, *, name: str = "นางสาวน้ำใจงาม ตัวอย่าง", **changes: Any) -> PrintedOrder:
    """What an order of so many members says."""
    roles = ["ประธานคณะทำงาน", *["คณะทำงาน"] * (count - 2), "คณะทำงานและผู้ช่วยเลขานุการ"]
    printed = PrintedOrder(
        office="สำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต ๒",
        crest="",
        body="คณะทำงาน",
        number=123,
        number_year=2569,
        subject="แต่งตั้งคณะทำงานส่งเสริมการมีส่วนร่วม กลุ่มนโยบายและแผน ประจำปีงบประมาณ พ.ศ. 2570",
        reasons=["ตามที่ได้มีประกาศเรื่องมาตรการเปิดโอกาสให้ผู้มีส่วนได้ส่วนเสียเข้ามามีส่วนร่วม"],
        members=[
            PrintedMember(f"{name}{number}", ["ผู้แทนผู้ปกครอง", "โรงเรียนบ้านน้ำคำ"], role)
            for number, role in enumerate(roles)
        ],
        group="กลุ่มนโยบายและแผน",
        tasks=[("(ก)", "งานธุรการ"), ("", "งานประสานและส่งเสริม")],
        duties=DUTIES,
        term=(dt.date(2026, 10, 1), dt.date(2027, 9, 30)),
        signed_on=dt.date(2026, 10, 1),
        signatory="นายวีระ ตัวอย่าง",
        signatory_position="รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต ๒",
        acting="รักษาราชการแทน",
        director_position="ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต ๒",
    )
    return replace(printed, **changes)


def poppler(pdf: bytes) -> list[str]:
    """The text of each page."""
    command = ["/usr/bin/pdftotext", "-", "-"]
    text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


def read_by_pypdf(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def squeeze(text: str) -> str:
    """Without spaces and in Thai digits: where lines break is not what was written."""
    return "".join(text.split()).translate(THAI)


def written(order: PrintedOrder) -> list[str]:
    """What must be read, in order."""
    said = [f"คำสั่ง{order.office}", f"ที่ {order.number}/{order.number_year}", f"เรื่อง {order.subject}"]
    said += [*order.reasons, "จึงแต่งตั้งคณะทำงาน ดังต่อไปนี้", "๑. องค์ประกอบ"]
    for number, member in enumerate(order.members, start=1):
        said += [f"๑.{number}", member.name, member.position, *member.stands_for]
    said += ["ให้คณะทำงานรับผิดชอบงานตามภารกิจของกลุ่มนโยบายและแผน ดังนี้"]
    said += [f"{label} {text}" for label, text in order.tasks]
    said += ["๒. หน้าที่และอำนาจ"]
    said += [f"๒.{number} {duty}" for number, duty in enumerate(order.duties, start=1)]
    said += ["ทั้งนี้ ตั้งแต่วันที่ ๑ ตุลาคม พ.ศ. ๒๕๖๙ ถึงวันที่ ๓๐ กันยายน พ.ศ. ๒๕๗๐"]
    said += ["สั่ง ณ วันที่ ๑ ตุลาคม พ.ศ. ๒๕๖๙", f"({order.signatory})"]
    return [*said, f"{order.signatory_position} รักษาราชการแทน", order.director_position]


@pytest.fixture(autouse=True)
def office(db) -> None:
    make_office()


@pytest.mark.parametrize("read", [poppler, read_by_pypdf])
def test_an_order_is_read_back_as_it_was_written(read):
    order = words(3)

    (page, *more) = read(paper.order_pdf(order, is_draft=False))

    assert more == []
    expected = "".join(map(squeeze, ["ตราครุฑ", "สูง ๓ ซม.", *written(order)]))
    if read is read_by_pypdf:
        assert squeeze(page) == expected
    else:  # poppler reads a table by what stands beside what
        assert sorted(squeeze(page)) == sorted(expected)
        assert all(squeeze(line) in squeeze(page) for line in [*order.reasons, *DUTIES])


def boxes(pdf: bytes) -> list[tuple[str, float, float, float, float]]:
    """Every run of letters on the paper, with its left, top, right and bottom in centimetres."""
    command = ["/usr/bin/pdftotext", "-bbox", "-", "-"]
    found = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    number = r'"([\d.]+)"'
    pattern = f"xMin={number} yMin={number} xMax={number} yMax={number}>([^<]*)<"
    return [
        (text, float(left) / CM, float(top) / CM, float(right) / CM, float(bottom) / CM)
        for left, top, right, bottom, text in re.findall(pattern, found)
    ]


def lines(pdf: bytes) -> list[str]:
    """The lines of the paper, what stands beside each other in one."""
    command = ["/usr/bin/pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


OFFICE = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษานครพนม เขต ๒"
REASON = (
    f"ตามประกาศ{OFFICE} เรื่อง มาตรการการเปิดโอกาสให้ผู้รับบริการหรือผู้มีส่วนได้ส่วนเสียเข้ามามีส่วนร่วมใน"
    f"การดำเนินงานของ{OFFICE} พ.ศ. ๒๕๖๒ ขั้นตอนการดำเนินงาน ข้อ ๒"
)


@pytest.mark.parametrize("shift", range(8))
def test_lines_break_where_a_reader_would_pause(shift):
    reason = "ก" * shift + " " + REASON
    subject = "แต่งตั้งคณะทำงานส่งเสริมการมีส่วนร่วม กลุ่มส่งเสริมการจัดการศึกษา ประจำปีงบประมาณ พ.ศ. ๒๕๗๐"
    position = f"ผู้อำนวยการ{OFFICE}"
    order = words(3, reasons=[reason], subject=subject, signatory_position=position, acting="")

    found = lines(paper.order_pdf(order, is_draft=False))

    told = found[: found.index("๑. องค์ประกอบ")]
    assert len(told) > 6
    assert [line for line in told if line.endswith((" พ.ศ.", " เขต", "การ", "ผู้", "ของ"))] == [
        line for line in told if line.endswith("มาตรการ")
    ]
    assert not [line for line in told if line.startswith(("ศึกษา", "บริการ", "มีส่วนได้", "๒"))]
    assert found[-1] == "นครพนม เขต ๒"


def test_a_name_stays_on_one_line():
    name = "ว่าที่ร้อยตรีณัฐพัชรนันท์ ศรีสุวรรณรัตน์"

    found = lines(paper.order_pdf(words(6, name=name), is_draft=False))

    for number in range(6):
        assert any(f"{name}{number}".translate(THAI) in line for line in found)


def test_lines_are_indented_as_the_form_of_the_state_has_them():
    left = {text: box[0] - 3 for text, *box in boxes(paper.order_pdf(words(3), is_draft=False))}

    for text, indent in {"๑.": 2.5, "๑.๑": 3.1, "๑.๓": 3.1, "๒.๑": 3.1, "(ก)": 3.1}.items():
        assert left[text] == pytest.approx(indent, abs=0.05), text
    assert left["ทั้งนี้"] == pytest.approx(2.5, abs=0.05)
    assert left["สั่ง"] == pytest.approx(5, abs=0.05)


LONG = "ว่าที่ร้อยตรีณัฐพัชรนันท์กมลวรรณ ศรีสุวรรณรัตนโชติวงศ์พิพัฒน์ตัวอย่าง"


@pytest.mark.parametrize("name", ["นางสาวน้ำใจ ตัวอย่าง", LONG])
@pytest.mark.parametrize("count", [3, 15, 40])
def test_everything_stands_inside_the_margins(count, name):
    pdf = paper.order_pdf(words(count, name=name), is_draft=False)

    for _text, left, top, right, bottom in boxes(pdf):
        assert left >= 3 - 0.04
        assert right <= 21 - 2 + 0.04
        assert top >= 1
        assert bottom <= 29.7 - 2 + 0.2


@pytest.mark.parametrize("count", range(4, 16))
def test_no_signature_and_no_heading_stands_alone(count):
    pages = [squeeze(page) for page in poppler(paper.order_pdf(words(count), is_draft=False))]

    for heading in ("๑.องค์ประกอบ", "ดังนี้", "๒.หน้าที่และอำนาจ"):
        assert not any(page.endswith(heading) for page in pages)
    assert squeeze(DUTIES[-1]) in pages[-1]
    assert "ทั้งนี้ตั้งแต่วันที่" in pages[-1]


def test_later_pages_are_numbered_in_thai_digits():
    first, second, *_more = poppler(paper.order_pdf(words(30), is_draft=False))

    assert "-๑-" not in squeeze(first)
    assert squeeze(second).startswith("-๒-")


def test_a_draft_says_so_and_leaves_number_and_day_blank():
    order = words(3, number=None, signed_on=None)

    (page,) = poppler(paper.order_pdf(order, is_draft=True))

    assert page.split()[0] == "ร่าง"
    assert "ที่/๒๕๖๙" in squeeze(page)
    assert "สั่งณวันที่พ.ศ.๒๕๖๙" in squeeze(page)


def test_the_paper_embeds_only_our_fonts():
    reader: Any = pypdf.PdfReader(io.BytesIO(paper.order_pdf(words(3), is_draft=False)))

    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}
    assert names == {"Sarabun", "Sarabun-Bold"}
    assert reader.metadata.title == words(3).subject


def test_a_member_is_printed_with_whom_they_stand_for():
    people: list[dict[str, Any]] = [
        {"title": "พระครู", "name": "สาธิต", "position": CommitteeRole.CHAIR,
         "stakeholder_type": StakeholderType.RELIGIOUS_INSTITUTION},
        {"title": "", "name": "คนที่ 1", "stakeholder_type": StakeholderType.PARENT,
         "organisation": "โรงเรียนบ้านตัวอย่าง"},
        {"title": "", "name": "คนที่ 2", "stakeholder_type": StakeholderType.EXPERT},
        {"title": "", "name": "คนที่ 3", "stakeholder_type": StakeholderType.ESAO_STAFF,
         "organisation": "นักทรัพยากรบุคคล"},
    ]  # fmt: skip
    members = [make_member(**person) for person in people]

    printed = paper.printed(make_order(members=members)).members

    assert printed == [
        PrintedMember("พระครูสาธิต", ["ผู้แทนสถาบันศาสนา"], "ประธานคณะทำงาน"),
        PrintedMember("คนที่ 1", ["ผู้แทนผู้ปกครอง", "โรงเรียนบ้านตัวอย่าง"], "คณะทำงาน"),
        PrintedMember("คนที่ 2", ["ผู้ทรงคุณวุฒิ"], "คณะทำงาน"),
        PrintedMember("คนที่ 3", ["นักทรัพยากรบุคคล"], "คณะทำงาน"),
    ]


@pytest.mark.parametrize(
    ("kind", "organisation", "printed"),
    [
        (StakeholderType.PARENT, "ผู้แทนผู้ปกครองโรงเรียนบ้านน้ำคำ", ["ผู้แทนผู้ปกครองโรงเรียนบ้านน้ำคำ"]),
        (StakeholderType.PARENT, "ผู้แทนผู้ปกครอง", ["ผู้แทนผู้ปกครอง"]),
        (StakeholderType.PARENT, "ผู้ปกครอง โรงเรียนบ้านน้ำคำ", ["ผู้แทนผู้ปกครอง โรงเรียนบ้านน้ำคำ"]),
        (StakeholderType.TEACHER, "ครูโรงเรียนบ้านน้ำคำ", ["ผู้แทนครูโรงเรียนบ้านน้ำคำ"]),
        (StakeholderType.EXPERT, "ผู้ทรงคุณวุฒิด้านการเงิน", ["ผู้ทรงคุณวุฒิด้านการเงิน"]),
        (StakeholderType.EXPERT, "ข้าราชการบำนาญ", ["ผู้ทรงคุณวุฒิ", "ข้าราชการบำนาญ"]),
    ],
)
def test_whom_a_member_stands_for_is_not_said_twice(kind, organisation, printed):
    member = make_member(stakeholder_type=kind, organisation=organisation)

    assert paper.printed(make_order(members=[member])).members[0].stands_for == printed


def test_positions_are_called_after_the_kind_of_body():
    committee = make_committee(CommitteeKind.MONITORING)
    members = [make_member(role) for role in CommitteeRole]

    order = make_order(committee, members=members, signing_capacity=SigningCapacity.ON_BEHALF_OF)

    printed = paper.printed(order)
    assert printed.body == "คณะกรรมการ"
    assert printed.acting == "ปฏิบัติราชการแทน"
    assert [member.position for member in printed.members] == [
        "ที่ปรึกษา",
        "ประธานกรรมการ",
        "รองประธานกรรมการ",
        "กรรมการ",
        "กรรมการและเลขานุการ",
        "กรรมการและผู้ช่วยเลขานุการ",
    ]


def test_tasks_are_printed_in_the_order_of_the_announcement():
    tasks = list(group(1).tasks.order_by("-position"))

    order = make_order(members=[make_member(role) for role in FEW], tasks=tasks)

    printed = paper.printed(order).tasks
    assert printed == [(task.label, task.text_th) for task in reversed(tasks)]


def test_a_crest_of_the_office_is_printed(settings, tmp_path):
    crest = tmp_path / "files" / "office" / "crest.svg"
    crest.parent.mkdir(parents=True)
    square = '<rect width="9" height="9"/>'
    crest.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{square}</svg>')

    pdf = paper.order_pdf(words(3, crest=crest.as_uri()), is_draft=False)

    assert "ตราครุฑ" not in poppler(pdf)[0]


def test_preview_of_an_order_without_anybody_can_be_read():
    order = make_order(members=[], order_number=None, signed_on=None)

    (page,) = poppler(services.preview_order(order))

    assert "ร่าง" in page
