"""Files come with an opinion once, are seen by whom they concern, and tell nothing else."""

import datetime as dt
import io
import os
import threading
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from feedback import codes, links
from feedback.models import Attachment, Opinion, RestrictedCase, Upload
from feedback.services import uploading
from feedback.services.publishing import publish_opinion
from feedback.services.uploading import (
    forget_uploads,
    stage_file,
    staged,
    take_over,
    unstage_file,
)
from feedback.templatetags.feedback_files import made_small, thumbnail
from feedback.tests.make import make_opinion, meanwhile
from feedback.tests.test_public_views import CHECK, FORM, SEND, TRACK, Fields, code_on, typed
from participation import thai
from participation.choices import Role
from participation.errors import DomainError
from participation.harmless import MAX_BYTES
from participation.tests.make import group, make_office, make_responsible_officer, make_user

pytestmark = pytest.mark.django_db

MARKER = "IMG-SOMCHAI"
FILES = reverse("feedback:form_files")
COLOURS = ("red", "blue", "green", "white", "black", "yellow", "purple")


@pytest.fixture(autouse=True)
def _office(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_office()


def picture(colour: str = "red", *, name: str = f"{MARKER}.jpg") -> SimpleUploadedFile:
    told = Image.Exif()
    told[0x010F] = MARKER
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "JPEG", exif=told)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def kept_files() -> list[Path]:
    return sorted(path for path in Path(default_storage.path("")).rglob("*") if path.is_file())


def checked(client: Client, *files: Any, **fields: str) -> Any:
    """The page that shows what will be sent."""
    return client.post(CHECK, typed(client, **fields) | {"attachments": files})


# --- the form


def test_files_are_shown_before_sending_and_sent_with_the_opinion(client):
    check = checked(client, picture(), picture("blue"))
    page = check.content.decode()
    assert page.count("data:image/jpeg;base64,") == 2
    assert not Opinion.objects.exists()

    client.post(SEND, Fields(check).values)

    opinion = Opinion.objects.get()
    assert [(file.position, file.kind) for file in opinion.attachments.all()] == [
        (1, "image"),
        (2, "image"),
    ]
    assert not Upload.objects.exists()
    assert len(kept_files()) == 2


def test_sending_twice_attaches_once(client):
    fields = Fields(checked(client, picture())).values

    first = code_on(client.post(SEND, fields, follow=True))
    again = code_on(client.post(SEND, fields, follow=True))

    assert first == again
    assert Opinion.objects.get().attachments.count() == 1


def test_file_added_after_sending_joins_the_same_opinion(client):
    fields = Fields(checked(client, picture())).values
    client.post(SEND, fields)

    check = client.post(CHECK, fields | {"attachments": [picture("blue")]})
    client.post(SEND, Fields(check).values)

    assert Opinion.objects.get().attachments.count() == 2


def test_files_stay_while_something_is_changed_or_wrong(client):
    sending = typed(client, text="")
    refused = client.post(CHECK, sending | {"attachments": [picture()]})
    assert "text" in refused.context["form"].errors
    assert "data:image/jpeg" in refused.content.decode()

    check = client.post(CHECK, sending | {"text": "ไฟดับ"})
    back = client.post(FORM, Fields(check).values)

    assert "data:image/jpeg" in back.content.decode()
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("page", [FORM, CHECK])
def test_file_is_taken_off_again(client, page):
    fields = Fields(checked(client, picture(), picture("blue"))).values

    response = client.post(page, fields | {"remove": "1"})

    assert [upload.position for upload in Upload.objects.all()] == [2]
    assert response.content.decode().count("data:image/jpeg") == 1
    assert len(kept_files()) == 1


@pytest.mark.parametrize("junk", ["9", "-1", "x", "9" * 500, "9" * 4400])
def test_taking_off_what_is_not_there_does_nothing(client, junk):
    fields = Fields(checked(client, picture())).values

    assert client.post(CHECK, fields | {"remove": junk}).status_code == 200
    assert Upload.objects.count() == 1


