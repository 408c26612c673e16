"""Posters lead to the form with part of it filled in; retired ones to the empty form."""

import io
import re

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from feedback.choices import Channel
from feedback.models import EntryLink, Opinion
from feedback.services.linking import make_link, retire_link
from feedback.tests.test_public_views import CHECK, FORM, SEND, Fields
from participation.choices import Role
from participation.models import AuditEvent, Office, User
from participation.tests.make import group, make_office, make_school, make_user

pytestmark = pytest.mark.django_db

LINKS = reverse("feedback:links")


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


@pytest.fixture
def officer(client: Client) -> User:
    user = make_user(Role.TRIAGE_OFFICER)
    client.force_login(user)
    return user


def send_by(client: Client, link: EntryLink, **fields: str) -> None:
    form = client.get(FORM, {"from": link.slug})
    answers = {"kind": "praise", "text": "ครูดี", "stakeholder_type": "parent", "to": "group-3"}
    place = {"place": form.context["form"]["place"].value()} if link.school else {}
    check = client.post(CHECK, Fields(form).values | answers | place | fields)
    client.post(SEND, Fields(check).values)


def test_poster_fills_in_group_and_school_and_counts_as_its_channel(client):
    school = make_school()
    link = make_link("ป้าย", by=make_user(), group=group(3), school=school)

    form = client.get(FORM, {"from": link.slug}).context["form"]
    assert (form["to"].value(), form["place"].value()) == ("group-3", f"school-{school.pk}")
    send_by(client, link)

    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.entry) == (Channel.QR_CODE, link)
    assert (opinion.group, opinion.school, opinion.district) == (group(3), school, school.district)


def test_who_comes_by_a_poster_may_choose_otherwise(client):
    link = make_link("ป้าย", by=make_user(), group=group(3))

    send_by(client, link, to="group-1")

    assert Opinion.objects.get().group == group(1)
    assert Opinion.objects.get().channel == Channel.QR_CODE


def test_retired_poster_leads_to_the_empty_form(client):
    link = make_link("ป้าย", by=make_user(), group=group(3))
    retire_link(link, by=make_user())

    form = client.get(FORM, {"from": link.slug}).context["form"]

    assert not form["entry"].value()
    assert form["to"].value() == "group-None"


