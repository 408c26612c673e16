"""Every type of page, on a phone, under every rule of axe.

In `make trial` on a desk as well, and with each size of text and each contrast.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from feedback import codes
from feedback.services.restricting import restrict_opinion
from feedback.tests.make import make_answer, make_opinion
from participation.choices import Contrast, JobState, TextSize
from participation.models import Job, Office
from participation.tests.make import group
from tests.world import RESTRICTED, World, make_world, sign_in_everyone

# each test in a transaction that sees what the world has left in the database; one site for all
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("accessibility")]

IN_FULL = os.environ.get("ACCESSIBILITY") == "full"
WIDTHS = (390, 1280) if IN_FULL else (390,)
#: Text size and contrast, as a reader may choose them.
DISPLAYS = (
    list(product(TextSize.values, Contrast.values))
    if IN_FULL
    else [(TextSize.NORMAL.value, Contrast.NORMAL.value)]
)
TEXT = "ขอให้จัดอบรมที่โรงเรียนศูนย์เครือข่าย"


@dataclass
class Site:
    """One office with one thing of each kind, open to a browser."""

    url: str
    world: World
    #: The tracking codes of an answered opinion and of a complaint.
    code: str
    code_of_complaint: str


@pytest.fixture(scope="module")
def site(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Made once for the module, and taken away after it."""
    files, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock():
        with transaction.atomic():
            world, *tracking = _make(make_world())
        settings.MEDIA_ROOT = files
        server = LiveServer("localhost")
        sign_in_everyone(world)
        yield Site(server.url, world, *tracking)
        server.stop()
        call_command("flush", interactive=False, verbosity=0)
        connections.close_all()  # the browser's event loop has had connections of its own


