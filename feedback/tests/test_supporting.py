"""Readers stand behind an opinion: once each, without an account, and nobody can be told by it."""

import threading

import pytest
from django.core import signing
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from feedback import codes
from feedback.marks import For, marks_of
from feedback.models import Opinion, Support
from feedback.services.publishing import withhold_opinion
from feedback.services.supporting import support_opinion, take_support_back
from feedback.services.tallying import recount
from feedback.tests.make import make_opinion, make_published
from feedback.views import readers
from participation.errors import DomainError
from participation.tests.make import make_office, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


def press(client: Client, opinion: Opinion, *, key: str = "", **data: str) -> int:
    """The button of the opinion's page; returns the status."""
    url = reverse("feedback:support_opinion", args=[opinion.number])
    return client.post(url, {"key": key or codes.new_submission_key()} | data).status_code


def counted(opinion: Opinion) -> tuple[int, int]:
    """As the opinion says, and as rows stand."""
    rows = Support.objects.filter(opinion=opinion).count()
    return Opinion.objects.get(pk=opinion.pk).supports, rows


def test_a_reader_counts_once_and_may_take_it_back(client):
    opinion = make_published()

    for _ in range(3):
        assert press(client, opinion) == 302
    page = client.get(opinion.get_absolute_url()).content.decode()

    assert counted(opinion) == (1, 1)
    assert "ท่านสนับสนุนเรื่องนี้แล้ว" in page
    assert "มีผู้สนับสนุน 1 คน" in page
    assert "มีผู้สนับสนุน 1 คน" in client.get(reverse("feedback:opinions")).content.decode()
    for _ in range(2):
        press(client, opinion, take_back="1")
    assert counted(opinion) == (0, 0)
    assert "ยังไม่มีผู้สนับสนุน" in client.get(opinion.get_absolute_url()).content.decode()


def test_a_double_click_before_any_cookie_is_one_reader(client):
    opinion, key = make_published(), codes.new_submission_key()

    press(Client(), opinion, key=key)
    press(Client(), opinion, key=key)

    assert counted(opinion) == (1, 1)


def test_readers_are_counted_apart(client):
    opinion = make_published()

    for _ in range(3):
        press(Client(), opinion)

    assert counted(opinion) == (3, 3)


def test_who_is_signed_in_counts_once_in_every_browser(client):
    opinion, user = make_published(), make_user()

    for _ in range(2):
        browser = Client()
        browser.force_login(user)
        press(browser, opinion)
        assert readers.COOKIE not in browser.cookies

    assert counted(opinion) == (1, 1)


def test_reading_leaves_no_cookie_of_a_reader(client):
    opinion = make_published()

    client.get(opinion.get_absolute_url())
    client.get(reverse("feedback:opinions"))

    assert readers.COOKIE not in client.cookies


def test_the_cookie_is_of_these_pages_alone_and_cannot_be_made_up(client):
    opinion = make_published()

    press(client, opinion)
    cookie = client.cookies[readers.COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/opinions/", True, "Lax")
    forger = Client()
    forger.cookies[readers.COOKIE] = "word:" + signing.Signer(key="other").sign("word")
    press(forger, opinion)
    assert counted(opinion) == (2, 2)
    assert forger.cookies[readers.COOKIE].value.startswith("word:") is False


@pytest.mark.parametrize("key", ["", "x", "ก" * 32, "\0"])
def test_a_form_with_a_broken_key_still_counts(client, key):
    opinion = make_published()

    client.post(reverse("feedback:support_opinion", args=[opinion.number]), {"key": key})

    assert counted(opinion) == (1, 1)


def test_only_what_is_public_is_supported(client):
    pending, withheld = make_opinion(), make_published()
    withhold_opinion(withheld, by=make_user(), reason="มีชื่อเด็ก")

    assert [press(client, opinion) for opinion in (pending, withheld)] == [404, 404]
    with pytest.raises(DomainError, match="ไม่ได้เผยแพร่แล้ว"):
        support_opinion(withheld, marks=["m"])
    assert not Support.objects.exists()


def test_a_press_from_another_site_is_refused():
    opinion = make_published()
    browser = Client(enforce_csrf_checks=True)

    assert press(browser, opinion) == 403
    assert counted(opinion) == (0, 0)


def test_a_flood_of_new_readers_is_stopped_but_not_who_has_acted_before(monkeypatch):
    monkeypatch.setattr(readers, "NEW_READERS_ALLOWED", 3)
    opinion, other = make_published(), make_published()
    school = [Client(REMOTE_ADDR="203.0.113.7") for _ in range(4)]

    answers = [press(browser, opinion) for browser in school]

    assert answers == [302, 302, 302, 429]
    assert press(school[0], other) == 302
    assert press(Client(REMOTE_ADDR="203.0.113.8"), opinion) == 302


def test_a_secret_that_was_changed_forgets_nobody(client, settings):
    opinion = make_published()
    support_opinion(opinion, marks=marks_of("browser:one", opinion, why=For.SUPPORT))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

    marks = marks_of("browser:one", opinion, why=For.SUPPORT)
    support_opinion(opinion, marks=marks)
    assert counted(opinion) == (1, 1)
    take_support_back(opinion, marks=marks)
    assert counted(opinion) == (0, 0)


@given(st.text(), st.text(), st.sampled_from("ab"), st.sampled_from("ab"), st.sampled_from(For))
def test_marks_agree_only_for_one_reader_of_one_opinion_for_one_reason(one, other, a, b, why):
    marks = [
        marks_of(reader, Opinion(code_hash=code), why=each)[0]
        for reader, code, each in ((one, a, why), (other, b, why), (one, a, For.SUPPORT))
    ]

    assert (marks[0] == marks[1]) is ((one, a) == (other, b))
    assert (marks[0] == marks[2]) is (why == For.SUPPORT)
    assert all(len(mark) == 64 and one[:1] + "\0" not in mark for mark in marks)


def test_recount_finds_what_readers_left(client):
    opinion = make_published()
    press(client, opinion)

    assert recount() == []


@pytest.mark.django_db(transaction=True)
def test_presses_at_the_same_moment_count_one_reader_once_and_each_of_many():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    opinion, start = make_published(), threading.Barrier(8)

    def one_press(number: int) -> None:
        start.wait()
        marks = marks_of(f"browser:{number % 4}", opinion, why=For.SUPPORT)
        support_opinion(opinion, marks=marks)
        connections.close_all()

    threads = [threading.Thread(target=one_press, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted(opinion) == (4, 4)
