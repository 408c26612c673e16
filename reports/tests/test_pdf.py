"""The report on paper, read back by two readers: every word, its place, its page."""

import io
import re
import subprocess
from dataclasses import dataclass
from html.parser import HTMLParser

import pypdf
import pytest
from django.core.management import call_command

from reports import pdf
from reports.tests.written import NAMES, written_report

SERIAL = "RPT-2569-0001"
#: Millimetres and the margins of the report, in points.
MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 20 * MM, 190 * MM, 31 * MM, 269 * MM
#: What the page itself writes: bullets, numbers of lists, page numbers of the contents.
GENERATED = re.compile(r"[•๐-๙.]*")


@dataclass(frozen=True)
class Printed:
    """The document and its pages."""

    html: str
    content: bytes

    @property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.content))

    @property
    def count(self) -> int:
        return len(self.reader.pages)


def print_report(**sizes: int) -> Printed:
    document = pdf.annual_html(written_report(**sizes), serial=SERIAL, version=1)
    return Printed(document, pdf.to_pdf(document))


@pytest.fixture(scope="module")
def printed() -> Printed:
    call_command("build_fonts")
    return print_report()


class Words(HTMLParser):
    """The text of the body by block: what stands between two tags that are not inline."""

    INLINE = {"span", "b", "a", "br"}
    BLIND = {"style", "title", "svg"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self.headings: set[str] = set()
        self.heads: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.blocks = [squeezed(block) for block in self.blocks if squeezed(block)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        hidden = ("class", "visually-hidden") in attrs
        if tag not in {"meta", "link", "br", "col", "rect", "path"}:
            self._open.append("style" if hidden else tag)
        if tag not in self.INLINE:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"rect", "path"}:
            return
        self._open.pop()
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.add(squeezed(self.blocks[-1]))
        if tag == "th" and "thead" in self._open:
            self.heads.append(squeezed(self.blocks[-1]))
        if tag not in self.INLINE:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self.BLIND & set(self._open):
            self.blocks[-1] += data


def squeezed(text: str) -> str:
    return "".join(text.split())


def poppler(content: bytes, *options: str) -> str:
    command = ["/usr/bin/pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def poppler_body(printed: Printed) -> list[str]:
    """Each page without its header and foot; of the cover everything."""
    area = ["-x", "0", "-y", f"{TOP:.0f}", "-W", "600", "-H", f"{BOTTOM - TOP:.0f}"]
    cover, *_rest = poppler(printed.content, "-raw").split("\f")
    _cover, *pages = poppler(printed.content, "-raw", *area).split("\f")
    return [cover, *pages[: printed.count - 1]]


def pypdf_body(printed: Printed) -> list[str]:
    pages = []
    for number, page in enumerate(printed.reader.pages):
        height = float(page.mediabox.height)
        parts: list[str] = []

        def keep(text, matrix, text_matrix, *_fonts, parts=parts, height=height, number=number):
            place = height - (text_matrix[5] * matrix[3] + matrix[5])
            if number == 0 or TOP < place < BOTTOM:
                parts.append(text)

        page.extract_text(visitor_text=keep)
        pages.append("".join(parts))
    return pages


@pytest.mark.parametrize("read", [poppler_body, pypdf_body])
def test_every_word_is_read_back_as_it_was_written(printed, read):
    words = Words(printed.html)
    text = squeezed("".join(read(printed)))

    place, between = 0, []
    for block in words.blocks:
        found = text.find(block, place)
        assert found >= 0, (
            f"{block!r} is not where it was written; there is {text[place : place + 80]!r}"
        )
        between.append(text[place:found])
        place = found + len(block)

    repeated = re.compile("|".join(map(re.escape, sorted(set(words.heads), key=len, reverse=True))))
    strange = [GENERATED.sub("", repeated.sub("", gap)) for gap in [*between, text[place:]]]
    assert [gap for gap in strange if gap] == []


def test_all_digits_are_thai_but_in_latin_words(printed):
    text = "\n".join(poppler_body(printed))

    words = re.findall(r"[A-Za-z0-9._:/-]*[0-9][A-Za-z0-9._:/-]*", text)
    assert {word for word in words if not re.search("[A-Za-z]", word)} == set()
    assert SERIAL in text
    assert "https://example.go.th/2569/evidence/15" in squeezed(text)


def outside_margins(printed: Printed) -> list[tuple[int, str]]:
    """Words beyond the margins of their page; header and foot stand between 15 and 285 mm."""
    box = re.compile(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.+?)<'
    )
    pages = poppler(printed.content, "-bbox-layout").split("<page ")[2:]
    return [
        (number, word)
        for number, page in enumerate(pages, start=2)
        for left, top, right, bottom, word in box.findall(page)
        if float(left) < LEFT - 0.5
        or float(right) > RIGHT + 0.5
        or float(top) < 15 * MM
        or float(bottom) > 285 * MM
    ]


def test_no_word_stands_outside_the_margins(printed):
    assert outside_margins(printed) == []


def test_no_dot_that_a_line_could_end_with_stands_between_two_facts(printed):
    _cover, *pages = poppler_body(printed)

    assert "·" not in "".join(pages)


def test_no_heading_is_left_alone_at_the_foot_of_a_page(printed):
    headings = Words(printed.html).headings
    assert "การตอบและผลการพิจารณา" in headings

    last_lines = [squeezed(page.rstrip().split("\n")[-1]) for page in poppler_body(printed)]

    assert [line for line in last_lines if line in headings] == []


def test_the_contents_name_the_pages_their_parts_begin_on(printed):
    pages = [squeezed(page) for page in poppler_body(printed)]
    titles = ["บทสรุปผู้บริหาร", "ฐานอำนาจ", "ขั้นตอนการดำเนินงาน", "ผลรายกลุ่มภารกิจ", "การกำกับและติดตาม"]
    titles += [f"๓.{'๑๒๓๔๕๖๗'[number]}{squeezed(name)}" for number, name in enumerate(NAMES)]

    named = {}
    for title in titles:
        match = re.search(rf"{title}([๐-๙]+?)(?=ส่วน|๓\.|\Z)", pages[1])
        assert match, title
        named[title] = int(match[1])

    begins = {
        title: next(n for n, page in enumerate(pages[2:], start=3) if _begins(page, title))
        for title in titles
    }
    assert named == begins


def _begins(page: str, title: str) -> bool:
    """A page a part starts on top of, after its number, or a mission group anywhere."""
    return re.sub("^ส่วนที่[๑-๔]", "", page).startswith(title) or (
        title.startswith("๓.") and title in page
    )


#: Cover, contents and summary come before the parts.
FRONT = 3


def test_no_page_inside_a_part_is_left_half_empty(printed):
    pages = [squeezed(page) for page in poppler_body(printed)]
    boxes = poppler(printed.content, "-bbox").split("<page ")[1:]

    filled = {}
    for number in range(FRONT, printed.count):
        bottoms = map(float, re.findall(r'yMax="([\d.]+)"', boxes[number]))
        lowest = max(bottom for bottom in bottoms if bottom < BOTTOM)
        filled[number + 1] = (lowest - TOP) / (BOTTOM - TOP)
    last = {n for n, page in enumerate(pages) if page.startswith("ส่วนที่")} | {printed.count}

    half_empty = {n: share for n, share in filled.items() if share < 2 / 3 and n not in last}
    assert half_empty == {}


def test_every_page_but_the_cover_has_its_header_number_and_serial(printed):
    digits = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    _cover, *pages, _end = poppler(printed.content).split("\f")

    for number, page in enumerate(pages, start=2):
        text = squeezed(page)
        assert squeezed("รายงานผลการมีส่วนร่วม ประจำปีงบประมาณ พ.ศ. ๒๕๖๙") in text
        assert f"หน้า{str(number).translate(digits)}" in text
        assert SERIAL in text


def test_the_summary_keeps_to_one_page(printed):
    pages = [squeezed(page) for page in poppler_body(printed)]

    assert pages[2].startswith("บทสรุปผู้บริหาร")
    assert "ยังไม่มีบันทึกการปรับปรุง" in pages[2]
    assert pages[3].startswith("ส่วนที่๑")


def test_pages_grow_with_groups_and_not_with_opinions(printed):
    assert print_report(times=10_000).count == printed.count


def test_a_text_longer_than_a_page_goes_on_on_the_next(printed):
    long = print_report(evidence=40)

    assert long.count > printed.count
    assert outside_margins(long) == []
    end = squeezed("https://example.go.th/2569/evidence/15")
    assert squeezed("".join(poppler_body(long))).count(end) == len(NAMES)


def test_the_file_is_tagged_and_says_its_language_and_title(printed):
    root = printed.reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "th"
    assert printed.reader.metadata.title == "รายงานผลการมีส่วนร่วม ประจำปีงบประมาณ พ.ศ. ๒๕๖๙"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    outline = [entry.title for entry in printed.reader.outline if not isinstance(entry, list)]
    assert "บทสรุปผู้บริหาร" in outline


def test_terms_of_the_office_are_not_taken_apart_at_the_end_of_a_line():
    widths = range(28, 60)
    sentence = "งานกิจกรรมยุวกาชาดและเนตรนารีของโรงเรียนทุกแห่ง"
    column = "".join(f'<p style="width:{width}mm">{sentence}</p>' for width in widths)
    head = '<link rel="stylesheet" href="css/print_report.css">'

    text = poppler(pdf.to_pdf(f"<html>{head}<body>{pdf.kept_together(column)}</body></html>"))

    assert text.count("ยุวกาชาด") == text.count("เนตรนารี") == len(widths)


def test_digits_of_addresses_and_serials_stay():
    document = "<p>ปี 2569 ข้อ 1.5 RPT-2569-0001 https://a.th/25 &lt;3&gt; it&#x27;s 5</p>"

    assert pdf.with_thai_digits(document) == (
        "<p>ปี ๒๕๖๙ ข้อ ๑.๕ RPT-2569-0001 https://a.th/25 &lt;๓&gt; it&#x27;s ๕</p>"
    )
