"""On top of a form that was refused stands each field by its name, with a way to it."""

import re

import pytest
from django.urls import reverse

from feedback.forms.fields import LongSelect
from feedback.tests.make import make_opinion
from participation.choices import Role
from participation.tests.make import group, make_office, make_responsible_officer, make_user
from workgroups.tests.make import seat

pytestmark = pytest.mark.django_db

#: Page, what is typed, and each field to be mended: its name, and the beginning of what is said.
FORMS = {
    "new_review": (
        {"period_start": "เมื่อวาน", "period_end": "31/2/2569"},
        {
            "กลุ่มภารกิจ": "เลือกกลุ่ม",
            "ช่วงเวลาตั้งแต่": "เขียนเป็น",
            "ช่วงเวลาถึง": "ไม่มีวันที่ 31/2/2569",
            "ข้อค้นพบ": "โปรดกรอก",
            "การวิเคราะห์": "โปรดกรอก",
            "ข้อเสนอแนะที่ 1": "โปรดกรอก",
        },
    ),
    "new_improvement": (
        {"done_on": "1/1/3000", "numbers": "x", "opinions": "0"},
        {
            "เรื่องที่ปรับปรุง": "โปรดกรอก",
            "ก่อนปรับปรุง": "โปรดกรอก",
            "หลังปรับปรุง": "โปรดกรอก",
            "หลักฐาน": "โปรดกรอก",
            "ดำเนินการเมื่อ": "ปี 3000",
            "ความคิดเห็นที่นำมาปรับปรุง": "",
            "ความคิดเห็นอื่น ระบุด้วยเลขที่": "ไม่พบ",
        },
    ),
    "answer_opinion": ({}, {"คำตอบ": "เขียนคำตอบ", "ผลการพิจารณา": "เลือกผล"}),
    "withhold_opinion": ({}, {"เหตุผลที่ไม่เผยแพร่": "ระบุเหตุผล"}),
    "sort_opinion": ({}, {"ส่งให้": "เลือกกลุ่ม"}),
    "import_opinions": (
        {"received_on": "วันนี้"},
        {"ไฟล์ CSV หรือ Excel": "เลือกไฟล์", "วันที่รับเรื่อง": "เขียนเป็น"},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_summary_names_each_field_and_leads_to_it(client, form):
    typed, expected = FORMS[form]
    make_office()
    user = make_responsible_officer(group(5), user=make_user(Role.TRIAGE_OFFICER))
    seat(user)
    client.force_login(user)
    opinion = make_opinion(group=group(5))
    needs_number = form.endswith("_opinion")

    response = client.post(
        reverse(f"feedback:{form}", args=[opinion.number] if needs_number else []), typed
    )

    content = response.content.decode()
    summary = content.partition('id="errors"')[2].partition("</ul>")[0]
    told = re.findall(r'<li><a href="#([^"]+)">(.+?): (.+?)</a></li>', summary)
    assert f"มี {len(told)} จุด" in summary
    assert [field for _id, field, _said in told] == list(expected)
    for target, field, said in told:
        assert said.startswith(expected[field])
        assert f'id="{target}"' in content


@pytest.mark.parametrize(
    ("typed", "chosen"), [("a", ["a"]), ("b", ["b"]), ("", [""]), (None, [""]), ("<x>", [])]
)
def test_long_list_marks_the_line_that_was_chosen_and_no_other(typed, chosen):
    lists = [("", "ไม่เลือก"), ("กลุ่ม <1>", [("a", "ก & ข"), ("b", "ค")])]

    html = LongSelect(choices=lists).render("task", typed)

    assert re.findall(r'<option value="([^"]*)" selected>', html) == chosen
    assert '<optgroup label="กลุ่ม &lt;1&gt;"><option value="a"' in html
    assert ">ก &amp; ข</option>" in html
    assert "<x>" not in html
