"""The core's pages as their readers get them, in both languages."""

import datetime as dt
import html
import io
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.html import strip_tags
from django.views.defaults import server_error
from hypothesis import given
from hypothesis import strategies as st

from participation import thai
from participation.choices import Role
from participation.forms import OfficeForm
from participation.harmless import MAX_BYTES
from participation.models import Announcement, Duty, MissionGroup, Office
from participation.templatetags.portal import in_whole_words
from participation.tests.make import (
    group,
    make_office,
    make_responsible_officer,
    make_user,
    numbers,
)

pytestmark = pytest.mark.django_db

TEMPLATES = settings.BASE_DIR / "templates"


@pytest.fixture
def office() -> Office:
    make_office()
    return Office.objects.get()


def make_duty(*, subject: str = "2570-0148", **fields: Any) -> Duty:
    fields.setdefault("due_on", thai.today())
    key = f"answer-opinion:{next(numbers)}"
    return Duty.objects.create(
        key=key, what="answer_opinion", subject=subject, link="/desk/", **fields
    )


def words(response: Any) -> str:
    """What a reader of the page sees, on one line."""
    return " ".join(strip_tags(response.content.decode()).split())


PAGES = [
    ("home", [], "เรื่องของท่านเกี่ยวกับอะไร", "What is it about?"),
    ("groups", [], "7 กลุ่ม", "39 tasks in 7 groups"),
    (
        "group",
        [5],
        "กลุ่มพัฒนาครูและบุคลากรทางการศึกษา",
        "Teacher and Educational Personnel Development Group",
    ),
    ("about", [], "ประกาศที่เว็บไซต์นี้ดำเนินการตาม", "The announcement this portal carries out"),
    ("privacy", [], "มาตรา 24 (4)", "section 24 (4) of the Act"),
    ("accessibility", [], "WCAG 2.2 ระดับ AA", "WCAG 2.2, level AA"),
]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("name", "args", "in_thai", "in_english"), PAGES)
def test_page_speaks_thai_and_on_request_english(
    client: Client, name: str, args: list[int], in_thai: str, in_english: str
) -> None:
    url = reverse(f"participation:{name}", args=args)

    thai_page = client.get(url, headers={"Accept-Language": "en"})
    client.cookies["django_language"] = "en"
    english_page = client.get(url)

    assert in_thai in words(thai_page)
    assert in_english in words(english_page)
    assert '<html lang="th"' in thai_page.content.decode()
    assert '<html lang="en"' in english_page.content.decode()


@pytest.mark.usefixtures("office")
def test_home_leads_to_the_form_and_takes_the_code_by_post(client: Client) -> None:
    page = client.get("/").content.decode()

    assert f'class="btn btn-warm" href="{reverse("feedback:new_opinion")}"' in page
    assert f'action="{reverse("feedback:track")}" method="post"' in page
    assert 'name="code"' in page
    assert page.count('class="group-card group-') == 7


@pytest.mark.usefixtures("office")
def test_group_prints_the_letters_of_the_announcement_in_its_order(client: Client) -> None:
    page = client.get(reverse("participation:group", args=[2])).content.decode()

    letters = re.findall(r'class="letter" lang="th">\((.)\)', page)

    assert letters == list("กขคงจฉชซณญ")


@pytest.mark.usefixtures("office")
def test_group_without_letters_shows_its_tasks_without(client: Client) -> None:
    page = client.get(reverse("participation:group", args=[3])).content.decode()

    assert page.count('<li class="unlettered">') == 4
    assert 'class="letter"' not in page


@pytest.mark.usefixtures("office")
def test_group_names_its_responsible_officer(client: Client) -> None:
    url = reverse("participation:group", args=[5])
    nobody = words(client.get(url))
    make_responsible_officer(group(5), user=make_user(full_name="วิภาดา ใจงาม"))

    somebody = words(client.get(url))

    assert "สำนักงานยังไม่ได้กำหนดผู้รับผิดชอบ" in nobody
    assert "วิภาดา ใจงาม" in somebody


