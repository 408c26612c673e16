"""A matter from sending to the last word, on a phone without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from feedback import codes
from feedback.choices import OpinionState, Outcome
from feedback.models import Opinion
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender
from feedback.tests.make import make_opinion
from participation.models import User
from participation.tests.make import group, make_head, make_office
from tests.conftest import Portal

NewContext = Callable[..., BrowserContext]
Accessible = Callable[[Page], None]
SAID = "ขอรถรับส่งนักเรียน บ้านไกลจากโรงเรียนค่ะ"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def officer(portal: Portal) -> User:
    """The portal is open, and somebody answers for group 5."""
    make_office()
    portal.start_web()
    return make_head(group(5).unit)


def send(page: Page) -> str:
    """Returns the tracking code of the receipt."""
    page.goto("/opinions/new/?group=5")
    page.get_by_label("ข้อเสนอแนะ").check()
    page.locator("textarea[name=text]").fill(SAID)
    page.locator("select[name=stakeholder_type]").select_option("parent")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    page.get_by_role("button", name="ส่ง").first.click()
    return page.locator("#code").inner_text()


def track(page: Page, code: str) -> None:
    page.goto("/track/")
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="ดูเรื่องของฉัน").click()


def judge(page: Page, word: str, reason: str = "") -> None:
    page.locator(f"input[name=word][value={word}]").check()
    page.locator("textarea[name=reason]").fill(reason)
    page.get_by_role("button", name="ส่งความเห็น").click()


def answer(officer: User, text: str) -> None:
    answer_opinion(Opinion.objects.get(), by=officer, text=text, outcome=Outcome.CONSIDERED)


def test_matter_is_asked_about_answered_disputed_and_answered_again(
    portal: Portal, officer: User, new_context: NewContext, assert_accessible: Accessible
) -> None:
    context = new_context(base_url=portal.url, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    code = send(page)
    expect(page.locator(".qr svg")).to_be_visible()

    ask_sender(
        Opinion.objects.get(), by=officer, text="มาจากหมู่บ้านใดคะ", key=codes.new_submission_key()
    )
    track(page, code)
    expect(page.get_by_text("มาจากหมู่บ้านใดคะ")).to_be_visible()
    page.locator("#reply-text").fill("บ้านเหนือค่ะ")
    # a switch of the header is pressed with the reply half-written
    page.get_by_role("button", name="ตัวอักษรใหญ่ขึ้น").click()
    expect(page.locator("#reply-text")).to_have_value("บ้านเหนือค่ะ")
    page.get_by_role("button", name="ส่งข้อความ").click()
    expect(page.get_by_text("เราได้รับข้อความของท่านแล้ว")).to_be_visible()
    page.reload()
    expect(page.get_by_text("บ้านเหนือค่ะ")).to_have_count(1)

    answer(officer, "จะเสนอคณะทำงานในเดือนหน้า")
    track(page, code)
    judge(page, "not", "อยากทราบว่าระหว่างนี้ทำอย่างไร")
    expect(page.get_by_text("เรานำเรื่องกลับมาพิจารณา").first).to_be_visible()
    assert Opinion.objects.get().state == OpinionState.UNDER_REVIEW

    answer(officer, "ระหว่างนี้โรงเรียนจัดรถตู้ให้แล้ว")
    track(page, code)
    judge(page, "solved")
    expect(page.get_by_text("เรายินดีที่เรื่องของท่านแก้ไขได้แล้ว")).to_be_visible()
    expect(page.locator(".steps [aria-current=step]")).to_contain_text("ปิดเรื่อง")
    assert Opinion.objects.get().state == OpinionState.CLOSED
    assert page.url.endswith("/track/judge/")


def test_pages_of_a_matter_can_be_used_by_everybody(
    portal: Portal, officer: User, new_context: NewContext, assert_accessible: Accessible
) -> None:
    page = new_context(base_url=portal.url, viewport=PHONE).new_page()
    code, form = codes.code_for("journey"), codes.new_submission_key()
    opinion = make_opinion(group=group(5), code_hash=codes.kept_hash(code), text=SAID)
    ask_sender(opinion, by=officer, text="มาจากหมู่บ้านใดคะ", key=form)

    # from the QR: the code comes behind #, and does not stay in the address
    page.goto("/")
    page.goto(f"/track/#{codes.shown(code, prefix='NPM2')}")
    expect(page.locator("#id_code")).not_to_have_value("")
    assert "#" not in page.url
    page.get_by_role("button", name="ดูเรื่องของฉัน").click()
    assert_accessible(page)
    page.get_by_text("ข้อความของฉันถูกแก้ไขหรือไม่").click()
    page.locator("#compare-text").fill(SAID)
    page.get_by_role("button", name="เทียบข้อความ").click()
    expect(page.get_by_text("ทุกตัวอักษร")).to_be_visible()
    assert_accessible(page)
    answer(officer, "จะเสนอคณะทำงานในเดือนหน้า")
    track(page, code)
    assert_accessible(page)
