"""What was searched for is marked where it stands, and nowhere else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.marking import BEFORE, passage
from feedback.quoting import LONGEST
from participation.text import clean, search_tokens, spellings

#: Thai with its ways of misspelling, digits, Latin letters, spaces.
written = st.text(
    st.sampled_from("กขคนมสรวยปแเโาะำิีุูเเ้่็ํ๊๐๒๙259abAB. \n") | st.sampled_from("น้ำประปาแก้ว")
)


def shown(text: str, question: str) -> str:
    pieces = passage(clean(text), search_tokens(question))
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@given(written)
def test_every_word_of_a_text_is_found_in_it_however_it_is_spelt(raw: str) -> None:
    text = clean(raw)

    lost = [
        token
        for token in search_tokens(text)
        if not re.search(spellings(token), text, re.IGNORECASE)
    ]

    assert lost == []


@given(written, written)
def test_a_passage_is_a_part_of_its_text(raw: str, question: str) -> None:
    line = " ".join(clean(raw).split())

    whole = "".join(piece.text for piece in passage(clean(raw), search_tokens(question)))

    assert whole in line


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("ขอให้ซ่อมน้ำประปา", "ประปา", "ขอให้ซ่อมน้ำ[ประปา]"),
        ("ขอให้ซ่อมน้ำประปา", "ซ่อม ประปา", "ขอให้[ซ่อม]น้ำ[ประปา]"),
        ("ขอให้ซ่อมน้ํา", "น้ำ", "ขอให้ซ่อม[น้ํา]"),
        ("เเก้วน้ำใบที่ ๒", "แก้ว 2", "[เเก้ว]น้ำใบที่ [๒]"),
        ("คนมากมายมาประชุม", "มา", "คนมากมาย[มา]ประชุม"),
        ("คนมากมาย", "มา", "คน[มา]ก[มา]ย"),
        ("ห้อง 12 และ 1", "1", "ห้อง 12 และ [1]"),
        ("ห้อง 12", "1", ""),
        ("Wifi ช้า แต่ wifis ดี", "wifi", "[Wifi] ช้า แต่ wifis ดี"),
        ("ไม่มีคำนั้น", "ประปา", ""),
    ],
)
def test_words_are_marked_whole(text: str, question: str, marked: str) -> None:
    assert shown(text, question) == marked


def test_a_passage_begins_with_a_phrase_shortly_before_the_hit() -> None:
    text = "เรื่องนี้เกิดมานานแล้ว " * 20 + "ขอให้ดูแลน้ำประปา ของโรงเรียน " + "ด้วยครับ " * 40

    marked = shown(text, "ประปา")

    before = marked.partition("[")[0]
    assert 0 < len(before) <= BEFORE
    assert before.startswith("เรื่องนี้เกิดมานานแล้ว")
    assert len(marked) <= LONGEST + 2


def test_a_passage_without_spaces_begins_with_a_word() -> None:
    marked = shown("โรงเรียน" * 60 + "ประปา" + "โรงเรียน" * 60, "ประปา")

    assert marked.startswith("โรงเรียน")
    assert "[ประปา]" in marked
