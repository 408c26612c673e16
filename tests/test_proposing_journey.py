"""Somebody who does not know the group, on a phone without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from feedback.models import Opinion
from feedback.tests.make import make_published
from feedback.tests.test_proposing import taught
from participation.tests.make import group, make_office
from tests.conftest import Portal

ASKED = "รถรับส่งนักเรียนขับเร็ว ขอให้กำหนดความเร็วหน้าโรงเรียน"
TEXT = "รถรับส่งนักเรียนขับเร็วมาก อยากให้กำหนดความเร็ว"


#: Fills in the form as it stands, without the script's questions one by one, and sends it.
FILL_IN = """answers => {
    const form = document.getElementById("typed");
    for (const [name, value] of Object.entries(answers)) {
        form.elements[name].value = value;
    }
    form.submit();
}"""

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def phone(portal: Portal, new_context: NewContext) -> Callable[..., BrowserContext]:
    """A phone, at a portal that knows a published opinion and has learnt of sorted ones."""
    make_office()
    make_published(text=ASKED)
    taught()
    portal.start_web()

    def open_it(**how: bool) -> BrowserContext:
        size = {"width": 390, "height": 844}
        return new_context(base_url=portal.url, viewport=size, **how)

    return open_it


def test_without_a_script_who_is_not_sure_reads_chooses_and_sends(
    phone: Callable[..., BrowserContext],
) -> None:
    context = phone(java_script_enabled=False)
    page = context.new_page()
    page.goto("/opinions/new/")
    page.get_by_label("ปัญหา").check()
    page.get_by_label("ไม่แน่ใจ").check()
    page.locator("#id_text").fill(TEXT)
    page.locator("#id_stakeholder_type").select_option("parent")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()

    with context.expect_page() as opened:
        page.get_by_role("link", name="เปิดในแท็บใหม่").click()
    expect(opened.value.locator("main")).to_contain_text("ขอให้กำหนดความเร็วหน้าโรงเรียน")
    page.get_by_role("button", name="เลือกกลุ่มนี้").click()
    expect(page.locator(".facts")).to_contain_text(group(2).name)
    expect(page.get_by_role("button", name="เลือกกลุ่มนี้")).to_have_count(0)
    page.get_by_role("button", name="ส่งความคิดเห็น").click()

    expect(page.locator("main")).to_contain_text("รหัส")
    sent = Opinion.objects.order_by("pk").last()
    assert sent is not None
    assert (sent.text, sent.group) == (TEXT, group(2))


def test_a_guess_is_accessible(
    phone: Callable[..., BrowserContext], assert_accessible: Callable[[Page], None]
) -> None:
    page = phone().new_page()
    page.goto("/opinions/new/")
    answers = {"kind": "problem", "to": "unsure", "text": TEXT, "stakeholder_type": "parent"}

    page.evaluate(FILL_IN, answers)

    expect(page.get_by_role("button", name="เลือกกลุ่มนี้")).to_be_visible()
    expect(page.get_by_role("link", name="เปิดในแท็บใหม่")).to_be_visible()
    assert_accessible(page)
