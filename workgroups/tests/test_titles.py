"""The title before a name is told from the name, and the paper prints what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workgroups.titles import PLAIN, RANKS, split

NAMES = ("สมชาย ตัวอย่าง", "เอื้องฟ้า สาธิต", "น้ำใจ ตัวอย่าง", "John Example", "ไพลิน สาธิต")


@pytest.mark.parametrize(
    ("typed", "title", "name"),
    [
        ("นายสมชาย ตัวอย่าง", "นาย", "สมชาย ตัวอย่าง"),
        ("นางสาวน้ำใจ ตัวอย่าง", "นางสาว", "น้ำใจ ตัวอย่าง"),
        ("ดร. สมชาย ตัวอย่าง", "ดร.", "สมชาย ตัวอย่าง"),
        ("ผศ.ดร.สมชาย ตัวอย่าง", "ผศ.ดร.", "สมชาย ตัวอย่าง"),
        ("ว่าที่ร้อยตรีหญิงกมล สาธิต", "ว่าที่ร้อยตรีหญิง", "กมล สาธิต"),
        ("ว่าที่ ร.ต. กมล สาธิต", "ว่าที่ ร.ต.", "กมล สาธิต"),
        ("นางสาวนางนวล ตัวอย่าง", "นางสาว", "นางนวล ตัวอย่าง"),
        ("ดร.นางสมศรี ตัวอย่าง", "ดร.นาง", "สมศรี ตัวอย่าง"),
        ("พระครูสาธิตวรคุณ", "พระครู", "สาธิตวรคุณ"),
        # no title: the name begins with the same letters
        ("นางาม ตัวอย่าง", "", "นางาม ตัวอย่าง"),
        ("นายิกา ตัวอย่าง", "", "นายิกา ตัวอย่าง"),
        ("หญิง ตัวอย่าง", "", "หญิง ตัวอย่าง"),
        ("สมชาย ตัวอย่าง", "", "สมชาย ตัวอย่าง"),
        ("นาย", "", "นาย"),
        ("", "", ""),
    ],
)
def test_title_is_told_from_the_name(typed, title, name):
    assert split(typed) == (title, name)


@given(
    title=st.sampled_from(PLAIN + RANKS),
    name=st.sampled_from(NAMES),
    space=st.sampled_from(["", " "]),
)
def test_every_title_is_known_with_and_without_a_space(title, name, space):
    assert split(f"{title}{space}{name}") == (title, name)


@given(st.text(alphabet="นายงสาวดร. พครูก้ิ", max_size=20))
def test_nothing_typed_gets_lost(typed):
    assert "".join(split(typed)).replace(" ", "") == typed.replace(" ", "")
