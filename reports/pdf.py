"""From what a report says to its bytes."""

import html
import re

from django.template.loader import render_to_string
from django.utils import translation

from participation import paper, thai
from participation.text import office_words
from reports.figures import AnnualReport

#: A piece of text between two tags.
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
#: Serials, addresses and other words in Latin letters keep their digits.
_WORD = re.compile(r"[A-Za-z0-9._:/@%#?&=+~-]+")
_LATIN = re.compile(r"[A-Za-z]")
_UNITS = "เรื่อง|ตำแหน่ง|โรงเรียน|กลุ่ม|ครั้ง|ฉบับ|แห่ง|หน้า|งาน|ข้อ|คน|วัน"
#: Terms the Thai line breaker takes apart; the longest first, for one may begin another.
_TERMS = "|".join(map(re.escape, sorted(office_words(), key=len, reverse=True)))
#: What a line should not part: a term, a date, a year, a number and what it counts, each with the
#: marks that lean on it; never a part of a word that begins before it or ends after it.
_TOGETHER = re.compile(
    r"(?<![เ-ไ])[(“]*"
    rf"(?:[๐-๙]{{1,2}} (?:{'|'.join(map(re.escape, thai.MONTHS + thai.MONTHS_SHORT))}) [๐-๙]{{4}}"
    rf"|(?:พ\.ศ\.|เขต|ร้อยละ|ส่วนที่|มาตรา) [๐-๙]+|[๐-๙,]+ (?:{_UNITS})|{_TERMS})"
    r"[)”ฯๆ,.]*(?![ะ-ฺ็-๎])"
)


def annual_html(report: AnnualReport, *, serial: str, version: int) -> str:
    """The annual report as a document for paper, its digits Thai."""
    context = {
        "office": {"name_th": report.office},
        "report": report,
        "serial": serial,
        "version": version,
        "title": report.title,
    }
    with translation.override("th"):
        head, body = render_to_string("reports/annual.html", context).split("<body", 1)
    return f"{with_thai_digits(head)}<body{kept_together(with_thai_digits(body))}"


def to_pdf(document: str) -> bytes:
    """The document as a tagged PDF."""
    return paper.to_pdf(document)


def with_thai_digits(document: str) -> str:
    """The document with Thai digits in all its text, as official papers have them."""
    return _TEXT.sub(lambda text: html.escape(_thai(html.unescape(text[0]))), document)


def _thai(text: str) -> str:
    return _WORD.sub(
        lambda word: word[0] if _LATIN.search(word[0]) else thai.thai_digits(word[0]), text
    )


def kept_together(body: str) -> str:
    return _TEXT.sub(
        lambda text: _TOGETHER.sub(lambda part: f'<span class="nb">{part[0]}</span>', text[0]), body
    )