def test_wrong_file_is_named_and_everything_typed_stays(client):
    response = checked(
        client, SimpleUploadedFile("งาน.docx", b"PK\x03\x04..."), picture(), text="ไฟดับหน้าโรงเรียน"
    )

    page = response.content.decode()
    assert "งาน.docx" in page
    assert "ไม่ใช่รูปภาพ" in page
    assert Fields(response).values["text"] == "ไฟดับหน้าโรงเรียน"
    assert Upload.objects.count() == 1, "the good one is kept"


def test_too_large_file_is_refused_with_a_sentence(client):
    response = checked(client, SimpleUploadedFile("a.jpg", bytes(MAX_BYTES + 1)))

    assert "10 MB" in response.context["form"].errors["attachments"][0]
    assert Fields(response).values["text"]


@pytest.mark.parametrize("number", [6, 7, 120])
def test_more_than_five_files_are_refused_with_a_sentence(client, number):
    response = checked(client, *(picture(COLOURS[n % 7]) for n in range(number)))

    assert "5" in response.context["form"].errors["attachments"][0]
    assert Upload.objects.count() == 5


def test_very_many_files_from_one_place_wait_and_the_text_does_not(client, monkeypatch):
    monkeypatch.setattr("feedback.views.files.FILES_ALLOWED", 2)
    fields = Fields(checked(client, picture(), picture("blue"))).values

    page = client.post(CHECK, fields | {"attachments": [picture("red")]}).content.decode()

    assert "แนบใหม่อีกครั้งในอีก 10 นาที" in page
    assert Upload.objects.count() == 2
    assert fields["text"] in page


def test_same_file_twice_is_one(client):
    checked(client, picture(), picture())

    assert Upload.objects.count() == 1


def test_file_that_is_gone_meanwhile_is_not_left_out_silently(client):
    fields = Fields(checked(client, picture())).values
    Upload.objects.all().delete()

    response = client.post(SEND, fields)

    assert "แนบใหม่" in response.content.decode()
    assert Fields(response).values["text"]
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("junk", ["x", "a,b,c", ",", "0" * 64, "\0", "ก" * 5000])
def test_junk_in_place_of_the_list_of_files_sends_nothing_or_nothing_with_it(client, junk):
    response = client.post(SEND, typed(client) | {"attached": junk})

    assert response.status_code in {200, 302}
    assert not Attachment.objects.exists()


def test_script_gets_the_list_alone(client):
    key = codes.new_submission_key()

    there = client.post(FILES, {"key": key, "attachments": [picture()]}).content.decode()
    assert "data:image/jpeg" in there
    assert "<html" not in there
    assert "data:image/jpeg" not in client.post(FILES, {"key": key, "remove": "1"}).content.decode()
    assert client.post(FILES, {"key": "short", "attachments": [picture()]}).status_code == 404
    assert not Upload.objects.exists()


def test_complaint_that_is_sent_again_does_not_come_back_as_an_opinion(client):
    fields = Fields(checked(client)).values
    client.post(SEND, fields)
    sent = Opinion.objects.get()
    RestrictedCase.objects.create(
        code_hash=sent.code_hash, year=sent.year, received_on=sent.received_on,
        raw_text=sent.raw_text, restricted_by=make_user(),
    )  # fmt: skip
    sent.delete()

    response = client.post(SEND, fields, follow=True)

    assert response.status_code == 200
    assert not Opinion.objects.exists()


# --- who sees them


@pytest.fixture
def with_file(client: Client) -> Opinion:
    client.post(SEND, Fields(checked(client, picture(), to="group-5")).values)
    return Opinion.objects.get()


def page_of(opinion: Opinion, page: str, position: int = 1) -> str:
    return reverse(f"feedback:{page}", args=[opinion.number, position])


