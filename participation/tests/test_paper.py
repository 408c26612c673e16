"""Thai on paper: read back as written, broken at words, made of our own files only."""

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from participation import fonts, paper

WORDS = (  # noqa: SIM905 (one line of words reads better than a list)
    "ราชการ สำนักงาน น้ำใจ ทำให้ ก่ำ ก้ำ ก๊ำ ก๋ำ ป่ำ ฝ้ำ ฟำ คำสั่ง กรรมการ น้ำประปา จำนำ ส่วน ปี่ ผู้ "
    "ญาติ ฐานะ ฤๅษี สัมฤทธิ์ เก็บ ก๊วยเตี๋ยว “ก” ๑๒๓ ABC"
).split()
SENTENCE = (
    "สำนักงานเขตพื้นที่การศึกษาเปิดโอกาสให้ผู้รับบริการและผู้มีส่วนได้ส่วนเสียเข้ามามีส่วนร่วมในการดำเนินงาน"
    "ตั้งแต่ร่วมคิดร่วมวางแผนร่วมตัดสินใจร่วมปฏิบัติและร่วมติดตามประเมินผลเพื่อให้การจัดการศึกษาเกิดประโยชน์แก่นักเรียน"
)


@pytest.fixture(scope="session", autouse=True)
def built_fonts() -> None:
    call_command("build_fonts")


def document(body: str, style: str = "") -> bytes:
    return paper.to_pdf(
        '<!doctype html><html lang="th"><title>ทดสอบ</title>'
        '<link rel="stylesheet" href="css/print.css">'
        f"<style>@page {{ @bottom-right {{ content: none }} }} {style}</style><body>{body}"
    )


def poppler(pdf: bytes) -> str:
    command = ["/usr/bin/pdftotext", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def read_by_pypdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


READERS = pytest.mark.parametrize("read", [poppler, read_by_pypdf])


@READERS
@pytest.mark.parametrize("weight", fonts.WEIGHTS)
@pytest.mark.parametrize("words", [WORDS, WORDS[::-1]], ids=["forwards", "backwards"])
def test_words_are_read_back_as_they_were_written(read, weight, words):
    # the first use of a glyph decides its text, so the order of words matters
    pdf = document(f"<p>{' '.join(words)}</p>", f"p {{ font-weight: {weight} }}")

    assert read(pdf).split() == words


@pytest.mark.parametrize("weight", fonts.WEIGHTS)
def test_every_syllable_is_read_back_with_its_marks_in_order(weight):
    consonants = [chr(code) for code in range(0x0E01, 0x0E2F) if chr(code) not in "ฤฦ"]
    tones = ["", *"่้๊๋"]
    marks = [vowel + tone for vowel in ["", *"ัิีึื็ุู"] for tone in tones]
    marks += [tone + "ำ" for tone in tones] + ["์", "ิ์"]
    syllables = [consonant + mark + "ว" for mark in marks for consonant in consonants]

    words = " ".join(f"<span>{syllable}</span>" for syllable in syllables)
    style = f"p {{ font-weight: {weight} }} span {{ white-space: nowrap }}"

    pdf = document(f"<p>{words}</p>", style)

    assert poppler(pdf).split() == syllables
    assert "".join(read_by_pypdf(pdf).split()) == "".join(syllables)


@READERS
def test_a_sara_am_typed_in_two_parts_is_read_back_whole(read):
    pdf = document("<p>สํานักงาน น้ํา นํ้า สำนักงาน</p>")

    assert read(pdf).split() == ["สำนักงาน", "น้ำ", "น้ำ", "สำนักงาน"]


@READERS
def test_a_long_sentence_breaks_into_lines_between_words(read):
    assert len(SENTENCE) >= 200

    lines = read(document(f"<p>{SENTENCE}</p>", "p { width: 16cm }")).split("\n")

    lines = [line.strip() for line in lines if line.strip()]
    assert len(lines) >= 3
    assert "".join(lines) == SENTENCE
    marks = "\u0e31\u0e33-\u0e3a\u0e47-\u0e4e"
    assert not [line for line in lines if re.match(f"[{marks}ะาๆ]", line)]


@given(st.text() | st.text(alphabet="กขงจนมลสเแใำะาิ่้ๆฯ ๐๑๒/.()", max_size=60))
def test_phrases_of_a_line_are_the_line_again(line):
    assert "".join(paper.phrases(line)) == line


@pytest.mark.parametrize(
    ("line", "phrases"),
    [
        ("เขตพื้นที่การศึกษาประถมศึกษา", ["เขตพื้นที่การศึกษา", "ประถมศึกษา"]),
        ("ผู้อำนวยการสำนักงาน", ["ผู้อำนวยการ", "สำนักงาน"]),
        ("นครพนม เขต ๒", ["นครพนม เขต ๒"]),
        ("ประจำปีงบประมาณ พ.ศ. ๒๕๗๐", ["ประจำปีงบประมาณ พ.ศ. ๒๕๗๐"]),
        ("วันที่ ๕ ตุลาคม พ.ศ. ๒๕๖๙ ถึง", ["วันที่ ๕ ตุลาคม พ.ศ. ๒๕๖๙", " ", "ถึง"]),
        ("ทั้ง ๗ กลุ่ม ข้อ ๒ ให้ทำ", ["ทั้ง ๗ กลุ่ม", " ", "ข้อ ๒", " ", "ให้ทำ"]),
        ("เรื่องอื่น ๆ “(ก)”", ["เรื่อง", "อื่น ๆ", " ", "“(ก)”"]),
        ("การจัดตั้งงบประมาณของสถานศึกษา", ["การจัดตั้งงบประมาณ", "ของสถานศึกษา"]),
        ("เข้ามามีส่วนร่วมในการดำเนินงาน", ["เข้ามา", "มีส่วนร่วมใน", "การดำเนินงาน"]),
    ],
)
def test_what_reads_as_one_is_not_parted(line, phrases):
    assert paper.phrases(line) == phrases


def test_fonts_are_ours_embedded_and_the_file_is_tagged():
    pdf = document("<h1>หนา</h1><p>บาง</p>")

    reader: Any = pypdf.PdfReader(io.BytesIO(pdf))
    used = reader.pages[0]["/Resources"]["/Font"].values()
    embedded = {font.get_object()["/BaseFont"].partition("+")[2] for font in used}
    assert embedded == {"Sarabun", "Sarabun-Bold"}
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "th"


def test_pages_are_counted_in_thai_digits():
    pdf = paper.to_pdf(
        '<!doctype html><html lang="th"><title>ก</title>'
        '<link rel="stylesheet" href="css/print.css">'
        '<body><p>ก</p><p class="page-break">ข</p>'
    )

    assert [page.extract_text().split() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages] == [
        ["ก", "หน้า", "๑"],
        ["ข", "หน้า", "๒"],
    ]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "file:///etc/hostname",
        "../participation/settings.py",
        "data:text/plain,x",
    ],
)
def test_paper_opens_only_our_own_files(address):
    fetch = paper._fetcher()

    with pytest.raises(PermissionError):
        fetch(address if ":" in address else f"{paper.STATIC.as_uri()}/{address}")


