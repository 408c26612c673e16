"""Several files are chosen at once: they go up one by one, and what does not is said."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from feedback.models import Upload
from participation.tests.make import make_office

pytestmark = pytest.mark.django_db(transaction=True)

THREE = ("first", "second", "third")


def photographs() -> list[Any]:
    files = []
    for shade, name in enumerate(THREE):
        out = io.BytesIO()
        Image.new("L", (64, 48), shade * 100).save(out, "JPEG")
        files.append({"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()})
    return files


@pytest.fixture
def form(live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """The question for files of a begun form, in a browser that may complain of the network."""
    make_office()
    context = browser.new_context(base_url=live_server.url, locale="th-TH")
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{reverse('feedback:new_opinion')}?group=5")
    page.get_by_label("ปัญหา").check()
    for _question in range(2):
        page.locator("[data-next] button").click()
    yield page
    context.close()


def answer_only(page: Page, name: str, how: str) -> None:
    """Let the request with this file meet a server that does not take it."""

    def meet(route: Route) -> None:
        if f'filename="{name}.jpg"'.encode() not in (route.request.post_data_buffer or b""):
            route.continue_()
        elif how == "too large":
            route.fulfill(status=413, body="<h1>413</h1>")
        else:
            route.abort()

    page.route("**/opinions/new/files/", meet)


def test_files_go_up_one_by_one(form):
    sent = []

    def count(route: Route) -> None:
        sent.append((route.request.post_data_buffer or b"").count(b'filename="'))
        route.continue_()

    form.route("**/opinions/new/files/", count)

    form.locator("#id_attachments").set_input_files(photographs())

    expect(form.locator(".files img")).to_have_count(3)
    assert sent == [1, 1, 1]
    expect(form.locator("#id_attachments")).to_have_js_property("value", "")


def test_file_the_server_will_not_have_is_named_and_the_others_are_kept(form):
    answer_only(form, "second", "too large")

    form.locator("#id_attachments").set_input_files(photographs())

    expect(form.locator(".files img")).to_have_count(2)
    expect(form.locator("[data-staged] .error-text")).to_contain_text("second.jpg: ไฟล์ใหญ่เกิน")
    expect(form.locator("#id_attachments")).to_have_js_property("value", "")


def test_file_the_network_lost_is_named_and_goes_along_with_the_form(form):
    answer_only(form, "third", "lost")

    form.locator("#id_attachments").set_input_files(photographs())

    expect(form.locator("[data-staged] .error-text")).to_contain_text("third.jpg: ยังส่งไฟล์นี้ไม่ได้")
    form.locator("#id_text").fill("ทางเท้าพัง")
    form.locator("[data-next] button").click()
    form.locator("#id_stakeholder_type").select_option("parent")
    form.unroute("**/opinions/new/files/")
    form.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(form.locator(".facts .files img")).to_have_count(3)
    assert Upload.objects.count() == 3
