"""The scan of a signed order becomes what the public opens."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from participation.choices import Role
from participation.models import AuditEvent, User
from participation.tests.make import make_office, make_user
from workgroups.models import AppointmentOrder, SignedPaper
from workgroups.tests.make import make_issued_order, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def officer(client: Client) -> User:
    user = make_user(Role.APPOINTMENTS_OFFICER)
    client.force_login(user)
    return user


def pdf(pages: int = 1) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as paper:
        for _page in range(pages):
            paper.add_blank_page()
        paper.docinfo["/Author"] = "มาลี ผู้สแกน"
        paper.save(made)
    return made.getvalue()


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "JPEG")
    return made.getvalue()


def url(order: AppointmentOrder) -> str:
    return reverse("admin:workgroups_appointmentorder_signed", args=[order.pk])


def send(client: Client, order: AppointmentOrder, content: bytes) -> str:
    scan = SimpleUploadedFile("scan.pdf", content, "application/pdf")
    return client.post(url(order), {"scan": scan}, follow=True).content.decode()


def test_scan_is_what_the_public_opens_and_our_paper_stays(client, officer):
    order = make_issued_order()
    ours = order.document

    assert "เผยแพร่เอกสารฉบับลงนามแล้ว" in send(client, order, pdf(pages=3))

    signed = SignedPaper.objects.get(order=order).document
    public = Client().get(order.committee.get_absolute_url()).content.decode()
    assert signed.get_absolute_url() in public
    assert ours is not None
    assert ours.get_absolute_url() not in public
    assert (signed.version, signed.subject) == (ours.version + 1, ours.subject)
    with pikepdf.open(signed.file.path) as paper:
        assert len(paper.pages) == 3
        assert "/Author" not in paper.docinfo
    assert AuditEvent.objects.filter(verb="order.publish_signed", by=officer).exists()


def test_scan_sent_again_is_the_next_version(client, officer):
    order = make_issued_order()
    send(client, order, pdf())

    send(client, order, pdf(pages=2))

    assert SignedPaper.objects.get(order=order).document.version == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(picture(), "โปรดสแกนเป็น PDF"), (b"%PDF-1.7 broken", "เปิดไฟล์นี้ไม่ได้"), (b"", "ว่าง")],
)
def test_what_is_no_paper_is_refused_with_what_to_do(client, officer, content, sentence):
    order = make_issued_order()

    assert sentence in send(client, order, content)

    assert not SignedPaper.objects.exists()


def test_nobody_else_sends_one_and_none_of_a_draft(client, officer):
    draft, issued = make_order(), make_issued_order()

    assert client.get(url(draft)).status_code == 403
    client.force_login(make_user(Role.EXECUTIVE))
    assert client.get(url(issued)).status_code in {302, 403}