def test_sender_sees_the_file_in_the_thread(client):
    sent = client.post(SEND, Fields(checked(client, picture())).values, follow=True)

    thread = client.post(TRACK, {"code": code_on(sent)})
    url = links.link_to(Attachment.objects.get())
    response = client.get(url)

    assert "data:image/jpeg" in thread.content.decode()
    assert code_on(sent) not in url
    assert b"".join(response).startswith(b"\xff\xd8")
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_address_of_a_file_is_over_after_half_an_hour(client, with_file):
    url = links.link_to(with_file.attachments.get())

    with time_machine.travel(thai.start_of(thai.today()) + dt.timedelta(days=2)):
        response = client.get(url)

    assert response.status_code == 404
    assert "หมดอายุ" in response.content.decode()


@pytest.mark.parametrize("token", ["x", "WyJzZW50IiwxXQ:1:x", "a:b:c"])
def test_address_nobody_was_given_leads_nowhere(client, token):
    assert client.get(reverse("feedback:linked_file", args=[token])).status_code == 404


def test_staff_who_may_read_the_opinion_see_the_file(client, with_file):
    url = page_of(with_file, "desk_file")

    for user, status in (
        (make_user(Role.TRIAGE_OFFICER), 200),
        (make_responsible_officer(group(5)), 200),
        (make_responsible_officer(group(6)), 404),
        (make_user(), 404),
    ):
        client.force_login(user)
        assert client.get(url).status_code == status, user
    client.logout()
    assert client.get(url).status_code == 302


def test_public_sees_a_file_only_as_somebody_has_let_it_be_shown(client, with_file):
    url = page_of(with_file, "opinion_file")
    assert client.get(url).status_code == 404
    publish_opinion(with_file, by=make_user(Role.TRIAGE_OFFICER))
    assert client.get(url).status_code == 404
    assert "data:image" not in client.get(with_file.get_absolute_url()).content.decode()

    file = with_file.attachments.get()
    file.shown_file.save("masked.jpg", picture("black"))

    assert client.get(url).status_code == 200
    assert "data:image" in client.get(with_file.get_absolute_url()).content.decode()
    Opinion.objects.update(publication="pending")
    assert client.get(url).status_code == 404


def test_picture_is_made_small_once_however_often_it_is_seen(client, with_file, monkeypatch):
    opened, really_open = [], Image.open

    def count(*what, **how):
        opened.append(what)
        return really_open(*what, **how)

    monkeypatch.setattr(Image, "open", count)
    file = with_file.attachments.get()
    made_small.cache_clear()

    small = [thumbnail(file) for _time in range(3)]

    assert small[0].startswith("data:image/jpeg;base64,")
    assert set(small) == {small[0]}
    assert len(opened) == 1


def test_pdf_is_handed_over_not_shown(client):
    pdf = SimpleUploadedFile("a.pdf", _pdf())

    client.post(SEND, Fields(checked(client, pdf)).values)
    response = client.get(links.link_to(Attachment.objects.get()))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")


def _pdf() -> bytes:
    import pikepdf  # noqa: PLC0415

    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_file_whose_bytes_are_gone_is_a_page_not_an_error(client, with_file):
    file = with_file.attachments.get()
    Path(file.file.path).unlink()

    assert client.get(links.link_to(file)).status_code == 404
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    assert client.get(reverse("feedback:desk_opinion", args=[with_file.number])).status_code == 200


# --- what stays behind


def test_nothing_of_where_a_file_came_from_is_kept(client, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    fields = Fields(checked(client, picture())).values
    client.post(SEND, fields)

    rows = repr([*Attachment.objects.values(), *Opinion.objects.values()])
    assert MARKER not in rows
    assert list(temporary.iterdir()) == []
    for path in kept_files():
        assert MARKER.encode() not in path.read_bytes()
        assert MARKER not in str(path)
        assert path.stat().st_mtime == thai.start_of(thai.today()).timestamp()


def test_key_of_the_form_is_not_kept(client):
    fields = Fields(checked(client, picture())).values

    assert fields["key"] not in repr([*Upload.objects.values()])


def test_file_of_a_form_never_sent_goes_in_the_night_after():
    key = codes.new_submission_key()
    with time_machine.travel("2026-11-21 15:00+07:00"):
        stage_file(key, picture())
    with time_machine.travel("2026-11-21 23:59+07:00"):
        assert forget_uploads() == 0
    with time_machine.travel("2026-11-22 02:40+07:00"):
        call_command("forget_uploads")

    assert staged(key) == []
    assert kept_files() == []


def test_night_leaves_what_was_sent_and_what_became_a_case(client, with_file):
    file = with_file.attachments.get()
    taken = stage_file(codes.new_submission_key(), picture("green"))
    case = RestrictedCase.objects.create(
        code_hash="x", year=with_file.year, received_on=with_file.received_on, raw_text="x",
        restricted_by=make_user(),
    )  # fmt: skip
    case.files.create(position=1, kind="image", file=taken.file.name, sha256="x")

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3)):
        assert forget_uploads() == 0

    assert len(kept_files()) == 2
    assert file.file.storage.exists(file.file.name)