def test_fonts_that_are_missing_are_named(settings, tmp_path):
    settings.FONTS_DIR = tmp_path

    with pytest.raises(paper.FontsMissingError, match="build_fonts"):
        document("<p>ก</p>")


def picture(pdf: bytes) -> bytes:
    command = ["/usr/bin/pdftoppm", "-gray", "-r", "100"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def test_letters_stand_where_sarabun_puts_them(settings, tmp_path):
    source = Path(settings.BASE_DIR) / "node_modules" / "@fontsource" / "sarabun"
    for weight in fonts.WEIGHTS:
        subsets = [fonts._subset_path(source, name, weight) for name in fonts.SUBSETS]
        fonts._merge(subsets).save(fonts.font_path(tmp_path, weight))
    body = f"<p>{' '.join(WORDS)} ปำ ฝำ ฟั่น ฬ่ำ รำ ญุ ฎู</p>"
    style = "p { font-size: 30pt; line-height: 45pt }"
    built = [document(body, style), document(f"<b>{body}</b>", style)]

    settings.FONTS_DIR = tmp_path
    shipped = [document(body, style), document(f"<b>{body}</b>", style)]

    for ours, theirs in zip(map(picture, built), map(picture, shipped), strict=True):
        unlike = sum(abs(a - b) > 128 for a, b in zip(ours, theirs, strict=True))
        ink = sum(value < 128 for value in theirs)
        # the edges of letters differ by a fraction of a dot; a letter out of place moves its line
        assert unlike < ink / 10


def test_fonts_are_built_once(tmp_path):
    source = Path(settings.BASE_DIR) / "node_modules" / "@fontsource" / "sarabun"

    assert fonts.build(source, tmp_path)
    assert not fonts.build(source, tmp_path)
