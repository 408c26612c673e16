"""An opinion on its ways in: with a photograph, by a poster, off paper, over several days."""

import io
import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from feedback.choices import Act, Channel
from feedback.models import EntryLink, KeptOpinion, Opinion
from feedback.services.linking import make_link
from participation.choices import Role
from participation.models import AuditEvent
from participation.tests.make import group, make_office, make_school, make_user
from tests.conftest import Portal

NewContext = Callable[..., BrowserContext]
PHONE = {"width": 390, "height": 844}
MARKER = "SOMCHAI-PHONE"


@pytest.fixture
def photograph() -> dict[str, object]:
    """A file as a telephone gives it to a browser, which tells of its owner."""
    told = Image.Exif()
    told[0x010F] = MARKER
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG", exif=told)
    return {"name": f"{MARKER}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture
def phone(portal: Portal, new_context: NewContext) -> Callable[..., Page]:
    make_office()
    portal.start_web()

    def open_it(**how: bool) -> Page:
        return new_context(base_url=portal.url, viewport=PHONE, **how).new_page()

    return open_it


def test_photograph_goes_along_without_a_script(phone, photograph, tmp_path):
    page = phone(java_script_enabled=False)
    page.goto("/opinions/new/?group=5")
    page.get_by_label("ปัญหา").check()
    page.locator("#id_text").fill("ทางเท้าพัง")
    page.locator("#id_stakeholder_type").select_option("parent")
    page.locator("#id_attachments").set_input_files([photograph])
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(page.locator(".files img")).to_have_count(1)

    page.get_by_role("button", name="กลับไปแก้ไข").click()
    expect(page.locator(".files img")).to_have_count(1)
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    page.get_by_role("button", name="ส่งความคิดเห็น").click()
    code = page.locator("#code").inner_text()

    page.goto("/track/")
    page.locator("#id_code").fill(code)
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".files img")).to_have_count(1)
    url = page.locator(".files a").get_attribute("href")
    answer = page.request.get(url or "")
    assert answer.headers["content-type"] == "image/jpeg"
    assert Opinion.objects.get().attachments.count() == 1
    for path in tmp_path.rglob("*"):
        assert MARKER not in path.name
        assert not path.is_file() or MARKER.encode() not in path.read_bytes(), path


def test_photograph_goes_up_when_it_is_chosen_and_survives_a_reload(phone, photograph):
    page = phone()
    page.goto("/opinions/new/?group=5")
    page.get_by_label("ปัญหา").check()
    for _question in range(2):
        page.locator("[data-next] button").click()
    page.locator("#id_text").fill("ทางเท้าพัง")
    page.locator("#id_attachments").set_input_files([photograph])
    expect(page.locator(".files img")).to_have_count(1)

    page.reload()
    expect(page.locator(".files img")).to_have_count(1)
    page.locator(".files button").click()
    expect(page.locator(".files")).to_have_count(0)


def test_poster_leads_to_the_form_with_group_and_school(phone):
    school = make_school()
    link = make_link("ป้าย", by=make_user(), group=group(3), school=school)
    page = phone()
    page.goto(f"/opinions/new/?from={link.slug}")
    page.get_by_label("คำชม").check()
    page.locator("[data-next] button").click()
    expect(page.locator("[name=to][value=group-3]")).to_be_checked()
    page.locator("[data-next] button").click()
    page.locator("#id_text").fill("ครูดูแลเด็กดีมาก")
    page.locator("[data-next] button").click()
    expect(page.locator("#id_place")).to_have_value(f"school-{school.pk}")
    page.locator("[data-next] button").click()
    page.locator("#id_stakeholder_type").select_option("parent")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(page.locator(".facts")).to_contain_text(school.name_th)
    page.get_by_role("button", name="ส่งความคิดเห็น").click()
    expect(page.locator("#code")).to_be_visible()

    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.entry) == (Channel.QR_CODE, EntryLink.objects.get())


def test_who_has_an_account_sends_keeps_the_matter_and_finds_it_without_its_code(
    phone, assert_accessible
):
    person = make_user(email="parent@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page = phone()
    page.goto("/accounts/login/?next=/")
    page.locator("input[type=email]").fill(person.email)
    page.locator("input[type=password]").fill("correct horse")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\d/$"))
    begin(page)
    page.locator("[data-next] button").click()
    page.locator("#id_stakeholder_type").select_option("parent")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    page.get_by_role("button", name="ส่งความคิดเห็น").click()
    code = page.locator("#code").inner_text()
    opinion = Opinion.objects.get()
    # having an account tells nobody who it was, until the person keeps the matter there
    page.goto("/desk/matters/")
    expect(page.locator("main")).not_to_contain_text(opinion.number)

    page.goto("/track/")
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="ดูเรื่องของฉัน").click()
    page.get_by_role("button", name="เก็บไว้ในบัญชีของฉัน").click()
    expect(page).to_have_url(re.compile("/desk/matters/$"))
    assert_accessible(page)
    page.locator("main a.strong").click()
    expect(page.get_by_text("เรื่องที่ยังเขียนไม่จบ")).to_be_visible()
    assert_accessible(page)
    assert KeptOpinion.objects.get().user == person
    assert not AuditEvent.objects.filter(subject_id=str(opinion.pk), by=person).exists()


