"""The portal's main job, once through all houses, on PostgreSQL, Redis and a worker."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from feedback.models import Opinion
from participation import thai
from participation.choices import Role
from participation.models import MissionGroup, User
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
    make_year,
)
from tests.conftest import Portal
from workgroups.choices import CommitteeKind
from workgroups.models import AppointmentOrder, Committee

PASSWORD = "correct horse"
SAID = "อยากให้จัดอบรมเป็นกลุ่มโรงเรียน แทนการเดินทางมาที่สำนักงานเขต น้ำมันแพงค่ะ"
ANSWERED = "เห็นด้วย ปีนี้จะจัดอบรมที่โรงเรียนศูนย์เครือข่าย"
FOUND = "ครูเดินทางมาอบรมที่สำนักงานเฉลี่ยคนละสามครั้งต่อปี"
ASKED_FOR = "จัดอบรมในพื้นที่ของกลุ่มโรงเรียน"
IMPROVED = "อบรมที่โรงเรียนศูนย์เครือข่ายแทนการเดินทางมาสำนักงาน"

Accessible = Callable[[Page], None]
NewContext = Callable[..., BrowserContext]


def account(*roles: Role, name: str, user: User | None = None) -> User:
    """An account that can sign in."""
    user = user or make_user(*roles, full_name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def office(portal: Portal) -> Portal:
    """The portal as an office finds it: the announcement and bodies' names; nothing said yet."""
    make_office()
    make_year()
    Committee.objects.create(
        kind=CommitteeKind.WORKING_GROUP, group=group(5), name="คณะทำงานกลุ่มพัฒนาครูฯ"
    )
    Committee.objects.create(kind=CommitteeKind.MONITORING, name="คณะกรรมการติดตามฯ")
    portal.start()
    return portal


@contextmanager
def signed_in(new_context: NewContext, portal: Portal, user: User) -> Iterator[Page]:
    """A browser of this person's own."""
    context = new_context(base_url=portal.url)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("อีเมล").fill(user.email)
    page.get_by_label("รหัสผ่าน", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").last.click()
    expect(page).to_have_url(re.compile("/desk/"))
    yield page
    context.close()


def send_opinion_from_a_phone(new_context: NewContext, portal: Portal) -> str:
    """Without an account, without JavaScript, on a phone's width; returns the tracking code."""
    context = new_context(
        base_url=portal.url, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/groups/5/")
    page.get_by_role("link", name="แสดงความคิดเห็น").first.click()
    page.get_by_label("ข้อเสนอแนะ").check()
    expect(page.get_by_label("กลุ่มพัฒนาครูและบุคลากรทางการศึกษา")).to_be_checked()
    page.locator("textarea[name=text]").fill(SAID)
    page.locator("select[name=stakeholder_type]").select_option("teacher")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    page.get_by_role("button", name="ส่ง").first.click()
    code = page.locator("#code").inner_text()
    page.reload()
    expect(page.locator("#code")).to_have_text(code)
    context.close()
    return code


def sort_it(page: Page, number: str) -> None:
    page.goto(f"/desk/opinions/{number}/")
    task = group(5).tasks.get(position=1)
    page.locator("details:has(#sort-place) > summary").click()
    page.locator("select[name=place]").select_option(f"task-{task.pk}")
    page.locator("#sort-button").click()
    expect(page.get_by_text("คัดแยก").first).to_be_visible()


def answer_it(page: Page, number: str) -> None:
    """From the desk's list of what waits."""
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(number)).first.click()
    page.locator("#answer-text").fill(ANSWERED)
    page.locator("select[name=outcome]").select_option("considered")
    page.locator("#answer-button").click()
    expect(page.get_by_text("รอลงนาม").first).to_be_visible()


def sign_it_off(page: Page, number: str) -> None:
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(number)).first.click()
    expect(page.get_by_text(ANSWERED).first).to_be_visible()
    page.locator("#sign-button").click()
    expect(page.get_by_text("ลงนามและส่งแล้ว").first).to_be_visible()


def publish_it(page: Page, number: str) -> None:
    page.goto(f"/desk/opinions/{number}/")
    page.get_by_role("button", name="เผยแพร่", exact=True).click()
    expect(page.get_by_text("เผยแพร่").first).to_be_visible()
    page.goto("/opinions/?q=อบรม")
    expect(page.get_by_text(SAID).first).to_be_visible()


def appoint(
    page: Page, committee: Committee, members: list[tuple[str, str, str, User | None]]
) -> bytes:
    """Draft, preview and issue an order in the admin; returns the issued PDF."""
    page.goto(f"/admin/workgroups/appointmentorder/add/?committee={committee.pk}")
    start, end = make_year().span
    page.locator("[name=year]").select_option(str(make_year().year_be))
    page.locator("[name=order_number]").fill(str(200 + committee.pk))
    page.locator("[name=subject]").fill(f"แต่งตั้ง{committee.name}")
    for name, day in (("term_start", start), ("term_end", end), ("signed_on", start)):
        page.locator(f"[name={name}]").fill(f"{day.day}/{day.month}/{day.year + 543}")
    page.locator("[name=signatory]").fill("นายวีระ สาธิต")
    page.locator("[name=duties]").fill("เสนอความเห็นต่อแผน\nติดตามผล")
    for position in page.locator("input[name=tasks]").all():
        position.check()
    for index, (name, stands_for, seat, user) in enumerate(members):
        prefix = f"[name=members-{index}-"
        page.locator(f"{prefix}name]").fill(f"นาย{name}")
        page.locator(f"{prefix}stakeholder_type]").select_option(stands_for)
        page.locator(f"{prefix}position]").select_option(seat)
        if user:
            page.locator(f"{prefix}account]").fill(user.email)
    page.locator("[name=_continue]").click()
    expect(page.locator(".mistakes")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^ออกคำสั่ง")).or_(
        page.get_by_role("button", name=re.compile("^ออกคำสั่ง"))
    ).first.click()
    page.get_by_role("button", name=re.compile("ออกคำสั่ง")).last.click()
    document = AppointmentOrder.objects.get(committee=committee).document
    assert document
    return page.request.get(document.get_absolute_url()).body()