def test_what_a_killed_process_has_left_goes_too(tmp_path):
    stray = tmp_path / "opinions" / "stray.jpg"
    stray.parent.mkdir()
    stray.write_bytes(b"x")
    assert forget_uploads() == 0, "it may be on its way into a row"
    os.utime(stray, (0, 0))

    assert forget_uploads() == 1
    assert not stray.exists()


def test_full_disk_takes_no_file_and_keeps_the_text(client, monkeypatch):
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    response = checked(client, picture())

    assert "รับไฟล์ไม่ได้" in response.content.decode()
    assert kept_files() == [], "half a file is none"
    monkeypatch.undo()
    fields = Fields(response).values | {
        "kind": "praise",
        "to": "unsure",
        "stakeholder_type": "parent",
    }
    client.post(SEND, fields)
    assert Opinion.objects.count() == 1


def test_room_is_kept_for_opinions(monkeypatch):
    monkeypatch.setattr(uploading, "RESERVE", 10**18)

    with pytest.raises(DomainError, match="รับไฟล์ไม่ได้"):
        stage_file(codes.new_submission_key(), picture())


def test_more_files_than_fit_are_not_taken_over():
    opinion, key = make_opinion(), codes.new_submission_key()
    for number in range(4):
        opinion.attachments.create(position=number + 1, kind="image", size=1, sha256=str(number))
    uploads = [stage_file(key, picture(colour)) for colour in ("red", "blue")]

    with pytest.raises(DomainError, match="5"):
        take_over(opinion, key, [upload.sha256 for upload in uploads])


def test_file_taken_off_while_it_is_sent_stays_with_the_opinion():
    key = codes.new_submission_key()
    upload = stage_file(key, picture())

    with meanwhile(
        'SELECT "feedback_upload"', lambda: take_over(make_opinion(), key, [upload.sha256])
    ):
        unstage_file(key, upload.position)

    assert default_storage.exists(str(Attachment.objects.get().file))


@pytest.mark.django_db(transaction=True)
def test_file_of_yesterday_that_is_sent_by_night_stays_with_the_opinion():
    key, opinion = codes.new_submission_key(), make_opinion()
    with time_machine.travel(thai.start_of(thai.today()) - dt.timedelta(hours=9)):
        upload = stage_file(key, picture())

    def forget() -> None:
        forget_uploads()
        connections.close_all()

    night = threading.Thread(target=forget)

    def begin() -> None:
        night.start()
        night.join(timeout=1)

    with transaction.atomic(), meanwhile('SELECT "feedback_upload"', begin):
        take_over(opinion, key, [upload.sha256])
    night.join()

    assert default_storage.exists(str(Attachment.objects.get().file))


def test_files_of_another_form_are_not_taken_over():
    upload = stage_file(codes.new_submission_key(), picture())

    with pytest.raises(DomainError):
        take_over(make_opinion(), codes.new_submission_key(), [upload.sha256])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer anyway")
def test_files_chosen_at_the_same_moment_find_a_place_each():
    key, errors = codes.new_submission_key(), []

    def stage(colour: str) -> None:
        try:
            stage_file(key, picture(colour))
        except Exception as error:  # noqa: BLE001 (told to the test)
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=stage, args=[colour]) for colour in COLOURS[:5]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert [upload.position for upload in staged(key)] == [1, 2, 3, 4, 5]