@pytest.mark.usefixtures("office")
def test_group_of_legal_affairs_says_that_members_see_no_files(client: Client) -> None:
    note = "โดยไม่เห็นสำนวน"

    assert note in words(client.get(reverse("participation:group", args=[7])))
    assert note not in words(client.get(reverse("participation:group", args=[1])))


@pytest.mark.usefixtures("office")
def test_group_that_is_not_there_is_not_found(client: Client) -> None:
    response = client.get(reverse("participation:group", args=[8]))

    assert response.status_code == 404
    assert "ไม่พบหน้านี้" in words(response)


@pytest.mark.usefixtures("office")
def test_about_shows_the_announcement_word_for_word(client: Client) -> None:
    page = client.get(reverse("participation:about")).content.decode()

    shown = page[page.index("<article") : page.index("</article>")]
    announced = Announcement.objects.get().shown_text

    assert strip_tags(shown).split() == announced.split()
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", shown) == [
        "ขั้นตอนการดำเนินงาน",
        "วิธีการดำเนินงาน",
        "การกำหนดกรอบแนวทางให้ผู้มีส่วนได้ส่วนเสียในการเข้ามามีส่วนร่วม",
        "การกำกับและติดตาม",
    ]


def test_about_without_an_announcement_is_not_found(client: Client) -> None:
    assert client.get(reverse("participation:about")).status_code == 404


def test_privacy_names_the_contact_the_office_gives(client: Client, office: Office) -> None:
    office.data_protection_contact = "dpo@example.go.th"
    office.save()

    assert "dpo@example.go.th" in words(client.get(reverse("participation:privacy")))


# The switches ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_switch_works_by_a_plain_form_and_leads_back(client: Client) -> None:
    back = reverse("participation:groups") + "?page=2"

    response = client.post(
        reverse("participation:display"), {"text_size": "large", "back": back}, follow=True
    )

    assert response.redirect_chain == [(back, 302)]
    assert 'data-text-size="large"' in response.content.decode()


@pytest.mark.usefixtures("office")
def test_contrast_and_language_are_kept_together(client: Client) -> None:
    client.post(reverse("participation:display"), {"contrast": "high"})
    client.post(reverse("participation:display"), {"django_language": "en"})

    page = client.get("/").content.decode()

    assert '<html lang="en" data-text-size="normal" data-contrast="high">' in page


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "elsewhere",
        "",
    ],
)
def test_switch_never_leads_to_another_website(client: Client, back: str) -> None:
    response = client.post(reverse("participation:display"), {"text_size": "small", "back": back})

    assert response["Location"] == reverse("participation:home")


@pytest.mark.usefixtures("office")
def test_switch_takes_no_unknown_value(client: Client) -> None:
    client.post(reverse("participation:display"), {"contrast": 'high" onload="x'})
    client.cookies["text_size"] = '"><script>'

    page = client.get("/").content.decode()

    assert 'data-text-size="normal" data-contrast="normal"' in page


@pytest.mark.usefixtures("office")
def test_switch_on_a_page_made_by_post_leads_to_where_it_was_sent_from(client: Client) -> None:
    sent_from = reverse("feedback:track")

    page = client.post(
        sent_from, {"code": ""}, headers={"Referer": f"http://testserver{sent_from}?a=1"}
    ).content.decode()
    stranger = client.post(
        sent_from, {"code": ""}, headers={"Referer": "https://elsewhere.example/x"}
    ).content.decode()

    assert f'name="back" value="{sent_from}?a=1"' in page
    assert f'name="back" value="{sent_from}"' in stranger


# The groups' colours -----------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_theme_holds_the_colours_of_the_groups(client: Client) -> None:
    response = client.get(reverse("participation:theme"))

    lines = response.content.decode().splitlines()

    assert len(lines) == 7
    assert lines[4] == ".group-5{--group-fill:#9C2A66;--group-ink:#8A2259;--group-tint:#F8E8F0}"
    assert "max-age=600" in response["Cache-Control"]


