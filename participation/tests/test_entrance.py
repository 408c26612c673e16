"""The door: it tells nobody who has an account, and shows a way on from each of its pages."""

from typing import Any, ClassVar

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from participation.entrance import AccountAdapter
from participation.models import User
from participation.tests.make import make_user

pytestmark = pytest.mark.django_db


class CountingHasher(MD5PasswordHasher):
    """Counts what takes long in service."""

    algorithm = "counting"
    hashed: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(salt)
        return super().encode(password, salt)


@pytest.fixture
def hashed(settings: Any) -> list[str]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    CountingHasher.hashed.clear()
    return CountingHasher.hashed


def sign_up(client: Client, email: str) -> Any:
    password = "ลูกแมวสามตัวบนหลังคา"
    data = {"email": email, "password1": password, "password2": password}
    return client.post(reverse("account_signup"), data, follow=True)


def test_signing_up_takes_as_long_and_says_the_same_for_a_known_address(
    client: Client, hashed: list[str]
) -> None:
    known = make_user()
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    pages, work = [], []

    for email in (known.email, "nobody-yet@example.org"):
        hashed.clear()
        response = sign_up(Client(), email)
        pages.append((response.redirect_chain, response.status_code))
        work.append((len(hashed), len(mail.outbox)))
        mail.outbox.clear()

    assert pages[0] == pages[1]
    assert work == [(1, 1), (1, 1)]
    assert User.objects.count() == 2


def test_an_address_that_cannot_be_confirmed_leads_on(client: Client) -> None:
    known, second = make_user(), make_user()
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    unsure = EmailAddress.objects.create(user=second, email=known.email)
    key = EmailConfirmationHMAC(unsure).key

    page = client.get(reverse("account_confirm_email", args=[key])).content.decode()

    assert "เพราะมีบัญชีอื่นใช้อีเมลนี้แล้ว" in page
    main = page[page.index("<main") : page.index("</main>")]
    assert f'href="{reverse("account_login")}"' in main
    assert f'href="{reverse("account_reset_password")}"' in main


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
    ],
)
def test_limits_count_what_of_an_address_nobody_chooses(
    rf: Any, one: str, other: str, *, is_same: bool
) -> None:
    """A household has 18 million million million addresses of IPv6, and one limit."""
    counted_by = [
        AccountAdapter().get_client_ip(rf.get("/", REMOTE_ADDR=address)) for address in (one, other)
    ]

    assert (counted_by[0] == counted_by[1]) is is_same
    assert one not in counted_by[0]
