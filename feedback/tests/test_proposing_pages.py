"""Where a guess is shown: to a sender before sending, to the officer who sorts."""

import pytest
from django.test import Client
from django.urls import reverse

from feedback.models import Opinion
from feedback.tests.make import make_opinion, make_published
from feedback.tests.test_likeness import AGAIN, TEXT
from feedback.tests.test_proposing import taught
from feedback.tests.test_public_views import CHECK, SEND, Fields, typed
from participation.choices import Role
from participation.tests.make import group, make_office, make_user

pytestmark = pytest.mark.django_db

BUSES = "รถรับส่งนักเรียนขับเร็วมาก"


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


def test_who_is_not_sure_is_offered_the_group_and_may_choose_it(client: Client) -> None:
    taught()
    name = group(2).name
    answers = typed(client, to="unsure", text=BUSES)

    page = client.post(CHECK, answers).content.decode()
    assert name in page
    assert 'name="to" value="group-2"' in page

    # the button comes after the hidden field of the same name, and is read in its place
    chosen = client.post(CHECK, answers | {"to": ["unsure", "group-2"]})
    assert chosen.context["shown"]["group"] == group(2)
    assert 'value="group-2" formaction' not in chosen.content.decode()
    client.post(SEND, Fields(chosen).values)
    assert Opinion.objects.latest("pk").group == group(2)


def test_who_leaves_it_open_has_left_it_open(client: Client) -> None:
    taught()
    page = client.post(CHECK, typed(client, to="unsure", text=BUSES))

    client.post(SEND, Fields(page).values)

    assert Opinion.objects.latest("pk").group is None


def test_who_has_named_a_group_is_told_no_other(client: Client) -> None:
    taught()

    page = client.post(CHECK, typed(client, to="group-5", text=BUSES)).content.decode()

    assert "formaction" in page
    assert group(2).name not in page


def test_a_sender_supports_before_sending_what_was_asked_before(client: Client) -> None:
    asked = make_published(text=TEXT)
    check = client.post(CHECK, typed(client, text=AGAIN, phone="081-234-5678"))
    answers = Fields(check).values | {"support": asked.number}

    pressed = [client.post(CHECK, answers) for _twice in range(2)]

    asked.refresh_from_db()
    assert asked.supports == 1
    assert all("ท่านสนับสนุนเรื่องนี้แล้ว" in page.content.decode() for page in pressed)
    assert f'value="{asked.number}"' not in pressed[1].content.decode()
    kept = Fields(pressed[1]).values
    assert (kept["text"], kept["phone"]) == (AGAIN, "081-234-5678")
    assert Opinion.objects.count() == 1, "nothing is sent yet"
    assert check.context["form"]["key"].value() not in client.cookies["reader"].value
    client.post(SEND, kept)
    assert Opinion.objects.count() == 2


def test_two_presses_before_the_cookie_came_are_one_reader(client: Client) -> None:
    asked = make_published(text=TEXT)
    check = client.post(CHECK, typed(client, text=AGAIN))
    answers = Fields(check).values | {"support": asked.number}

    for _press in range(2):
        Client().post(CHECK, answers)

    asked.refresh_from_db()
    assert asked.supports == 1


def test_support_of_what_is_no_longer_public_loses_nothing_typed(client: Client) -> None:
    asked = make_published(text=TEXT)
    check = client.post(CHECK, typed(client, text=AGAIN))

    page = client.post(CHECK, Fields(check).values | {"support": "2570-9999"})

    assert "นับการสนับสนุนของท่านไม่ได้" in page.content.decode()
    assert Fields(page).values["text"] == AGAIN
    asked.refresh_from_db()
    assert asked.supports == 0


def test_a_sender_reads_before_sending_what_was_asked_before(client: Client) -> None:
    asked = make_published(text=TEXT)
    hidden = make_opinion(text=f"{AGAIN} ที่ยังไม่เผยแพร่")

    page = client.post(CHECK, typed(client, text=AGAIN)).content.decode()

    assert f'href="{asked.get_absolute_url()}" target="_blank"' in page
    assert "ที่ยังไม่เผยแพร่" not in page
    assert hidden.number not in page


def test_the_officer_sorts_by_one_press(client: Client) -> None:
    taught()
    opinion = make_opinion(text=BUSES)
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    url = reverse("feedback:desk_opinion", args=[opinion.number])

    page = client.get(url)
    assert f'name="place" value="group-{group(2).pk}"' in page.content.decode()
    client.post(
        reverse("feedback:sort_opinion", args=[opinion.number]),
        {"place": f"group-{group(2).pk}", "seen": page.context["sort_form"]["seen"].value()},
    )

    opinion.refresh_from_db()
    assert opinion.group == group(2)
    assert 'name="place" value="group-' not in client.get(url).content.decode()


def test_the_officer_sees_what_may_be_the_same(client: Client) -> None:
    opinion, same = make_opinion(text=TEXT), make_opinion(text=AGAIN)
    client.force_login(make_user(Role.TRIAGE_OFFICER))

    page = client.get(reverse("feedback:desk_opinion", args=[opinion.number])).content.decode()

    assert reverse("feedback:desk_opinion", args=[same.number]) in page
    assert "อาจเป็นเรื่องเดียวกัน" in page