@pytest.mark.usefixtures("office")
def test_theme_is_sent_again_only_when_a_colour_changed(client: Client) -> None:
    url = reverse("participation:theme")
    seen = {"If-None-Match": client.get(url)["ETag"]}

    unchanged = client.get(url, headers=seen)
    MissionGroup.objects.filter(number=1).update(fill="#000000")
    changed = client.get(url, headers=seen)

    assert unchanged.status_code == 304
    assert changed.status_code == 200


# The desk ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_desk_lists_what_waits_soonest_first(client: Client) -> None:
    user = make_user(Role.TRIAGE_OFFICER)
    make_duty(owner=user, group=group(2), subject="2570-0002", due_on=thai.today())
    late = thai.today() - dt.timedelta(days=3)
    make_duty(role=Role.TRIAGE_OFFICER, subject="2570-0001", due_on=late)
    make_duty(owner=make_user(), subject="2570-0003")
    client.force_login(user)

    page = words(client.get(reverse("participation:desk")))

    assert re.findall(r"2570-\d{4}", page) == ["2570-0001", "2570-0002"]
    assert "เกินมา 3 วัน" in page
    assert "รอฉันทำ 2" in page


@pytest.mark.usefixtures("office")
def test_desk_with_nothing_on_it_says_so(client: Client) -> None:
    client.force_login(make_user())

    assert "วันนี้ไม่มีเรื่องรอท่าน" in words(client.get(reverse("participation:desk")))


@pytest.mark.usefixtures("office")
def test_desk_asks_who_is_there(client: Client) -> None:
    response = client.get(reverse("participation:desk"))

    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.usefixtures("office")
def test_desk_asks_the_database_the_same_however_much_waits(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    asked = []

    for duties in (1, 2):
        for _ in range(duties):
            make_duty(owner=user, group=group(1 + next(numbers) % 7))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("participation:desk"))
        asked.append(len(queries))

    assert asked[0] == asked[1]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("name", "args"), [("home", []), ("groups", []), ("group", [2])])
def test_public_page_asks_the_database_the_same_however_many_tasks(
    client: Client, name: str, args: list[int]
) -> None:
    url = reverse(f"participation:{name}", args=args)
    with CaptureQueriesContext(connection) as all_tasks:
        client.get(url)

    for each in MissionGroup.objects.all():
        each.tasks.exclude(position=1).delete()
    with CaptureQueriesContext(connection) as one_task_each:
        client.get(url)

    assert len(all_tasks) == len(one_task_each)


# What goes wrong ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_unknown_address_says_what_to_do(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert reverse("feedback:track") in response.content.decode()


@pytest.mark.usefixtures("office")
def test_stale_form_says_that_nothing_was_changed() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("feedback:track"), {"code": "x"})

    assert response.status_code == 403
    assert "โปรดส่งใหม่อีกครั้ง" in words(response)


def test_broken_page_is_shown_without_the_database(rf: RequestFactory) -> None:
    with connection.execute_wrapper(_no_database):
        response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "ระบบขัดข้อง" in words(response)


def _no_database(*_args: object) -> None:
    raise AssertionError("The page asked the database.")


# Assets ------------------------------------------------------------------------------------------

#: What a browser fetches for the first view beside the page itself.
FIRST_VIEW = [
    "built/web/portal.css",
    "built/web/sprite.svg",
    "js/portal.js",
    "img/mark.svg",
    "img/hem.svg",
]


def found(path: str) -> Path:
    place = finders.find(path)
    assert place, f"{path} is not built"
    return Path(place)


def compressed(path: str) -> int:
    return len(brotli.compress(found(path).read_bytes()))


@pytest.mark.usefixtures("office")
def test_first_view_is_light_enough_for_a_slow_phone(client: Client) -> None:
    page = brotli.compress(client.get("/").content)
    colours = brotli.compress(client.get(reverse("participation:theme")).content)
    fonts = sum(path.stat().st_size for path in found("built/web").glob("*.woff2"))

    weight = len(page) + len(colours) + sum(compressed(path) for path in FIRST_VIEW)

    assert weight <= 60 * 1024
    assert weight + fonts <= 120 * 1024


