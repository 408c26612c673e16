import pytest
from django.urls import reverse

from participation import health

pytestmark = pytest.mark.django_db(transaction=True)


def test_health_is_asked_without_a_sign_in(client):
    response = client.get(reverse("healthz"))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert sorted(response.content.decode().splitlines()) == [
        "Cache(): OK",
        "Database(alias='default'): OK",
        "Storage(): OK",
    ]


def test_health_says_what_does_not_work_and_no_more(client, settings, tmp_path):
    (tmp_path / "a file").touch()
    settings.MEDIA_ROOT = tmp_path / "a file" / "no folder"

    response = client.get(reverse("healthz"))

    assert response.status_code == 500
    (storage,) = [line for line in response.content.decode().splitlines() if "Storage" in line]
    assert storage == "Storage(): Unavailable: Files cannot be written."
    assert str(tmp_path) not in storage


def test_health_writes_nothing(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "cache",
        }
    }

    assert client.get(reverse("healthz")).status_code == 200

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_disk_without_room_is_told(client, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(health, "ROOM", 2**62)

    response = client.get(reverse("healthz"))

    assert response.status_code == 500
    assert "nearly full" in response.content.decode()
