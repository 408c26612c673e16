"""Who sends without a name is looked for, byte by byte, in all that the portal keeps.

Everything a browser, a telephone or a file tells of its owner bears a mark; after each anonymous
door was used, no mark stands in the database, a file, a log, the broker, the cache or a letter, but
where the sender wrote it knowingly.
"""

import base64
import io
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import redis as redis_client
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from feedback import codes
from feedback.choices import Outcome
from feedback.models import Message, Opinion, OpinionContact, Verdict
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender
from feedback.services.linking import make_link
from participation.choices import Role
from participation.models import Notice
from participation.tests.make import group, make_head, make_office, make_user
from tests.conftest import Portal
from tests.mailbox import Mailbox
from tests.processes import wait_until

pytestmark = pytest.mark.fault

BROWSER, COOKIE, FILE, CAMERA, AUTHOR = (
    f"MARK-{word}-4711" for word in ("BROWSER", "COOKIE", "FILE", "CAMERA", "AUTHOR")
)
ADDRESS, REFERRER = "203.0.113.77", "https://mark-referrer.example"
ACCOUNT, CONTACT = "mark-account@example.org", "mark-contact@example.org"
OFFICER = "officer@example.org"
SAID, PASSWORD = "ทางเท้าหน้าโรงเรียนพัง", "correct horse"
#: What may be something else in another writing: base64 of JSON, of a session, of a task.
_CODED = re.compile(rb"[A-Za-z0-9+/_=-]{24,}")


# --- What carries the marks -----------------------------------------------------------------------


def photograph() -> FilePayload:
    told = Image.Exif()
    told[0x010F] = CAMERA
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=told, comment=CAMERA.encode())
    return {"name": f"{FILE}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def spreadsheet() -> FilePayload:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = AUTHOR
    sheet = book.active
    assert sheet
    sheet.append(
        ["mission_group", "task_letter", "stakeholder_type", "channel", "sentiment", "text"]
    )
    sheet.append([5, "", "parent", "paper_box", "", "กระดาษจากกล่อง"])
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": f"{FILE}.xlsx", "mimeType": kind, "buffer": out.getvalue()}


# --- Where they are looked for --------------------------------------------------------------------


def kept(folder: Path, redis_url: str, mailbox: Mailbox) -> Iterator[tuple[str, bytes]]:
    """Everything that is left, and where it lies."""
    yield from _database()
    for path in folder.rglob("*"):
        yield f"name of {path}", str(path.relative_to(folder)).encode()
        if path.is_file():
            yield f"file {path.name}", path.read_bytes()
    yield from _redis(redis_url)
    for address, letter in mailbox.letters:
        yield "letter", address.encode() + letter.as_bytes()


def _database() -> Iterator[tuple[str, bytes]]:
    for table in connection.introspection.table_names():
        out = io.StringIO()
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', out)
        yield f"table {table}", out.getvalue().encode()
    for session in Session.objects.all():
        yield "session", repr(session.get_decoded()).encode()


def _redis(url: str) -> Iterator[tuple[str, bytes]]:
    client: Any = redis_client.Redis.from_url(url)
    read = {
        b"string": client.get,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"hash": client.hgetall,
    }
    for database in range(2):
        client.select(database)
        for key in client.scan_iter():
            value = read[client.type(key)](key)
            yield (
                f"redis {key.decode()}",
                key + (value if isinstance(value, bytes) else repr(value).encode()),
            )


def in_every_writing(content: bytes) -> bytes:
    """The bytes, and what they say where they are base64 or packed."""
    said = [content]
    for match in _CODED.finditer(content):
        for decode in (base64.b64decode, base64.urlsafe_b64decode):
            coded = match[0].rstrip(b"=")
            try:
                said.append(decode(coded + b"=" * (-len(coded) % 4)))
            except ValueError:
                continue
    for one in list(said):
        try:
            said.append(zlib.decompress(one))
        except zlib.error:
            continue
    return b"\n".join(said)


def places(marks: dict[str, str], *where: Any) -> set[tuple[str, str]]:
    """Which mark stands where."""
    found = set()
    for place, content in kept(*where):
        said = in_every_writing(content)
        found |= {(name, place) for name, mark in marks.items() if mark.encode() in said}
    return found


# --- The doors ------------------------------------------------------------------------------------


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with mailbox.open():
        yield mailbox


@pytest.fixture
def browser_of(
    portal: Portal, new_context: Callable[..., BrowserContext], mailbox: Mailbox
) -> Callable[..., Page]:
    """A telephone without scripts that tells of its owner wherever it can."""
    make_office()
    portal.environment = {
        **portal.environment,
        "TRUSTED_PROXIES": "1",
        "EMAIL_URL": mailbox.url,
        "LOG_LEVEL": "DEBUG",
    }
    for process in (portal.web, portal.worker, portal.clock):
        process.environment = portal.environment
    portal.start()

    def open_for(email: str = "") -> Page:
        context = new_context(
            base_url=portal.url,
            java_script_enabled=False,
            user_agent=BROWSER,
            extra_http_headers={"X-Forwarded-For": ADDRESS, "Referer": f"{portal.url}/?{REFERRER}"},
        )
        context.add_cookies([{"name": "mark", "value": COOKIE, "url": portal.url}])
        page = context.new_page()
        if email:
            page.goto("/accounts/login/?next=/")
            page.locator("input[type=email]").fill(email)
            page.locator("input[type=password]").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"{portal.url}/")
        return page

    return open_for


