"""The page that brings in a spreadsheet: checked first, imported by one press, kept no longer."""

import os
import stat

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from feedback.models import Opinion
from feedback.services import keeping
from feedback.tests.test_importing import GOOD, row, sample, sheet
from participation.choices import Role
from participation.tests.make import make_office, make_user

pytestmark = pytest.mark.django_db
IMPORT = "/desk/opinions/import/"


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def triage(client):
    user = make_user(Role.TRIAGE_OFFICER)
    client.force_login(user)
    return user


def upload(client, content, **fields):
    file = SimpleUploadedFile("opinions.csv", content)
    return client.post(reverse("feedback:import_opinions"), {"file": file} | fields)


def check(client, content, **fields):
    """Check a file; returns what the button below the result sends."""
    form = upload(client, content, dry_run="on", **fields).context["checked_form"]
    return {name: str(form[name].value()) for name in form.fields}


def kept_files():
    return sorted(settings.CHECKED_DIR.glob("*"))


def test_import_page_is_for_the_triage_officer(client):
    client.force_login(make_user(Role.EXECUTIVE))

    assert client.get(IMPORT).status_code == 403
    assert client.post(IMPORT, {"checked": "0" * 64}).status_code == 403


def test_file_may_be_imported_at_once(client, triage):
    kept = upload(client, sample(), received_on="1/11/2569")

    assert kept.context["result"].added == Opinion.objects.count() == 70
    assert not kept_files()


def test_page_names_lines(client, triage):
    response = upload(client, sheet(GOOD, row(channel="<script>pigeon")))

    assert [line.number for line in response.context["result"].bad] == [3]
    assert "&lt;script&gt;pigeon" in response.content.decode()


def test_page_refuses_a_wrong_encoding_in_a_sentence(client, triage):
    response = upload(client, "ก,ข".encode("tis-620"), dry_run="on")

    assert "CSV UTF-8" in response.context["form"].errors["file"][0]
    assert response.context["result"] is None
    assert not kept_files()


@pytest.mark.parametrize("fields", [{}, {"file": SimpleUploadedFile("empty.csv", b"")}])
def test_page_needs_a_file(client, triage, fields):
    response = client.post(IMPORT, fields)

    assert list(response.context["form"].errors) == ["file"]


# --- checked first


@time_machine.travel("2026-11-22 12:00+07:00", tick=False)
@pytest.mark.parametrize(("typed", "day"), [("1/11/2569", "2026-11-01"), ("", "2026-11-22")])
def test_checked_file_is_imported_by_one_press(client, triage, typed, day):
    sending = check(client, sample(), received_on=typed)
    assert not Opinion.objects.exists()

    response = client.post(IMPORT, sending)

    assert response.context["result"].added == Opinion.objects.count() == 70
    assert {str(o.received_on) for o in Opinion.objects.all()} == {day}


def test_press_that_comes_twice_or_a_reload_is_well(client, triage):
    sending = check(client, sheet(GOOD))
    client.post(IMPORT, sending)

    again = client.post(IMPORT, sending)

    assert again.context["is_done"]
    assert "alert-done" in again.content.decode()
    assert Opinion.objects.count() == 1


def test_check_that_is_reloaded_keeps_one_file(client, triage):
    assert check(client, sheet(GOOD)) == check(client, sheet(GOOD))

    assert len(kept_files()) == 1


@pytest.mark.parametrize(
    "content", [sheet(row(channel="pigeon")), sheet()], ids=["nothing good", "nothing at all"]
)
def test_nothing_good_offers_no_import_and_is_not_kept(client, triage, content):
    response = upload(client, content, dry_run="on")

    assert response.context["result"].added == 0
    assert response.context["checked_form"] is None
    assert not kept_files()


def test_nothing_new_offers_no_import(client, triage):
    upload(client, sheet(GOOD))

    response = upload(client, sheet(GOOD), dry_run="on")

    assert (response.context["result"].known, response.context["checked_form"]) == (1, None)


# --- people's words, for minutes


def test_checked_file_is_read_by_the_portal_alone_and_lies_in_no_backup(client, triage):
    check(client, sheet(GOOD))

    (file,) = kept_files()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert settings.MEDIA_ROOT not in file.parents


def test_nothing_of_it_is_left_once_it_is_imported(client, triage):
    client.post(IMPORT, check(client, sheet(GOOD)))

    assert [file.read_bytes() for file in kept_files()] == [b""]


def test_file_another_officer_checked_is_not_found(client, triage):
    sending = check(client, sheet(GOOD))
    client.force_login(make_user(Role.TRIAGE_OFFICER))

    response = client.post(IMPORT, sending)

    assert response.context["is_gone"]
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "../../secret_key", "0" * 64, "0" * 63 + "/"])
def test_key_that_is_none_finds_nothing(client, triage, key):
    response = client.post(IMPORT, {"checked": key, "received_on": "2026-11-01"})

    assert response.context["is_gone"]


def test_file_that_waited_too_long_is_gone_whoever_asks(client, triage):
    sending = check(client, sheet(GOOD))
    (file,) = kept_files()
    long_ago = file.stat().st_mtime - keeping.KEPT_FOR.total_seconds() - 1
    os.utime(file, (long_ago, long_ago))

    response = client.post(IMPORT, sending)

    assert response.context["is_gone"]
    assert "alert-warm" in response.content.decode()
    assert not kept_files()


def test_clock_removes_what_waited_too_long_and_only_that(triage, capsys):
    old, new = (keeping.keep_checked(words, by=triage) for words in (b"old", b"new"))
    os.utime(settings.CHECKED_DIR / f"{triage.pk}-{old}", (0, 0))

    call_command("forget_checked")

    assert capsys.readouterr().out.startswith("1 ")
    assert [file.name for file in kept_files()] == [f"{triage.pk}-{new}"]


def test_clock_that_finds_no_folder_is_content(capsys):
    call_command("forget_checked")

    assert capsys.readouterr().out.startswith("0 ")
