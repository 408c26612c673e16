"""A reader without an account or a script: finds, stands behind, objects; an officer decides."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from feedback.models import Opinion
from feedback.tests.make import make_published
from participation.choices import Role
from participation.tests.make import group, make_office, make_user
from tests.world import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


def test_a_reader_on_a_phone_without_a_script(
    live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    make_office()
    opinion = make_published(text="น้ำประปาของโรงเรียนไหลอ่อน", group=group(3))
    make_published(text="น้ำประปาของหมู่บ้าน", group=group(4))
    reader = new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    page = reader.new_page()

    page.goto(reverse("feedback:opinions"))
    expect(page.get_by_label("กลุ่มภารกิจ")).not_to_be_visible()
    page.get_by_text("ตัวกรอง").click()
    page.get_by_label("กลุ่มภารกิจ").select_option("3")
    page.get_by_role("searchbox").fill("ประปา")
    page.get_by_role("button", name="ค้นหา").click()
    assert page.url.endswith("?q=%E0%B8%9B%E0%B8%A3%E0%B8%B0%E0%B8%9B%E0%B8%B2&group=3")
    expect(page.locator("mark")).to_have_text(["ประปา"])

    page.get_by_role("link", name="ดูเรื่องนี้").click()
    page.get_by_role("button", name="สนับสนุนเรื่องนี้ด้วย").dblclick()
    expect(page.get_by_text("มีผู้สนับสนุน 1 คน")).to_be_visible()
    page.get_by_role("button", name="เอาการสนับสนุนออก").click()
    expect(page.get_by_text("ยังไม่มีผู้สนับสนุนเรื่องนี้")).to_be_visible()
    page.get_by_role("button", name="สนับสนุนเรื่องนี้ด้วย").click()

    page.get_by_role("link", name="ข้อความนี้มีสิ่งที่ไม่ควรเผยแพร่").click()
    page.get_by_label("มีข้อมูลที่ทำให้รู้ว่าเป็นใคร").check()
    page.get_by_label("มีสิ่งใดที่ไม่ควรเผยแพร่").fill("รู้ได้ว่าเป็นโรงเรียนใด")
    page.get_by_role("button", name="ส่งให้สำนักงาน").click()
    expect(page.get_by_text("สำนักงานได้รับแจ้งแล้ว")).to_be_visible()
    opinion.refresh_from_db()
    assert (opinion.supports, opinion.publication) == (1, "published")

    _decide(new_context(base_url=live_server.url, java_script_enabled=False), live_server, opinion)


def _decide(office: BrowserContext, live_server: LiveServer, opinion: Opinion) -> None:
    """The triage officer finds the duty, reads what the reader says, and withholds the text."""
    session = signed_in(make_user(Role.TRIAGE_OFFICER))
    name = settings.SESSION_COOKIE_NAME
    office.add_cookies([{"name": name, "value": session, "url": live_server.url}])
    page = office.new_page()
    page.goto(reverse("participation:desk"))
    page.get_by_role("link", name=f"ผู้อ่านขอให้ทบทวนความคิดเห็นเลขที่ {opinion.number}").click()
    expect(page.get_by_text("รู้ได้ว่าเป็นโรงเรียนใด")).to_be_visible()
    page.get_by_text("เลิกเผยแพร่").click()
    page.get_by_label("เหตุผลที่ไม่เผยแพร่").fill("อาจทำให้รู้ว่าผู้ใดเป็นใคร")
    page.locator("#withhold-button").click()
    expect(page.get_by_text("ผู้อ่านขอให้ทบทวน")).not_to_be_visible()

    page.goto(reverse("feedback:moderation_log"))
    expect(page.locator("tbody tr").first).to_contain_text("อาจทำให้รู้ว่าผู้ใดเป็นใคร")
    page.goto(opinion.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_contain_text("ไม่พบ")