@pytest.mark.usefixtures("office")
def test_first_view_fetches_nothing_else_and_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/").content.decode()

    fetched = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]+)"', page)
    drawn = re.findall(r'<use href="([^"#]+)#', page)

    assert {url.removeprefix("/static/") for url in [*fetched, *drawn]} <= {
        *FIRST_VIEW,
        reverse("participation:theme"),
        "built/web/sarabun-thai-400-normal.woff2",
    }


def test_assets_are_built_once() -> None:
    call_command("build_assets")
    stamp = found("built/web") / "stamp"
    built_at = stamp.stat().st_mtime_ns

    call_command("build_assets")

    assert stamp.stat().st_mtime_ns == built_at


def test_every_component_is_used() -> None:
    sources = {path: path.read_text() for path in TEMPLATES.rglob("*.html")}
    code = "".join(path.read_text() for path in settings.BASE_DIR.glob("*/templatetags/*.py"))

    unused = [
        path.name
        for path in (TEMPLATES / "components").glob("*.html")
        if f"components/{path.name}" not in code
        and not any(
            f"components/{path.name}" in text for other, text in sources.items() if other != path
        )
    ]

    assert unused == []


@pytest.mark.usefixtures("office")
def test_every_drawing_is_there_and_used() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', found("built/web/sprite.svg").read_text()))
    asked = set(MissionGroup.objects.values_list("icon", flat=True))
    for path in TEMPLATES.rglob("*.html"):
        asked |= set(re.findall(r'{% icon "([^"]+)"', path.read_text()))
    for path in settings.BASE_DIR.glob("*/templatetags/*.py"):
        asked |= set(re.findall(r'"(?:badge-[a-z]+)?", "([a-z-]+)"', path.read_text()))

    assert asked == sprite


@pytest.mark.parametrize("page", ["participation:home", "participation:about"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_what_is_promised_is_counted_in_working_days(
    client: Client, office: Office, page: str, language: str
) -> None:
    """As the day it is due is: fifteen working days are three weeks."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    text = client.get(reverse(page)).content.decode()

    assert {"th": "15 วันทำการ", "en": "within 15 working days"}[language] in text
    assert not re.search("15 วัน(?!ทำการ)|15 days", text)


def test_privacy_notice_names_everybody_who_reads_an_opinion(
    client: Client, office: Office
) -> None:
    text = client.get(reverse("participation:privacy")).content.decode()
    who_sees_it = text.split("<h2>ใครเห็นข้อมูลบ้าง")[1].split("</section>")[0]

    for readers in ("คัดแยก", "ผู้รับผิดชอบ", "ผู้อำนวยการกลุ่ม", "ผู้บริหาร", "นิติกร"):
        assert readers in who_sees_it


@given(st.lists(st.sampled_from(["เจ้าหน้าที่", "เผยแพร่", "รอ", " ", "<b>", "&"])).map("".join))
def test_words_held_together_are_the_words(line: str) -> None:
    held = in_whole_words(line)

    assert html.unescape(strip_tags(held)) == line
    assert held.count('<span class="unbroken">เผยแพร่</span>') == line.count("เผยแพร่")


@pytest.mark.parametrize(
    ("name", "size", "is_taken"),
    [("crest.png", 5, True), ("crest.png", MAX_BYTES + 1, False), ("crest.exe", 5, False)],
)
def test_crest_is_a_drawing_that_was_kept_whole(
    office: Office, name: str, size: int, *, is_taken: bool
) -> None:
    """Of a file larger than the portal takes, nothing but its size is kept (`uploads`)."""
    crest = InMemoryUploadedFile(io.BytesIO(b"crest"), "crest", name, None, size, None)
    form = OfficeForm({}, MultiValueDict({"crest": [crest]}), instance=office)

    assert ("crest" not in form.errors) == is_taken