def account(email: str, *roles: Role) -> None:
    user = make_user(*roles, email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def send(page: Page, address: str) -> str:
    """Returns the tracking code of the receipt."""
    page.goto(address)
    page.get_by_label("ปัญหา").check()
    page.locator("#id_text").fill(SAID)
    page.locator("#id_stakeholder_type").select_option("parent")
    page.locator("#id_email").fill(CONTACT)
    page.locator("#id_attachments").set_input_files([photograph()])
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    expect(page.locator(".files img")).to_have_count(1)
    page.get_by_role("button", name="ส่งความคิดเห็น").click()
    return page.locator("#code").inner_text()


def open_thread(page: Page, code: str) -> None:
    page.goto("/track/")
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="ดูเรื่องของฉัน").click()


@pytest.mark.parametrize("email", ["", ACCOUNT], ids=["not signed in", "signed in"])
def test_nothing_tells_who_used_an_anonymous_door(
    portal: Portal, browser_of: Callable[..., Page], mailbox: Mailbox, tmp_path: Path, email: str
) -> None:
    officer = make_head(group(5).unit)
    poster = make_link("ป้าย", by=make_user(), group=group(5))
    account(ACCOUNT)
    page = browser_of(email)

    # form and attachment, a code that is wrong, then reply and verdict
    code = send(page, "/opinions/new/?group=5")
    open_thread(page, "NPM2-0000-0000-0000")
    opinion = Opinion.objects.get()
    ask_sender(opinion, by=officer, text="ตรงไหนคะ", key=codes.new_submission_key())
    open_thread(page, code)
    page.locator("#reply-text").fill("หน้าประตู")
    page.get_by_role("button", name="ส่งข้อความ").click()
    answer_opinion(opinion, by=officer, text="จะซ่อม", outcome=Outcome.CONSIDERED)
    open_thread(page, code)
    page.locator("input[name=word][value=solved]").check()
    page.get_by_role("button", name="ส่งความเห็น").click()
    # poster, and a form that nobody sends
    send(page, f"/opinions/new/?from={poster.slug}")
    page.goto("/opinions/new/?group=5")
    page.locator("#id_text").fill(SAID)
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    wait_until(lambda: not Notice.objects.filter(is_sent=False).exists(), what="the letters")

    assert (Opinion.objects.count(), Message.objects.count(), Verdict.objects.count()) == (2, 2, 1)
    marks = {
        "browser": BROWSER, "cookie": COOKIE, "address": ADDRESS, "referrer": REFERRER,
        "file": FILE, "camera": CAMERA, "code": code, "bare code": code.replace("-", ""),
        "end of code": code.partition("-")[2], "contact": CONTACT, "account": ACCOUNT,
    }  # fmt: skip
    allowed = {("contact", f"table {OpinionContact._meta.db_table}"), ("contact", "letter")}
    # who signs in has an account, and says so
    at_home = ("table account_emailaddress", "table participation_user", "table django_session")
    allowed |= {("account", place) for place in (*at_home, "session")}
    found = places(marks, tmp_path, portal.environment["REDIS_URL"], mailbox)
    assert found <= allowed, sorted(found - allowed)
    assert found >= {("contact", "letter"), ("account", "table participation_user")}, "not looked"


def test_nothing_tells_of_paper_but_what_stood_on_it(
    portal: Portal, browser_of: Callable[..., Page], mailbox: Mailbox, tmp_path: Path
) -> None:
    account(OFFICER, Role.TRIAGE_OFFICER)
    page = browser_of(OFFICER)

    page.goto("/desk/opinions/enter/")
    page.locator("#id_kind").select_option("problem")
    page.locator("#id_to").select_option("group-5")
    page.locator("#id_channel").select_option("paper_box")
    page.locator("#id_text").fill(SAID)
    page.locator("#id_stakeholder_type").select_option("parent")
    page.locator("#id_attachments").set_input_files([photograph()])
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".panel .code")).to_contain_text("NPM2-")
    page.goto("/desk/opinions/import/")
    page.locator("input[type=file]").set_input_files([spreadsheet()])
    page.locator("button[name=dry_run]").click()
    page.locator("main form button.btn-primary").first.click()
    wait_until(lambda: Opinion.objects.count() == 2, what="the import")

    marks = {
        "browser": BROWSER, "cookie": COOKIE, "address": ADDRESS, "referrer": REFERRER,
        "file": FILE, "camera": CAMERA, "author": AUTHOR,
    }  # fmt: skip
    assert not places(marks, tmp_path, portal.environment["REDIS_URL"], mailbox)