def press(page: Page, key: str, *, times: int) -> None:
    for _time in range(times):
        page.keyboard.press(key)


def test_pile_of_paper_is_entered_with_the_keyboard_alone(portal, new_context, assert_accessible):
    make_office()
    officer = make_user(Role.TRIAGE_OFFICER, email="triage@example.org")
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    portal.start_web()
    page = new_context(base_url=portal.url).new_page()
    page.goto("/accounts/login/?next=/desk/opinions/enter/")
    page.locator("input[type=email]").fill("triage@example.org")
    page.locator("input[type=password]").fill("correct horse")
    page.keyboard.press("Enter")
    expect(page.locator("#id_kind")).to_be_focused()
    assert_accessible(page)

    numbers = []
    for words in ("พื้นทรุด", "น้ำไม่ไหล"):
        expect(page.locator("#id_kind")).to_be_focused()
        press(page, "ArrowDown", times=2)
        page.keyboard.press("Tab")
        press(page, "ArrowDown", times=7)
        press(page, "Tab", times=2)
        page.keyboard.type(words)
        page.keyboard.press("Tab")
        press(page, "ArrowDown", times=2)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".panel .code")).to_contain_text("NPM2-")
        expect(page.locator("#id_text")).to_have_value("")
        numbers.append(page.locator(".panel h2").inner_text())
        expect(page.locator("main form [data-put-back]")).to_have_count(0)

    assert len(set(numbers)) == 2
    assert list(Opinion.objects.order_by("pk").values_list("text", flat=True)) == [
        "พื้นทรุด",
        "น้ำไม่ไหล",
    ]
    assert {opinion.group for opinion in Opinion.objects.all()} == {group(7)}
    assert {event.by for event in AuditEvent.objects.filter(verb=Act.ENTER)} == {officer}
    assert_accessible(page)


def begin(page: Page) -> None:
    page.goto("/opinions/new/?group=5")
    page.get_by_label("ปัญหา").check()
    for _question in range(2):
        page.locator("[data-next] button").click()
    page.locator("#id_text").fill("เรื่องที่ยังเขียนไม่จบ")


def test_nothing_is_kept_on_the_device_unasked(phone):
    page = phone()
    begin(page)

    assert page.evaluate("localStorage.length") == 0


def test_draft_is_kept_when_asked_offered_without_its_words_and_gone_when_sent(phone):
    page = phone()
    begin(page)
    page.locator("[data-draft-keep] summary").click()
    page.locator("[data-draft-save]").click()
    expect(page.locator("[data-draft-keep] [role=status]")).to_contain_text("เก็บไว้ถึง")

    another_day = page.context.new_page()
    page.close()
    another_day.goto("/opinions/new/")
    expect(another_day.locator("[data-draft-offer]")).to_be_visible()
    assert "ยังเขียนไม่จบ" not in another_day.locator("main").inner_text()
    another_day.locator("[data-draft-open]").click()
    expect(another_day.locator("#id_text")).to_have_value("เรื่องที่ยังเขียนไม่จบ")
    while another_day.locator("[data-next]").is_visible():
        another_day.locator("[data-next] button").click()
    another_day.locator("#id_stakeholder_type").select_option("parent")
    another_day.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    another_day.get_by_role("button", name="ส่งความคิดเห็น").click()
    # its script shows the button, so it has run
    expect(another_day.locator("[data-print]")).to_be_visible()

    assert another_day.evaluate("localStorage.length") == 0


def test_draft_keeps_no_contact_and_can_be_deleted(phone):
    page = phone()
    begin(page)
    page.locator("[data-next] button").click()
    page.locator("#id_stakeholder_type").select_option("parent")
    page.locator("#id_email").fill("somchai@example.org")
    page.locator("[data-draft-keep] summary").click()
    page.locator("[data-draft-save]").click()
    assert "somchai" not in page.evaluate("localStorage.getItem('opinion draft')")

    page.locator("[data-draft-keep] [data-draft-delete]").click()
    assert page.evaluate("localStorage.length") == 0


def test_draft_of_long_ago_is_not_offered(phone):
    page = phone()
    begin(page)
    page.locator("[data-draft-keep] summary").click()
    page.locator("[data-draft-save]").click()
    page.evaluate(
        "localStorage.setItem('opinion draft', JSON.stringify("
        "{...JSON.parse(localStorage.getItem('opinion draft')), at: Date.now() - 8 * 864e5}))"
    )
    another_day = page.context.new_page()
    another_day.goto("/opinions/new/")

    expect(another_day.locator("[data-draft-offer]")).to_be_hidden()
    assert another_day.evaluate("localStorage.length") == 0
