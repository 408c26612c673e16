"""Two parents write about one street: merged, answered once, read by both, taken apart again."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import codes
from feedback.choices import OpinionState, Outcome
from feedback.models import Opinion
from feedback.services.answering import answer_opinion
from feedback.tests.make import make_opinion
from participation.choices import Role
from participation.models import User
from participation.tests.make import group, make_head, make_office, make_user
from tests.world import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

NewContext = Callable[..., BrowserContext]
Accessible = Callable[[Page], None]
PHONE = {"width": 390, "height": 844}
MAIN, SAME = "ไฟทางหน้าโรงเรียนบ้านเหนือดับมาสามเดือน", "ไฟทางหน้าโรงเรียนบ้านเหนือดับ เด็กกลับบ้านมืด"


@pytest.fixture
def triage() -> User:
    """Somebody sorts, and somebody answers for group 5."""
    make_office()
    make_head(group(5).unit)
    return make_user(Role.TRIAGE_OFFICER)


def desk_of(user: User, live_server: LiveServer, context: BrowserContext) -> Page:
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": signed_in(user),
                "url": live_server.url,
            }
        ]
    )
    return context.new_page()


def track(page: Page, code: str) -> None:
    page.goto("/track/")
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="ดูเรื่องของฉัน").click()


@pytest.mark.parametrize("has_script", [False, True])
def test_duplicate_is_merged_its_sender_reads_the_answer_and_it_is_undone(
    live_server: LiveServer,
    triage: User,
    new_context: NewContext,
    assert_accessible: Accessible,
    has_script: bool,  # noqa: FBT001 (a case of the test)
) -> None:
    code = codes.code_for("merging")
    main = make_opinion(group=group(5), text=MAIN)
    same = make_opinion(group=group(5), text=SAME, code_hash=codes.kept_hash(code))
    size = {"base_url": live_server.url, "viewport": PHONE, "java_script_enabled": has_script}
    desk = desk_of(triage, live_server, new_context(**size))
    sender = new_context(**size).new_page()

    def look(page: Page) -> None:
        if has_script:  # axe is a script
            assert_accessible(page)

    desk.goto(f"/desk/opinions/{same.number}/")
    desk.get_by_role("link", name="ซ้ำกับเรื่องอื่น").click()
    look(desk)
    desk.get_by_role("link", name=f"เทียบกับเรื่องเลขที่ {main.number}").click()
    expect(desk.get_by_text(MAIN)).to_be_visible()
    expect(desk.get_by_text(SAME)).to_be_visible()
    look(desk)
    desk.get_by_label("เหตุผล").fill("เป็นไฟทางดวงเดียวกัน")
    desk.get_by_role("button", name="รวมเรื่อง").click()
    expect(desk.get_by_role("heading", name=f"รวมกับเรื่องเลขที่ {main.number} แล้ว")).to_be_visible()
    look(desk)

    track(sender, code)
    expect(sender.get_by_text("มีผู้แจ้งเรื่องเดียวกันนี้ด้วย")).to_be_visible()
    expect(sender.get_by_text(SAME)).to_be_visible()
    expect(sender.get_by_text(MAIN)).to_have_count(0)
    look(sender)
    answer_opinion(main, by=triage, text="ช่างซ่อมไฟทางเสร็จแล้วค่ะ", outcome=Outcome.DONE)
    track(sender, code)
    expect(sender.get_by_text("ช่างซ่อมไฟทางเสร็จแล้วค่ะ")).to_be_visible()
    expect(sender.locator(".steps [aria-current=step]")).to_contain_text("ตอบแล้ว")

    desk.goto(f"/desk/opinions/{main.number}/")
    expect(desk.get_by_text(SAME)).to_be_visible()
    look(desk)
    desk.get_by_role("button", name="ยกเลิกการรวม").click()
    expect(desk.get_by_text("กลับเป็นเหมือนเดิม")).to_be_visible()
    same.refresh_from_db()
    assert (same.merged_into, same.state) == (None, OpinionState.RECEIVED)
    track(sender, code)
    expect(sender.get_by_text("พิจารณาเรื่องของท่านแยกต่างหาก")).to_be_visible()
    expect(sender.get_by_text("ช่างซ่อมไฟทางเสร็จแล้วค่ะ")).to_have_count(0)
    assert Opinion.objects.get(pk=main.pk).state == OpinionState.ANSWERED
