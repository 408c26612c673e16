"""Text as received, as shown, as compared, as found."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import text

thai_text = st.text(
    st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B)
    | st.sampled_from(" \n\u200b\u0301aé😢")
)
anything = st.text(st.characters(exclude_categories=[])) | thai_text


@given(anything)
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    assert text.clean(text.clean(raw)) == text.clean(raw)


@given(anything)
def test_folding_twice_changes_nothing_more(raw: str) -> None:
    assert text.fold(text.fold(raw)) == text.fold(raw)


@given(anything)
def test_shown_text_holds_no_control_and_nothing_invisible(raw: str) -> None:
    shown = text.clean(raw)

    assert unicodedata.is_normalized("NFC", shown)
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c != "\n"]
    assert not set(shown) & set("\u200b\u200c\u200d\u202e\u2066\ufeff")
    assert not re.search("[\ufdd0-\ufdef\ufffe\uffff]", shown), "a spreadsheet holds none of them"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("น้ำใจ", "น้ำใจ"),
        ("ข้อ\u200bความ\u202e", "ข้อความ"),
        ("หนึ่ง\ufffe\uffffสอง\ufdd0", "หนึ่งสอง"),
        ("หนึ่ง\x00สอง\x1b[31m", "หนึ่งสอง[31m"),
        ("แรก\r\n\r\n\r\n\r\nหลัง  ", "แรก\n\nหลัง"),
        ("เเก้ว", "เเก้ว"),  # what was typed stays; only comparing knows better
        ("งบมาช้ามากกกก 😢", "งบมาช้ามากกกก 😢"),
    ],
)
def test_what_is_shown(raw: str, shown: str) -> None:
    assert text.clean(raw) == shown


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("เเก้ว", "แก้ว"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("ดําเนินการ", "ดำเนินการ"),
        ("ทีี่", "ที่"),
        ("ปี ๒๕๖๙", "ปี 2569"),
        ("ก  ข\nค", "ก ข ค"),
    ],
)
def test_spellings_that_look_alike_compare_alike(typed: str, meant: str) -> None:
    assert text.fold(typed) == text.fold(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("มา", "ม้า"), ("เขา", "เข้า"), ("น้ำ", "นำ"), ("ครู", "คู")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert text.fold(one) != text.fold(other)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("ประปา", "ขอให้ซ่อมน้ำประปาโรงเรียน"),
        ("น้ำประปา", "ขอให้ซ่อมนํ้าประปาโรงเรียน"),
        ("โรงเรียน", "เเละโรงเรียนขนาดเล็ก"),
        ("มีส่วนร่วม", "เปิดให้เข้ามามีส่วนร่วมในแผน"),
        ("ก.ต.ป.น.", "ขอให้ ก.ต.ป.น. แจ้งผล"),
        ("active learning", "หลักสูตร Active Learning ดีมาก"),
        ("๒๕๖๙", "ปี 2569"),
        ("เงินอุดหนุน รายหัว", "เงินอุดหนุนรายหัวของโรงเรียน"),
    ],
)
def test_a_word_is_found_inside_running_text(question: str, sentence: str) -> None:
    words = text.search_words(sentence).split()

    assert set(text.search_tokens(question)) <= set(words)


@pytest.mark.parametrize("length", [50, 139, 140, 200, 1000])
def test_words_of_a_text_are_the_text_again_however_long_it_is(length: int) -> None:
    sentence = ("สำนักงานเขตพื้นที่การศึกษาเปิดโอกาสให้ผู้รับบริการเข้ามามีส่วนร่วมในการดำเนินงาน" * 20)[:length]

    assert "".join(text.words(sentence)) == sentence
    assert "".join(dict.fromkeys(text.words(sentence))) == "".join(text.search_tokens(sentence))


def test_no_text_makes_the_cutter_think_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """What may be cut in very many ways costs it more than twice as much when it is twice as long.

    Ten seconds for one opinion of 4,000 letters, again for each page that shows it.
    """
    given: list[str] = []
    cut = text._cut

    def watched(part: str) -> list[str]:
        given.append(part)
        return cut(part)

    monkeypatch.setattr(text, "_cut", watched)
    confusing = "กรอ" * 400 + " ย 1 " + "สารกรม" * 100 + "x" * 300

    words = text.words(confusing)

    assert "".join(words) == confusing
    assert "x" * 300 in words
    assert max(len(run) for part in given for run in re.findall("[\u0e01-\u0e4e]+", part)) <= 150
    assert sum(map(len, given)) < 2 * len(confusing)


def test_a_long_run_is_cut_as_if_it_were_cut_at_once() -> None:
    sentence = "สำนักงานเขตพื้นที่การศึกษาเปิดโอกาสให้ผู้รับบริการเข้ามามีส่วนร่วมในการดำเนินงาน" * 12

    assert text.words(sentence) == text._cut(sentence)


def test_a_word_that_is_not_there_is_not_found() -> None:
    words = text.search_words("ขอให้ซ่อมถนนหน้าโรงเรียน").split()

    assert not set(text.search_tokens("ประปา")) <= set(words)


def test_each_spelling_is_of_one_word_and_is_cut_whole():
    lines = (text._SPELT_ALIKE.read_text("utf-8")).splitlines()
    spellings = [word for line in lines for word in line.split()]

    assert len(spellings) == len(set(spellings))
    assert all(len(line.split()) > 1 for line in lines)
    assert [text.search_tokens(word) for word in spellings] == [[word] for word in spellings]
    assert text.spelt_alike("อีเมล์") == text.spelt_alike("อีเมล")
    assert text.spelt_alike("น้ำ") == ("น้ำ",)
