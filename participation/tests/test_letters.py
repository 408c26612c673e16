"""Letters about accounts: in the reader's language, whole, and signed by the office."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from participation.models import Office
from participation.tests.make import make_office, make_user

pytestmark = pytest.mark.django_db

NEW = {"email": "new@example.org", "password1": "ม้าถูกต้อง-9182", "password2": "ม้าถูกต้อง-9182"}
#: What is asked for, for which address, and a sentence of the letter in each language.
LETTERS = [
    ("account_reset_password", "known@example.org", "ตั้งรหัสผ่านใหม่", "new password"),
    ("account_reset_password", "new@example.org", "ไม่มีบัญชีที่ใช้อีเมลนี้", "No account belongs"),
    ("account_signup", "known@example.org", "ซึ่งมีบัญชีอยู่แล้ว", "belongs to it already"),
    ("account_signup", "new@example.org", "ยืนยันว่าเป็นอีเมลของท่าน", "confirm that the address"),
]


def letter(client, url, email, language):
    make_office()
    user = make_user(email="known@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.cookies["django_language"] = language

    client.post(reverse(url), NEW | {"email": email}, headers={"host": "127.0.0.1"})

    (sent,) = mail.outbox
    assert sent.to == [email]
    return sent


@pytest.mark.parametrize(("url", "email", "thai", "_english"), LETTERS)
def test_letter_in_thai_is_thai_and_signed(client, url, email, thai, _english):
    sent = letter(client, url, email, "th")

    office = Office.objects.get()
    assert thai in sent.body
    words = re.sub(r"https?://\S+|\S+@\S+", "", f"{sent.subject}\n{sent.body}")
    assert re.findall("[A-Za-z]+|คุณ", words) == []
    signed = f"--\n{office.portal_name_th}\n{office.name_th}\nhttp://127.0.0.1/"
    assert sent.body.endswith(signed)


@pytest.mark.parametrize(("url", "email", "_thai", "english"), LETTERS)
def test_letter_in_english_is_english_and_signed(client, url, email, _thai, english):
    sent = letter(client, url, email, "en")

    office = Office.objects.get()
    assert english in sent.body
    assert re.findall("[ก-๛]", f"{sent.subject}\n{sent.body}") == []
    assert sent.body.endswith(f"--\n{office.portal_name_en}\n{office.name_en}\nhttp://127.0.0.1/")