def test_retired_poster_that_is_used_again_fills_in_as_before(client, officer):
    link = make_link("ป้าย", by=officer, group=group(3))
    for act in ("retire", "restore", "restore"):
        client.post(reverse(f"feedback:{act}_link", args=[link.slug]))

    form = client.get(FORM, {"from": link.slug}).context["form"]

    assert (form["entry"].value(), form["to"].value()) == (link.slug, "group-3")
    verbs = AuditEvent.objects.filter(verb__startswith="link.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["link.add", "link.retire", "link.restore"]


def test_retiring_asks_first_and_says_what_comes_of_it(client, officer):
    link = make_link("ป้าย", by=officer)

    page = client.get(LINKS).content.decode()
    before = page[: page.index(reverse("feedback:retire_link", args=[link.slug]))]

    assert before.rindex("<details") > before.rfind("</details>")
    assert "จะเปิดแบบฟอร์มเปล่า" in before


@pytest.mark.parametrize("slug", ["zzzzzz", "", "../x", "\0", "ก", "9" * 400, "' OR 1=1 --"])
def test_unknown_poster_leads_to_the_empty_form_and_hinders_nobody(client, slug):
    form = client.get(FORM, {"from": slug})
    answers = {"kind": "praise", "text": "ครูดี", "stakeholder_type": "parent", "to": "unsure"}

    client.post(SEND, Fields(form).values | answers | {"entry": slug})

    assert Opinion.objects.get().channel == Channel.WEB_FORM


def test_officer_makes_and_retires_a_link(client, officer):
    school = make_school()
    posted = {"name": "งานโรงเรียน", "group": group(2).pk, "place": f"school-{school.pk}"}

    assert "งานโรงเรียน" in client.post(LINKS, posted, follow=True).content.decode()
    link = EntryLink.objects.get()
    assert (link.group, link.school, link.made_by) == (group(2), school, officer)
    assert re.fullmatch("[0-9a-z]{6}", link.slug)
    send_by(client, link)
    client.post(reverse("feedback:retire_link", args=[link.slug]))
    client.post(reverse("feedback:retire_link", args=[link.slug]))

    link.refresh_from_db()
    assert not link.is_active
    assert list(
        AuditEvent.objects.filter(by=officer).order_by("pk").values_list("verb", flat=True)
    ) == [
        "link.add",
        "link.retire",
    ]
    assert client.get(LINKS).context["rows"][0][2] == 1, "what came by it stays counted"


def test_double_click_makes_one_link(client, officer):
    posted = {"name": "งานโรงเรียน", "group": group(2).pk}

    for _press in range(2):
        assert client.post(LINKS, posted).status_code == 302
    assert EntryLink.objects.count() == AuditEvent.objects.filter(verb="link.add").count() == 1

    retire_link(EntryLink.objects.get(), by=officer)
    client.post(LINKS, posted)
    client.post(LINKS, posted | {"group": group(3).pk})
    assert EntryLink.objects.count() == 3


@pytest.mark.parametrize(
    ("posted", "field"), [({"name": ""}, "name"), ({"name": "ก", "place": "district"}, "place")]
)
def test_link_needs_a_name_and_one_school_at_most(client, officer, posted, field):
    district = make_school().district
    posted = {
        key: f"district-{district.pk}" if value == "district" else value
        for key, value in posted.items()
    }

    assert field in client.post(LINKS, posted).context["form"].errors
    assert not EntryLink.objects.exists()


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(("page", "millimetres"), [("poster", (210, 297)), ("card", (148, 210))])
def test_poster_is_one_sheet_with_its_words_and_its_address(client, officer, page, millimetres):
    link = make_link("ป้ายหน้าห้องสมุด", by=officer, group=group(5), school=make_school())

    response = client.get(reverse(f"feedback:{page}", args=[link.slug]))

    pdf = pypdf.PdfReader(io.BytesIO(response.content))
    assert len(pdf.pages) == 1
    box = pdf.pages[0].mediabox
    assert tuple(round(float(side) * 25.4 / 72) for side in (box.width, box.height)) == millimetres
    text = text_of(response.content)
    assert "บอกเรา" in text
    assert f"from={link.slug}" in text.replace("\n", "")
    assert str(link.school) in text


def test_form_on_paper_is_one_sheet_for_everybody(client):
    response = client.get(reverse("feedback:paper_form"))

    text = text_of(response.content)
    assert len(pypdf.PdfReader(io.BytesIO(response.content)).pages) == 1
    for words in ("แบบแสดงความคิดเห็น", "เลขที่รับ", "กลุ่มกฎหมายและคดี", "ประชาชนทั่วไป", "NPM2"):
        assert words in text


def test_elderly_people_can_read_the_form_on_paper_and_it_stays_one_sheet(client):
    Office.objects.update(
        address="เลขที่ 99 หมู่ที่ 12 ถนนนครพนม-ท่าอุเทน ตำบลบ้านแพง อำเภอบ้านแพง จังหวัดนครพนม 48140",
        data_protection_contact="กลุ่มกฎหมายและคดี โทร 042-591-233 อีเมล dpo@example.go.th",
    )
    pdf = pypdf.PdfReader(io.BytesIO(client.get(reverse("feedback:paper_form")).content))
    sizes = set()

    def note(text, matrix, letter_matrix, _font, size):
        if text.strip():
            sizes.add(round(abs(size * letter_matrix[3] * matrix[3]), 2))

    (sheet,) = pdf.pages
    text = sheet.extract_text(visitor_text=note)

    assert "๔๘๑๔๐" in text
    # 14 pt of TH Sarabun, the letters of official papers, are as large as 9.25 pt of ours
    assert min(sizes) >= 9.25
    assert 10.5 in sizes


def test_form_on_paper_is_made_once(client, monkeypatch):
    first = client.get(reverse("feedback:paper_form")).content
    monkeypatch.setattr("participation.paper.render", lambda *_a, **_k: pytest.fail("made again"))

    assert client.get(reverse("feedback:paper_form")).content == first