def _make(world: World) -> tuple[World, str, str]:
    """What this module needs beside the world, and the tracking codes it is followed by."""
    code = codes.code_for("a sender", 1)
    followed = make_opinion(group=group(5), code_hash=codes.kept_hash(code))
    make_answer(followed, by=world.people["officer"])
    world.things.followed = followed
    world.things.running = Job.objects.create(
        handler="reports.annual", arguments={"year": 2569}, key="annual:2569",
        state=JobState.RUNNING, progress=40, asked_by=world.people["executive"],
        lease_until=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    of_complaint = codes.code_for("a sender", 2)
    complaint = make_opinion(group=group(5), code_hash=codes.kept_hash(of_complaint))
    restrict_opinion(complaint, by=world.people["triage_officer"])
    prefix = Office.objects.get().code_prefix
    return world, codes.shown(code, prefix=prefix), codes.shown(of_complaint, prefix=prefix)


# --- Ways to a page -------------------------------------------------------------------------------

Way = Callable[[Page, Site], None]


def to(url: str, *arguments: str) -> Way:
    """An address; an argument names a thing of the world and what it is known by."""

    def go(page: Page, site: Site) -> None:
        known = [_known(site.world, argument) for argument in arguments]
        page.goto(reverse(url, args=known))

    return go


def _known(world: World, argument: str) -> Any:
    thing, _dot, name = argument.partition(".")
    return getattr(getattr(world.things, thing), name) if name else argument


def to_found(page: Page, _site: Site) -> None:
    page.goto(f"{reverse('feedback:opinions')}?q=เผยแพร่&group=5")
    expect(page.locator("mark").first).to_be_visible()
    page.locator(".found-filters summary").evaluate("it => it.parentElement.open = true")


def to_nothing(page: Page, _site: Site) -> None:
    page.goto("/nothing/")


def to_refused_order(page: Page, _site: Site) -> None:
    page.goto("/admin/workgroups/appointmentorder/add/")
    page.locator(".order-choices a").first.click()
    page.locator("#id_subject").fill("")
    page.locator("#id_members-0-name").fill("ก ตัวอย่าง")
    page.locator("[name=_save]").click()
    expect(page.locator("#mistakes")).to_be_focused()
    page.locator(".mistakes a").last.click()
    expect(page.locator("#id_members-0-stakeholder_type")).to_be_focused()


def to_refused_form(page: Page, _site: Site) -> None:
    send_form(page)
    expect(page.locator("[aria-invalid=true]").first).to_be_attached()


def to_check(page: Page, _site: Site) -> None:
    send_form(page, kind="suggestion", to="group-7", text=TEXT, stakeholder_type="teacher")
    expect(page.get_by_text(TEXT).first).to_be_visible()


def send_form(page: Page, **values: str) -> None:
    """All at once, past the steps in which the script shows the form."""
    page.goto(reverse("feedback:new_opinion"))
    with page.expect_navigation():
        page.evaluate(
            """values => {
                const form = document.querySelector("textarea[name=text]").form;
                for (const name in values) form.elements[name].value = values[name];
                form.submit();
            }""",
            values,
        )


def to_receipt(page: Page, site: Site) -> None:
    to_check(page, site)
    page.get_by_role("button", name=re.compile("ส่งความคิดเห็น")).click()
    expect(page.locator("#code")).to_be_visible()


def to_thread(page: Page, site: Site) -> None:
    page.goto(reverse("feedback:track"))
    page.get_by_label("รหัสติดตามเรื่อง").fill(site.code)
    page.get_by_role("button", name="ดูเรื่องของฉัน").click()
    expect(page.get_by_text("ขอบคุณสำหรับความคิดเห็น").first).to_be_visible()


def to_mask(page: Page, site: Site) -> None:
    to("feedback:desk_opinion", "own.number")(page, site)
    page.get_by_role("button", name="ปิดข้อมูลส่วนบุคคล").click()
    expect(page.get_by_role("heading", level=1, name="ปิดข้อมูลส่วนบุคคล")).to_be_visible()


def to_complaint(page: Page, site: Site) -> None:
    to("feedback:case", "case.pk")(page, site)
    page.get_by_role("button", name="เปิดอ่านเรื่อง").click()
    expect(page.get_by_text(RESTRICTED).first).to_be_visible()


def to_thread_of_a_complaint(page: Page, site: Site) -> None:
    page.goto(reverse("feedback:track"))
    page.get_by_label("รหัสติดตามเรื่อง").fill(site.code_of_complaint)
    page.get_by_role("button", name="ดูเรื่องของฉัน").click()
    expect(page.get_by_text("นิติกรเป็นผู้ดูแล").first).to_be_visible()


def to_together(page: Page, _site: Site) -> None:
    page.goto(reverse("feedback:desk_opinions"))
    page.locator("input[name=opinion]").first.check()
    page.get_by_role("button", name="ไม่เผยแพร่", exact=True).click()
    page.get_by_label("เหตุผลที่ไม่เผยแพร่").fill("มีชื่อบุคคล")
    page.get_by_role("button", name="ดูก่อนว่าจะเกิดอะไรขึ้น").click()
    expect(page.get_by_role("heading", name="สิ่งที่จะเกิดขึ้น")).to_be_visible()


def to_trial(page: Page, _site: Site) -> None:
    page.goto(reverse("feedback:try_rules"))
    page.get_by_role("button", name="เริ่มลอง").click()
    expect(page.get_by_role("table")).to_be_visible()


#: Who goes where.
PAGES: dict[str, tuple[str, Way]] = {
    "home": ("visitor", to("participation:home")),
    "groups": ("visitor", to("participation:groups")),
    "public committees": ("visitor", to("workgroups:committees")),
    "committee": ("visitor", to("workgroups:committee", "order.committee_id")),
    "group": ("visitor", to("participation:group", "5")),
    "about": ("visitor", to("participation:about")),
    "privacy": ("visitor", to("participation:privacy")),
    "accessibility": ("visitor", to("participation:accessibility")),
    "opinions": ("visitor", to("feedback:opinions")),
    "opinions found": ("visitor", to_found),
    "opinion": ("visitor", to("feedback:opinion", "published.number")),
    "report of a reader": ("visitor", to("feedback:report_opinion", "published.number")),
    "moderation policy": ("visitor", to("feedback:moderation_policy")),
    "moderation log": ("auditor", to("feedback:moderation_log")),
    "desk opinion reported": (
        "triage_officer",
        to("feedback:desk_opinion", "published.number"),
    ),
    "form": ("visitor", to("feedback:new_opinion")),
    "refused form": ("visitor", to_refused_form),
    "check": ("visitor", to_check),
    "receipt": ("visitor", to_receipt),
    "track": ("visitor", to("feedback:track")),
    "thread": ("visitor", to_thread),
    "several at once": ("triage_officer", to_together),
    "rules": ("triage_officer", to("feedback:rules")),
    "rule": ("triage_officer", to("feedback:new_rule")),
    "rules tried": ("triage_officer", to_trial),
    "answers by sheet": ("officer", to("feedback:answers")),
    "sign-in": ("visitor", to("account_login")),
    "sign-up": ("visitor", to("account_signup")),
    "password reset": ("visitor", to("account_reset_password")),
    "404": ("visitor", to_nothing),
    "403": ("officer", to("reports:reports")),
    "desk": ("officer", to("participation:desk")),
    "desk list": ("triage_officer", to("feedback:desk_opinions")),
    "desk opinion": ("triage_officer", to("feedback:desk_opinion", "followed.number")),
    "complaints": ("legal_officer", to("feedback:cases")),
    "complaint, cover": ("legal_officer", to("feedback:case", "case.pk")),
    "complaint": ("legal_officer", to_complaint),
    "thread of a complaint": ("visitor", to_thread_of_a_complaint),
    "desk answer": ("officer", to("feedback:desk_opinion", "own.number")),
    "cover text": ("triage_officer", to_mask),
    "cover picture": ("triage_officer", to("feedback:show_file", "own.number", "1")),
    "enter": ("triage_officer", to("feedback:enter_opinion")),
    "matters": ("stakeholder", to("feedback:matters")),
    "templates": ("triage_officer", to("feedback:wordings")),
    "template form": ("triage_officer", to("feedback:new_wording")),
    "links": ("triage_officer", to("feedback:links")),
    "import": ("triage_officer", to("feedback:import_opinions")),
    "reviews": ("monitor", to("feedback:reviews")),
    "review": ("monitor", to("feedback:review", "review.pk")),
    "review form": ("monitor", to("feedback:new_review")),
    "improvements": ("officer", to("feedback:improvements")),
    "improvement form": ("officer", to("feedback:new_improvement")),
    "reports": ("executive", to("reports:reports")),
    "report ready": ("executive", to("reports:report", "job.pk")),
    "report under way": ("executive", to("reports:report", "running.pk")),
    "admin": ("administrator", to("admin:index")),
    "committees": ("appointments_officer", to("admin:workgroups_committee_changelist")),
    "order": ("appointments_officer", to("admin:workgroups_appointmentorder_change", "draft.pk")),
    "refused_order": ("appointments_officer", to_refused_order),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(
    name: str,
    site: Site,
    new_context: Callable[..., BrowserContext],
    assert_accessible: Callable[[Page], None],
) -> None:
    who, go = PAGES[name]
    context = new_context(base_url=site.url)
    if session := site.world.sessions.get(who):
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}]
        )
    page = context.new_page()
    for width, (text_size, contrast) in product(WIDTHS, DISPLAYS):
        page.set_viewport_size({"width": width, "height": 900})
        for display, value in (("text_size", text_size), ("contrast", contrast)):
            context.add_cookies([{"name": display, "value": value, "url": site.url}])
        go(page, site)
        assert_accessible(page)
