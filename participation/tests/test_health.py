import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db(transaction=True)


def test_health_is_asked_without_a_sign_in(client):
    response = client.get(reverse("healthz"))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert sorted(response.content.decode().splitlines()) == [
        "Cache(alias='default'): OK",
        "Database(alias='default'): OK",
        "Storage(alias='default'): OK",
    ]


def test_health_says_what_does_not_work_and_no_more(client, settings, tmp_path):
    (tmp_path / "a file").touch()
    settings.MEDIA_ROOT = tmp_path / "a file" / "no folder"

    response = client.get(reverse("healthz"))

    assert response.status_code == 500
    (storage,) = [line for line in response.content.decode().splitlines() if "Storage" in line]
    assert storage != "Storage(alias='default'): OK"
    assert str(tmp_path) not in storage
