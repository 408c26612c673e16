"""What comes in odd shapes is refused, and what was shown to somebody signed in is not kept."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from participation.cache import SteadyRedisCache
from participation.choices import Audience, DocumentKind
from participation.models import PublishedFile
from participation.tests.make import make_office, make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "idna", "hex", "undefined"])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_in_another_character_set_is_refused(
    client: Client, charset: str, kind: str
) -> None:
    make_office()

    response = client.generic(
        "POST", "/track/", b"code=x", content_type=f"{kind}; charset={charset}"
    )

    assert response.status_code == 400


def test_a_serial_with_a_null_character_is_nowhere(client: Client) -> None:
    assert client.get("/files/%00/").status_code == 404


def test_pages_of_somebody_signed_in_are_not_kept(client: Client) -> None:
    make_office()
    assert "no-store" not in client.get(reverse("participation:home")).get("Cache-Control", "")

    client.force_login(make_user())

    for page in (reverse("participation:desk"), reverse("participation:home")):
        assert "no-store" in client.get(page)["Cache-Control"]


def test_a_file_whose_bytes_are_gone_is_not_found(client: Client) -> None:
    PublishedFile.objects.create(
        serial="ORD-2569-0001", kind=DocumentKind.APPOINTMENT_ORDER, audience=Audience.PUBLIC,
        subject="x", version=1, title="x", year=make_year(), sha256="0" * 64, size=4,
        file="gone.pdf",
    )  # fmt: skip

    assert client.get("/files/ORD-2569-0001/").status_code == 404


def test_wrong_passwords_are_counted_while_redis_is_away(settings, monkeypatch) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "participation.cache.SteadyRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.1},
        },
        "reserve": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "reserve",
        },
    }
    monkeypatch.setattr(SteadyRedisCache, "away_until", 0.0)
    user = make_user()
    wrong = {"login": user.email, "password": "not this one"}
    client = Client()

    pages = [client.post(reverse("account_login"), wrong).content.decode() for _ in range(7)]
    client.post(reverse("account_login"), {"login": user.email, "password": "correct horse"})

    assert pages[0] != pages[-1]
    assert "_auth_user_id" not in client.session
    caches["reserve"].clear()
