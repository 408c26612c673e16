"""The opinion form in a browser: nothing typed is lost, and nothing of it stays once it is sent."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from feedback.choices import MAX_TEXT
from feedback.models import Opinion
from participation.models import Office
from participation.tests.make import make_office
from tests.conftest import Portal

NewContext = Callable[..., BrowserContext]
PHONE: ViewportSize = {"width": 390, "height": 844}
TEXT = "ไฟทางหน้าโรงเรียนดับ\nเด็กเดินกลับบ้านมืดมากครับ"


@pytest.fixture
def open_form(portal: Portal, new_context: NewContext) -> Callable[..., Page]:
    """The form of a group that has it chosen, on a phone."""
    make_office()
    portal.start_web()

    def open_it(**how: bool) -> Page:
        page = new_context(base_url=portal.url, viewport=PHONE, **how).new_page()
        page.goto("/opinions/new/?group=5")
        return page

    return open_it


def go_on(page: Page) -> None:
    page.locator("[data-next] button").click()


def write(page: Page) -> None:
    """The first three questions, one after the other."""
    page.get_by_label("ข้อเสนอแนะ").check()
    go_on(page)
    go_on(page)
    page.locator("#id_text").fill(TEXT)


def finish(page: Page) -> None:
    """From the third question to the page that shows what will be sent."""
    go_on(page)
    page.locator("#id_stakeholder_type").select_option("teacher")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(page.locator(".facts")).to_contain_text("ไฟทาง")


def expect_question(page: Page, number: int) -> None:
    expect(page.locator("[data-stepper] p")).to_contain_text(str(number))


def test_reload_in_the_middle_keeps_what_was_typed_and_where(open_form):
    page = open_form()
    write(page)

    page.reload()

    expect_question(page, 3)
    expect(page.locator("#id_text")).to_have_value(TEXT)
    page.locator("[data-back]").click()
    expect_question(page, 2)
    expect(page.locator("[name=to][value=group-5]")).to_be_checked()
    page.locator("[data-back]").click()
    expect(page.get_by_label("ข้อเสนอแนะ")).to_be_checked()


def test_language_changes_in_the_middle_of_the_form(open_form):
    page = open_form()
    write(page)

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect_question(page, 3)
    expect(page.locator("#id_text")).to_have_value(TEXT)
    page.reload()
    expect(page.locator("#id_text")).to_have_value(TEXT)
    page.locator("[data-back]").click()
    expect_question(page, 2)


def test_language_changes_on_the_page_that_shows_what_will_be_sent(open_form):
    page = open_form()
    write(page)
    finish(page)

    page.get_by_role("button", name="English").click()

    expect(page.locator("h1")).to_have_text("Check before sending")
    expect(page.locator(".facts")).to_contain_text("ไฟทาง")
    page.reload()
    expect_question(page, 4)
    expect(page.locator("#id_stakeholder_type")).to_have_value("teacher")


def test_switches_without_a_script_keep_what_was_typed(open_form):
    page = open_form(java_script_enabled=False)
    page.locator("#id_text").fill(TEXT)

    page.locator(".size-large").click()
    expect(page.locator("html")).to_have_attribute("data-text-size", "large")
    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_text")).to_have_value(TEXT)
    expect(page.locator("#errors")).to_have_count(0)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_enter_presses_no_switch(open_form, has_scripts):
    page = open_form(java_script_enabled=has_scripts)

    page.get_by_label("ข้อเสนอแนะ").press("Space")
    page.get_by_label("ข้อเสนอแนะ").press("Enter")

    expect(page.locator("html")).to_have_attribute("data-text-size", "normal")
    if has_scripts:
        expect_question(page, 2)
        expect(page).to_have_url(re.compile("/new/"))
    else:
        expect(page.locator("#errors")).to_be_visible()


@pytest.mark.parametrize("keeps_pages", [True, False])
def test_back_after_sending_shows_an_empty_form_and_no_error_of_the_browser(
    portal, playwright, browser_type_launch_args, keeps_pages
):
    """Whether the browser wakes the page as it was left, or reads it again."""
    make_office()
    portal.start_web()
    ignored = ["--disable-back-forward-cache"] if keeps_pages else None
    browser = playwright.chromium.launch(**browser_type_launch_args, ignore_default_args=ignored)
    page = browser.new_page(base_url=portal.url, viewport=PHONE)
    page.goto("/opinions/new/?group=5")
    write(page)
    finish(page)
    page.locator("main .btn-primary").click()
    expect(page.locator("#code")).to_be_visible()

    for _time in range(3):
        page.go_back()
        expect_question(page, 1)
        expect(page.locator("#id_text")).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0
    assert Opinion.objects.count() == 1
    browser.close()


def test_receipt_on_paper_is_one_sheet_with_the_office_and_the_text_as_sent(open_form):
    Office.objects.update(address="99 ถนนนครพนม-ท่าอุเทน จังหวัดนครพนม 48000")
    page = open_form(java_script_enabled=False)
    text = ("ขอให้จัดรถรับส่งนักเรียนที่บ้านไกล " * 200)[:MAX_TEXT].strip()
    page.get_by_label("ข้อเสนอแนะ").check()
    page.locator("#id_text").fill(text)
    page.locator("#id_stakeholder_type").select_option("teacher")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    page.get_by_role("button", name="ส่งความคิดเห็น").click()
    expect(page.locator("#code")).to_be_visible()
    expect(page.locator(".sent-text")).to_be_hidden()

    page.emulate_media(media="print")

    expect(page.locator(".sent-text")).to_be_visible()
    expect(page.locator(".sent-text")).to_have_text(text)
    expect(page.locator(".receipt")).to_contain_text("จังหวัดนครพนม 48000")
    (_sheet,) = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages


def test_back_after_sending_without_a_script_leads_to_the_same_receipt(open_form):
    page = open_form(java_script_enabled=False)
    page.get_by_label("ข้อเสนอแนะ").check()
    page.locator("#id_text").fill(TEXT)
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    page.locator("#id_stakeholder_type").select_option("teacher")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    page.locator("main .btn-primary").click()
    code = page.locator("#code").inner_text()

    page.go_back()
    page.locator("main .btn-primary").click()
    expect(page.locator("#code")).to_have_text(code)
    page.go_back()
    page.go_back()
    expect(page.locator("#errors")).to_be_visible()
    assert Opinion.objects.count() == 1


def test_error_is_shown_at_its_own_question(open_form):
    page = open_form()
    write(page)
    go_on(page)
    page.locator("#id_stakeholder_type").select_option("teacher")
    page.locator("#id_email").fill("not an address")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()

    expect_question(page, 4)
    expect(page.locator("#errors")).to_be_visible()
    page.locator("#errors a").click()
    expect(page.locator("#id_email")).to_be_focused()
    page.locator("[data-back]").click()
    expect_question(page, 3)
    expect(page.locator("#errors")).to_be_hidden()
    go_on(page)
    page.locator("#id_email").fill("kru@example.org")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(page.locator(".facts")).to_contain_text("kru@example.org")

    page.go_back()
    expect(page.locator("#id_email")).to_have_value("kru@example.org")


def test_who_changes_something_begins_at_the_first_question(open_form):
    page = open_form()
    write(page)
    finish(page)

    page.locator("[data-edit]").click()

    expect_question(page, 1)
    go_on(page)
    go_on(page)
    expect(page.locator("#id_text")).to_have_value(TEXT)
    page.go_back()
    expect_question(page, 2)


def test_elsewhere_than_on_a_phone_all_is_asked_on_one_page(open_form):
    page = open_form()
    page.set_viewport_size({"width": 1280, "height": 900})
    for name in ("kind", "to", "stakeholder_type"):
        expect(page.locator(f"[name={name}]").first).to_be_visible()
    expect(page.locator("[data-stepper]")).to_be_hidden()
    expect(page.locator("[data-next]")).to_be_hidden()

    page.get_by_label("ข้อเสนอแนะ").check()
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(page.locator("#id_text")).to_be_focused()
    page.locator("#id_text").fill(TEXT)
    page.set_viewport_size(PHONE)
    expect_question(page, 3)
    expect(page.locator("[name=kind]").first).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#id_stakeholder_type").select_option("teacher")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()

    expect(page.locator(".facts")).to_contain_text("ไฟทาง")
    page.go_back()
    expect(page.locator("#id_text")).to_have_value(TEXT)
    expect(page.locator("#id_stakeholder_type")).to_be_visible()


def test_start_again_empties_the_form(open_form):
    page = open_form()
    write(page)
    page.on("dialog", lambda dialog: dialog.accept())

    page.locator("[data-again]").click()

    expect_question(page, 1)
    expect(page.locator("#id_text")).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("has_script", [True, False])
def test_a_row_is_changed_at_its_question_and_all_else_is_kept(open_form, has_script):
    page = open_form(java_script_enabled=has_script)
    if has_script:
        write(page)
        finish(page)
    else:
        page.get_by_label("ข้อเสนอแนะ").check()
        page.locator("#id_text").fill(TEXT)
        page.locator("#id_stakeholder_type").select_option("teacher")
        page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()

    page.get_by_role("button", name="แก้ไข ข้อความของท่าน").click()

    expect(page.locator("#id_text")).to_have_value(TEXT)
    expect(page.locator("#id_text")).to_be_in_viewport()
    if has_script:
        expect(page.locator("#id_text")).to_be_focused()
        expect_question(page, 3)
    page.locator("#id_text").fill("ไฟทางดับมาสองเดือนแล้ว")
    if has_script:
        finish(page)
    else:
        page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(page.locator(".facts")).to_contain_text("ไฟทางดับมาสองเดือนแล้ว")
    expect(page.locator(".facts")).to_contain_text("ครู")
