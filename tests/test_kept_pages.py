"""Public pages are kept for some seconds: for everybody alike, and never longer than they may."""

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from feedback.services.publishing import withhold_opinion
from feedback.tests.make import make_published
from participation import kept_pages
from participation.choices import Role
from participation.models import MissionGroup
from participation.tests.make import group, make_office, make_user

pytestmark = pytest.mark.django_db(transaction=True)
GROUPS, OPINIONS = reverse("participation:groups"), reverse("feedback:opinions")


@pytest.fixture(autouse=True)
def _keeping(settings):
    settings.PAGES_KEPT_SECONDS = 60
    make_office()


def read(client: Client, address: str = GROUPS, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def rename(name: str) -> None:
    MissionGroup.objects.filter(number=5).update(name_th=name)


def test_page_is_shown_again_as_it_was_with_all_its_headers(client):
    first = client.get(GROUPS)
    rename("กลุ่มชื่อใหม่")
    second = client.get(GROUPS)

    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    assert "Content-Security-Policy" in second.headers


def test_who_is_signed_in_reads_the_page_as_it_is(client):
    read(client)
    rename("กลุ่มชื่อใหม่")
    signed_in = Client()
    signed_in.force_login(make_user())

    assert "กลุ่มชื่อใหม่" in read(signed_in)
    assert "กลุ่มชื่อใหม่" not in read(client)


def test_each_display_has_its_own_page_and_an_unknown_one_that_of_everybody(client):
    plain = read(client)

    client.cookies["text_size"] = "large"
    large = read(client)
    client.cookies["text_size"] = "as-large-as-a-house"
    unknown = read(client)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    english = read(client)

    assert len({plain, large, english}) == 3
    rename("กลุ่มชื่อใหม่")
    assert unknown == plain == read(Client())


def test_question_behind_the_address_is_answered_anew(client):
    read(client, f"{GROUPS}?q=1")
    rename("กลุ่มชื่อใหม่")

    assert "กลุ่มชื่อใหม่" in read(client, f"{GROUPS}?q=1")


def test_page_with_a_token_is_made_for_each(client):
    address = reverse("participation:home")

    assert client.get(address).cookies
    assert Client().get(address).cookies


def test_what_is_withheld_is_gone_at_once(client):
    opinion = make_published(group=group(5), text="ถนนหน้าโรงเรียนเป็นหลุม")
    assert "เป็นหลุม" in read(client, OPINIONS)

    withhold_opinion(opinion, by=make_user(Role.TRIAGE_OFFICER), reason="มีชื่อบุคคล")

    assert "เป็นหลุม" not in read(client, OPINIONS)


def test_change_that_is_not_kept_forgets_no_page(client):
    before = read(client)
    rename("กลุ่มชื่อใหม่")

    with transaction.atomic():
        kept_pages.forget()
        transaction.set_rollback(True)
    assert read(client) == before

    with transaction.atomic():
        kept_pages.forget()
        assert read(client) == before
    assert "กลุ่มชื่อใหม่" in read(client)
