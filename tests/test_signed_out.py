"""A session that ends while an officer writes: the way back, and the text."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from feedback.models import Opinion
from feedback.tests.make import make_opinion
from participation.models import Office, User
from participation.tests.make import group, make_office, make_responsible_officer, make_user
from tests.conftest import Portal

pytestmark = pytest.mark.django_db

NewContext = Callable[..., BrowserContext]
ANSWER = "ขอบคุณที่แจ้ง สำนักงานจะซ่อมให้แล้วเสร็จ\nภายในเดือนนี้"


def make_officer(**fields: str) -> User:
    """The officer of group 5, with a confirmed address."""
    user = make_responsible_officer(group(5), user=make_user(**fields))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def officer() -> User:
    make_office()
    return make_officer()


@pytest.fixture
def opinion(officer: User) -> Opinion:
    return make_opinion(group=group(5), text="ขอให้ซ่อมหลังคา")


def sign_in(client: Client, user: User, url: str) -> str:
    """Sign in at the address one was sent to; the page one comes to."""
    data = {"login": user.email, "password": "correct horse", "next": url.partition("next=")[2]}
    response = client.post(reverse("account_login"), data, follow=True)
    assert response.status_code == 200
    return response.redirect_chain[-1][0] + response.content.decode()


def test_who_was_signed_out_while_answering_comes_back_to_the_opinion(
    client: Client, officer: User, opinion: Opinion
) -> None:
    sent = client.post(reverse("feedback:answer_opinion", args=[opinion.number]), {"text": ANSWER})
    door = client.get(sent["Location"]).content.decode()

    page = sign_in(client, officer, sent["Location"])

    assert "ท่านออกจากระบบไปก่อนที่จะส่ง" in door
    assert page.startswith(reverse("feedback:desk_opinion", args=[opinion.number]))
    assert "ยังไม่ได้บันทึก" in page
    assert opinion.text in page
    assert not opinion.responses.exists()


def test_a_page_opened_without_a_session_says_nothing_of_a_text(
    client: Client, officer: User
) -> None:
    asked = client.get(reverse("participation:desk"))
    door = client.get(asked["Location"]).content.decode()

    page = sign_in(client, officer, asked["Location"])

    assert "ท่านออกจากระบบไปก่อนที่จะส่ง" not in door
    assert "ยังไม่ได้บันทึก" not in page


def test_a_question_of_the_address_comes_along(client: Client, officer: User) -> None:
    url = f"{reverse('feedback:new_improvement')}?group=5"

    sent = client.post(url, {"title": "x"})

    assert sign_in(client, officer, unquote(sent["Location"])).startswith(url)


def test_nobody_is_led_to_another_website(client: Client, officer: User) -> None:
    page = sign_in(client, officer, "?next=https://elsewhere.example/")

    assert page.startswith(reverse("participation:desk"))


def test_an_address_that_only_takes_forms_leads_to_their_page(
    client: Client, officer: User, opinion: Opinion
) -> None:
    client.force_login(officer)

    opened = client.get(reverse("feedback:answer_opinion", args=[opinion.number]))
    switches = client.get(reverse("participation:display"))

    assert opened["Location"] == reverse("feedback:desk_opinion", args=[opinion.number])
    assert switches["Location"] == "/"


def test_what_only_is_read_takes_no_form(client: Client, officer: User) -> None:
    client.force_login(officer)

    assert client.post(reverse("participation:desk")).status_code == 405
    assert client.get(reverse("account_logout")).status_code == 200


# In a browser ------------------------------------------------------------------------------------


@pytest.fixture
def at_desk(portal: Portal, new_context: NewContext) -> Callable[[str], Page]:
    """An officer signed in, before the opinion that waits."""
    make_office()
    Office.objects.update(answers_need_sign_off=False)
    make_officer(email="officer@example.org")
    opinion = make_opinion(group=group(5), text="ขอให้ซ่อมหลังคา")
    portal.start_web()

    def open_it(email: str = "officer@example.org", page: Page | None = None) -> Page:
        page = page or new_context(base_url=portal.url).new_page()
        page.goto(f"/desk/opinions/{opinion.number}/")
        enter(page, email)
        return page

    return open_it


def enter(page: Page, email: str = "officer@example.org") -> None:
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill("correct horse")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    expect(page.locator(".desk-person")).to_be_visible()
    page.wait_for_load_state()


def answer(page: Page, text: str = ANSWER) -> None:
    page.locator("#answer-text").fill(text)
    page.locator("[name=outcome]").select_option("considered")


def send(page: Page) -> None:
    page.get_by_role("button", name="ส่งคำตอบ").click()


OFFER = "[data-put-back]"


def test_the_text_of_an_answer_outlives_its_session(at_desk):
    page = at_desk()
    answer(page)
    Session.objects.all().delete()
    send(page)
    enter(page)

    expect(page.locator("#answer-text")).to_have_value("")
    page.locator(OFFER).click()

    expect(page.locator("#answer-text")).to_have_value(ANSWER)
    expect(page.locator(OFFER)).to_have_count(0)
    page.locator("[name=outcome]").select_option("considered")
    send(page)
    expect(page.locator(".alert-done")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_a_draft_can_be_thrown_away(at_desk):
    page = at_desk()
    answer(page)
    page.reload()

    page.locator("[data-throw-away]").click()

    page.reload()
    expect(page.locator(OFFER)).to_have_count(0)


def test_a_refused_answer_is_not_offered_beside_itself(at_desk):
    page = at_desk()
    page.locator("#answer-text").fill(ANSWER)
    send(page)

    expect(page.locator("#answer-text")).to_have_value(ANSWER)
    expect(page.locator(OFFER)).to_have_count(0)
    page.goto(page.url)  # led to the page the form stands on
    expect(page.locator(OFFER)).to_have_count(1)


def test_nothing_is_left_at_sign_out_or_for_somebody_else(at_desk):
    page = at_desk()
    make_officer(email="second@example.org")
    answer(page)
    page.locator(".desk-person summary").click()
    page.get_by_role("button", name="ออกจากระบบ").click()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0

    at_desk(page=page)
    answer(page)
    Session.objects.all().delete()
    page.reload()
    enter(page, "second@example.org")
    expect(page.locator("#answer-text")).to_have_value("")
    expect(page.locator(OFFER)).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0
