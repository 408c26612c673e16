"""Enter in a field does what the page is for, and no button beside it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback.models import Opinion
from feedback.tests.make import make_opinion
from feedback.tests.test_showing import with_picture
from participation.choices import Role
from participation.tests.make import group, make_office, make_user
from tests.world import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(
    live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """A page of the triage officer's browser."""
    make_office()

    def open_it(**how: Any) -> Page:
        context = new_context(base_url=live_server.url, **how)
        session = signed_in(make_user(Role.TRIAGE_OFFICER))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
        return context.new_page()

    return open_it


def photograph() -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG")
    return {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def enter_all_but_the_text(page: Page) -> None:
    page.goto(reverse("feedback:enter_opinion"))
    page.locator("#id_channel").select_option("letter")
    page.locator("#id_kind").select_option("problem")
    page.locator("#id_to").select_option("group-5")
    page.locator("#id_stakeholder_type").select_option("parent")


def test_enter_saves_what_is_entered_and_takes_no_file_off(desk):
    page = desk()
    enter_all_but_the_text(page)
    page.locator("#id_text").fill("พื้นทรุด")
    page.locator("#id_attachments").set_input_files([photograph()])
    expect(page.locator(".files img")).to_have_count(1)

    page.locator("#id_email").press("Enter")

    expect(page.locator(".panel .code")).to_be_visible()
    assert Opinion.objects.get().attachments.count() == 1


def test_file_is_taken_off_at_the_desk_without_leaving_it(desk):
    page = desk(java_script_enabled=False)
    enter_all_but_the_text(page)
    page.locator("#id_attachments").set_input_files([photograph()])
    page.get_by_role("button", name="บันทึก").click()
    expect(page.locator(".files img")).to_have_count(1)

    page.locator(".files button").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("บันทึกความคิดเห็น")
    expect(page.locator(".files")).to_have_count(0)
    expect(page.locator("#id_channel")).to_have_value("letter")


def test_place_in_numbers_is_covered_by_enter(desk):
    page = desk(java_script_enabled=False)
    file = with_picture(make_opinion(group=group(5)), size=(600, 400))
    page.goto(reverse("feedback:show_file", args=[file.opinion.number, 1]))
    page.get_by_text("ระบุตำแหน่งเป็นตัวเลข").click()
    for name, number in (("left", 10), ("top", 20), ("width", 30), ("height", 40)):
        page.locator(f"[name={name}]").fill(str(number))

    page.locator("[name=height]").press("Enter")

    expect(page.locator("ol.covers li")).to_have_count(1)
    assert page.locator("[name=box]").get_attribute("value") == "100-200-400-600"
    expect(page.locator("[name=corner]")).to_have_value("")


#: Whether what has the focus, or the card around it, has a frame, and where it stands.
FRAMED = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const own = [at, at.parentElement].map(one => getComputedStyle(one));
  return own.some(one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 3)
    ? 'framed' : at.outerHTML.slice(0, 200);
}"""


def test_whoever_goes_by_tab_sees_where_they_are_on_the_page_of_an_opinion(desk):
    opinion = make_opinion(group=group(5), text="โทร 081-555-1234")
    page = desk()
    page.goto(reverse("feedback:desk_opinion", args=[opinion.number]))
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    seen = []

    for _ in range(80):
        page.keyboard.press("Tab")
        if (found := page.evaluate(FRAMED)) is None:
            break
        seen.append(found)

    assert len(seen) > 20
    assert set(seen) == {"framed"}


def test_what_may_be_done_with_the_ticked_ones_is_in_sight_where_they_are_ticked(desk):
    for _ in range(25):
        make_opinion()
    page = desk()
    page.goto(reverse("feedback:desk_opinions"))
    bar, boxes = page.locator("#together"), page.locator("input[name=opinion]")
    expect(bar).not_to_be_in_viewport()

    boxes.first.press("Space")
    boxes.nth(1).press("Space")

    expect(bar).to_be_in_viewport(ratio=1)
    expect(bar.locator("[data-count]")).to_have_text("2")
    boxes.nth(20).focus()
    page.wait_for_function(
        "() => document.activeElement.getBoundingClientRect().bottom"
        " <= document.getElementById('together').getBoundingClientRect().top"
    )


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_on_a_phone_nothing_stands_over_the_list_but_a_line(desk, java_script_enabled):
    for _ in range(25):
        make_opinion()
    page = desk(java_script_enabled=java_script_enabled, viewport={"width": 390, "height": 844})
    page.goto(reverse("feedback:desk_opinions"))

    page.locator("input[name=opinion]").first.check()

    expect(page.locator("#together")).not_to_be_in_viewport()
    line = page.locator(".ticked-line")
    expect(line).to_be_visible(visible=java_script_enabled)
    if java_script_enabled:
        assert line.evaluate("line => line.getBoundingClientRect().height") < 64
        line.locator("a").click()
        expect(page.locator("#together button").first).to_be_in_viewport()