def review_it(page: Page) -> None:
    page.goto("/desk/reviews/new/")
    page.locator("[name=group]").select_option(str(group(5).pk))
    page.locator("[name=period_start]").fill(thai.thai_date(make_year().span[0]))
    page.locator("[name=period_end]").fill(thai.thai_date(thai.today()))
    page.locator("[name=findings]").fill(FOUND)
    page.locator("[name=analysis]").fill("ค่าเดินทางสูงกว่าค่าจัดอบรม")
    page.locator("[name=recommendation_1]").fill(ASKED_FOR)
    page.locator("input[type=submit]").last.click()
    expect(page.get_by_text(FOUND)).to_be_visible()


def improve_it(page: Page) -> None:
    """From the duty the recommendation has become."""
    page.goto("/desk/")
    page.locator("a[href*='/desk/improvements/new/']").first.click()
    for name, words in (
        ("title", IMPROVED),
        ("before_text", "ครูเดินทางมาที่สำนักงาน"),
        ("after_text", "อบรมที่โรงเรียนศูนย์เครือข่าย"),
        ("evidence", "ตารางอบรมในเว็บไซต์"),
        ("done_on", thai.thai_date(thai.today())),
    ):
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=opinions]").first.check()
    page.locator("input[type=submit]").last.click()
    expect(page.get_by_text(IMPROVED).first).to_be_visible()


def download_report(page: Page, to: Path) -> Path:
    """The page shows how far the worker is, then offers the file."""
    page.goto("/desk/reports/")
    page.locator("[name=year]").select_option(str(make_year().year_be))
    page.locator("main form [type=submit]").last.click()
    link = page.get_by_role("link", name=re.compile("ดาวน์โหลด"))
    expect(link).to_be_visible(timeout=60_000)
    response = page.request.get(link.get_attribute("href") or "")
    to.write_bytes(response.body())
    return to


def test_an_opinion_becomes_a_line_of_the_annual_report(
    office: Portal, new_context: NewContext, tmp_path: Path, assert_accessible: Accessible
) -> None:
    five: MissionGroup = group(5)
    triage = account(Role.TRIAGE_OFFICER, name="สุดา สาธิต")
    officer = account(name="วิภา สาธิต", user=make_responsible_officer(five))
    head = account(name="ธนา สาธิต", user=make_head(five.unit))
    appointments = account(Role.APPOINTMENTS_OFFICER, name="อรุณี สาธิต")
    executive = account(Role.EXECUTIVE, name="วีระ สาธิต")
    monitor = account(name="ชูใจ ตัวอย่าง")

    # 1 · a stakeholder sends
    code = send_opinion_from_a_phone(new_context, office)
    opinion = Opinion.objects.get()
    assert (opinion.raw_text, opinion.group, opinion.channel) == (SAID, five, "web_form")

    # 2 · staff sort and answer
    with signed_in(new_context, office, triage) as page:
        sort_it(page, opinion.number)
    with signed_in(new_context, office, officer) as page:
        answer_it(page, opinion.number)
    with signed_in(new_context, office, head) as page:
        sign_it_off(page, opinion.number)
    with signed_in(new_context, office, triage) as page:
        publish_it(page, opinion.number)

    # the sender reads the answer with the code, typed as one types a code
    page = new_context(base_url=office.url).new_page()
    page.goto("/track/")
    page.get_by_label("รหัสติดตามเรื่อง").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="ดูเรื่องของฉัน").click()
    expect(page.get_by_text(ANSWERED)).to_be_visible()
    assert_accessible(page)
    assert code.replace("-", "") not in page.url
    page.close()

    # 3 · committees are appointed
    working_group, monitoring = Committee.objects.order_by("pk")
    chair_and_secretary = [
        ("ประธาน ตัวอย่าง", "school_director", "chair", None),
        ("เลขา ตัวอย่าง", "esao_staff", "member_secretary", None),
    ]
    with signed_in(new_context, office, appointments) as page:
        paper = appoint(
            page,
            working_group,
            [*chair_and_secretary, ("ปิติ ตัวอย่าง", "parent", "member", None)],
        )
        assert paper.startswith(b"%PDF")
        appoint(
            page,
            monitoring,
            [*chair_and_secretary, ("ชูใจ ตัวอย่าง", "school_board", "member", monitor)],
        )

    # 4 · a member of the monitoring committee writes a review
    with signed_in(new_context, office, monitor) as page:
        review_it(page)

    # 5 · the responsible officer records what was improved, and everyone can read it
    with signed_in(new_context, office, officer) as page:
        improve_it(page)
    page = new_context(base_url=office.url).new_page()
    page.goto("/groups/5/")
    expect(page.get_by_text(IMPROVED)).to_be_visible()
    page.close()

    # 6 · an executive asks for the annual report and downloads it
    with signed_in(new_context, office, executive) as page:
        report = download_report(page, tmp_path / "annual.pdf")
    told = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in PdfReader(report).pages))
    for sentence in (FOUND, ASKED_FOR, IMPROVED):
        assert re.sub(r"\s", "", sentence) in told
