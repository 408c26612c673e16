"""The desk's pages of opinions: who sees what, what may be done, nothing typed is lost."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.choices import OpinionKind, OpinionState, Outcome, Publication
from feedback.models import OpinionContact, Response
from feedback.services.answering import answer_opinion
from feedback.services.desk_search import enter_new
from feedback.services.publishing import publish_opinion
from feedback.services.receiving import answer_by
from feedback.services.sorting import sort_opinion
from feedback.tests.make import make_answer, make_opinion, meanwhile
from participation import thai
from participation.choices import Role
from participation.models import Office, OrganisationUnit
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)
from workgroups.tests.make import seat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def triage(client):
    user = make_user(Role.TRIAGE_OFFICER)
    client.force_login(user)
    return user


def url(page, opinion):
    return reverse(f"feedback:{page}", args=[opinion.number])


def monitor():
    user = make_user()
    seat(user)
    return user


READERS: dict[str, tuple[Callable[[], Any], int, int]] = {
    "anonymous": (lambda: None, 302, 302),
    "stranger": (make_user, 403, 404),
    "monitor": (monitor, 403, 404),
    "auditor": (lambda: make_user(Role.AUDITOR), 403, 404),
    "triage officer": (lambda: make_user(Role.TRIAGE_OFFICER), 200, 200),
    "executive": (lambda: make_user(Role.EXECUTIVE), 200, 200),
    "officer of the group": (lambda: make_responsible_officer(group(5)), 200, 200),
    "head of the group": (lambda: make_head(group(5).unit), 200, 200),
    "officer of another group": (lambda: make_responsible_officer(group(6)), 200, 404),
    "head of another group": (lambda: make_head(group(6).unit), 200, 404),
}


@pytest.mark.parametrize("who", READERS)
def test_who_reads_the_list_and_an_opinion_of_group_5(client, who):
    make, on_list, on_page = READERS[who]
    opinion = make_opinion(group=group(5))
    if user := make():
        client.force_login(user)

    listed = client.get(reverse("feedback:desk_opinions"))
    page = client.get(url("desk_opinion", opinion))

    assert (listed.status_code, page.status_code) == (on_list, on_page)
    assert (opinion.text in listed.content.decode()) == (on_page == 200)


ACTS = {
    "sort_opinion": {"triage officer"},
    "publish_opinion": {"triage officer"},
    "withhold_opinion": {"triage officer"},
    "answer_opinion": {"officer of the group", "head of the group"},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", [name for name in READERS if name != "anonymous"])
def test_who_may_do_what_to_an_opinion_of_group_5(client, who, act):
    make, _on_list, on_page = READERS[who]
    opinion = make_opinion(group=group(5))
    client.force_login(make())

    response = client.post(url(act, opinion), {})

    allowed = 302 if act == "publish_opinion" else 200
    may = allowed if who in ACTS[act] else 403
    assert response.status_code == (may if on_page == 200 else 404)
    # an address left over from before signing in leads back to the page with its form
    assert client.get(url(act, opinion)).url == url("desk_opinion", opinion)


@pytest.mark.parametrize("number", ["2570-9999", "2570", "x", "2570-0001x", "0-0"])
def test_number_that_is_none_is_not_found(client, triage, number):
    assert client.get(f"/desk/opinions/{number}/").status_code == 404


# --- the list


@time_machine.travel("2026-11-18 12:00+07:00", tick=False)  # a Wednesday
def test_list_shows_what_is_open_soonest_due_first(client, triage):
    day = thai.today()
    late = make_opinion(received_on=day - dt.timedelta(days=40))
    new = make_opinion(received_on=day)
    tomorrow = day + dt.timedelta(days=1)
    past = [day - dt.timedelta(days=days) for days in range(40)]
    soon = make_opinion(received_on=next(day for day in past if answer_by(day) == tomorrow))
    make_answer(make_opinion(group=group(1)))

    response = client.get(reverse("feedback:desk_opinions"))

    assert response.context["page"].rows == [late, soon, new]
    due = {day: count.number for day, count in response.context["due"].items()}
    assert due == {"late": 1, "today": 0, "tomorrow": 1}
    assert response.content.decode().count('class="is-late"') == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=answered", ["answered"]),
        ("q=", ["answered", "nowhere", "unit", "second", "first"]),
        ("group=1", ["answered", "first"]),
        ("group=1&group=2", ["answered", "second", "first"]),
        ("group=unit", ["unit"]),
        ("group=none", ["nowhere"]),
        ("publication=published", ["second"]),
        ("publication=published&state=answered", []),
        ("q=น้ำประปา", ["first"]),
        ("q=1", ["first"]),
        ("q=๐๐๐๒", ["second"]),
        ("q={year}-0003", ["unit"]),
        ("state=nonsense&group=99", ["answered", "nowhere", "unit", "second", "first"]),
    ],
)
def test_list_is_narrowed(client, triage, query, expected):
    unit = OrganisationUnit.objects.get(code="digital-learning")
    opinions = {
        "first": make_opinion(group=group(1), text="น้ำประปาไม่ไหล"),
        "second": make_opinion(group=group(2), text="หลังคารั่ว"),
        "unit": make_opinion(unit=unit, text="อินเทอร์เน็ตช้า"),
        "nowhere": make_opinion(text="ถนนพัง"),
        "answered": make_opinion(group=group(1), text="ขอบคุณ"),
    }
    publish_opinion(opinions["second"], by=triage)
    make_answer(opinions["answered"])
    enter_new()
    query = query.format(year=opinions["unit"].year_id)

    response = client.get(f"{reverse('feedback:desk_opinions')}?{query}")

    assert response.context["page"].rows == [opinions[name] for name in expected]


def test_counts_of_a_filter_stand_under_what_the_others_leave(client, triage):
    make_opinion(group=group(1))
    make_answer(make_opinion(group=group(1)))
    make_opinion(group=group(2))

    options = client.get(reverse("feedback:desk_opinions") + "?group=1").context["options"]

    assert {o.value: o.count for o in options["state"] if o.count} == {"received": 1, "answered": 1}
    assert {o.value: o.count for o in options["group"] if o.count} == {"1": 2, "2": 1}


def test_list_comes_in_pages_and_keeps_the_filters(client, triage):
    for _ in range(26):
        make_opinion(group=group(1))

    first = client.get(reverse("feedback:desk_opinions") + "?group=1")
    older = first.context["page"].older
    second = client.get(reverse("feedback:desk_opinions") + f"?group=1&before={older}")

    assert (len(first.context["page"]), len(second.context["page"])) == (25, 1)
    assert f"?group=1&amp;before={older}" in first.content.decode()


def questions(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_list_asks_the_database_the_same_however_many_there_are(client, triage):
    make_opinion(group=group(1), task=group(1).tasks.get(position=1))
    one = questions(client, reverse("feedback:desk_opinions"))
    for number in (1, 2):
        make_opinion(group=group(number), task=group(number).tasks.get(position=1))

    assert questions(client, reverse("feedback:desk_opinions")) == one


# --- one opinion


def test_staff_read_which_kind_the_sender_chose(client, triage):
    opinion = make_opinion(kind=OpinionKind.PRAISE)

    for page in (reverse("feedback:desk_opinions"), url("desk_opinion", opinion)):
        assert "<b>คำชม</b> · ผู้ปกครอง · เว็บฟอร์ม" in client.get(page).content.decode()


def test_opinion_page_says_that_the_text_was_cleaned(client, triage):
    plain = make_opinion(text="ดีมาก", raw_text="ดีมาก\r\n")
    dirty = make_opinion(text="ดีมาก", raw_text="ดี\u200bมาก")

    assert not client.get(url("desk_opinion", plain)).context["is_shown_cleaned"]
    assert client.get(url("desk_opinion", dirty)).context["is_shown_cleaned"]


def test_opinion_nobody_answers_for_says_who_can_name_somebody(client, triage):
    administrator = make_user(Role.ADMINISTRATOR, full_name="นายผู้ดูแล ตัวอย่าง")
    opinion = sort_opinion(make_opinion(), by=triage, group=group(5))

    left_over = client.get(url("desk_opinion", opinion)).content.decode()
    make_responsible_officer(group(5))
    answered_for = client.get(url("desk_opinion", opinion)).content.decode()

    assert str(administrator) in left_over
    assert str(administrator) not in answered_for


def test_contact_is_shown_only_to_those_who_answer(client, triage):
    opinion = make_opinion(group=group(5))
    OpinionContact.objects.create(opinion=opinion, email="sender@example.org", phone="0812345678")

    hidden = client.get(url("desk_opinion", opinion)).content.decode()
    client.force_login(make_responsible_officer(group(5)))
    shown = client.get(url("desk_opinion", opinion)).content.decode()

    assert "sender@example.org" not in hidden
    assert "081 234 5678" not in hidden
    assert "sender@example.org" in shown
    assert "081 234 5678" in shown


@pytest.mark.parametrize("place", [None, 5])
@pytest.mark.parametrize("publication", Publication.values)
def test_no_two_buttons_of_an_opinion_say_the_same(client, triage, place, publication):
    opinion = make_opinion(
        group=place and group(place),
        publication=publication,
        withheld_reason="ระบุชื่อบุคคล" if publication == Publication.WITHHELD else "",
    )

    page = client.get(url("desk_opinion", opinion)).content.decode()

    card = page.partition('class="acts-line"')[2].partition("</section>")[0]
    words = re.findall(r"<(?:summary|button)\b[^>]*>(?:<svg.*?</svg>)?([^<]+)<", card, re.DOTALL)
    words += re.findall(r'type="submit"[^>]*value="([^"]+)"', card)
    words = [said.strip() for said in words]
    assert len(words) == len(set(words)) >= 4 - (publication == Publication.PUBLISHED)


def test_opinion_page_leads_through_the_queue(client, triage):
    first, second, third = (make_opinion(group=group(1)) for _ in range(3))

    context = client.get(url("desk_opinion", second)).context

    assert (context["previous"], context["next"]) == (first, third)


def test_sorting_answering_and_publishing_through_the_pages(client, triage):
    Office.objects.update(answers_need_sign_off=False)
    opinion = make_opinion(text="ขอให้ประกาศตำแหน่งว่าง")
    officer = make_responsible_officer(group(6))
    task = group(6).tasks.get(position=3)

    client.post(url("sort_opinion", opinion), {"place": f"task-{task.pk}", "seen": "0"})
    client.force_login(officer)
    client.post(
        url("answer_opinion", opinion), {"text": "ประกาศแล้ว", "outcome": "done", "seen": "999999"}
    )
    client.force_login(triage)
    client.post(url("publish_opinion", opinion), {"seen": "0"})
    response = client.get(url("desk_opinion", opinion))

    opinion.refresh_from_db()
    assert (opinion.group, opinion.task, opinion.state) == (group(6), task, OpinionState.ANSWERED)
    assert (opinion.outcome, opinion.publication) == (Outcome.DONE, Publication.PUBLISHED)
    verbs = [event.verb for event, _words in response.context["history"]]
    assert verbs == ["opinion.publish", "opinion.answer", "opinion.sort", "opinion.send"]


def test_withholding_through_the_page_needs_a_reason(client, triage):
    opinion = make_opinion()

    refused = client.post(url("withhold_opinion", opinion), {"reason": " ", "seen": "0"})
    client.post(url("withhold_opinion", opinion), {"reason": "ระบุชื่อบุคคล", "seen": "0"})

    assert "ระบุเหตุผล" in refused.content.decode()
    opinion.refresh_from_db()
    assert opinion.withheld_reason == "ระบุชื่อบุคคล"


@pytest.mark.parametrize(
    ("act", "typed"), [("withhold_opinion", {"reason": "ระบุชื่อบุคคล"}), ("publish_opinion", {})]
)
def test_act_that_came_twice_is_well_both_times(client, triage, act, typed):
    opinion = make_opinion()
    client.post(url(act, opinion), typed | {"seen": "0"})

    again = client.post(url(act, opinion), typed | {"seen": "0"}, follow=True)

    assert again.redirect_chain
    assert "alert-error" not in again.content.decode()


def test_answer_that_came_second_keeps_what_was_typed_and_can_be_sent_again(client):
    Office.objects.update(answers_need_sign_off=False)
    opinion = make_opinion(group=group(5))
    officer = make_responsible_officer(group(5))
    head = make_head(group(5).unit, user=make_user(full_name="หัวหน้า ตัวอย่าง"))
    client.force_login(officer)
    seen = client.get(url("desk_opinion", opinion)).context["answer_form"].initial["seen"]
    answer_opinion(opinion, by=head, text="คำตอบของหัวหน้า", outcome=Outcome.DONE)
    typed = {"text": "คำตอบของเจ้าหน้าที่ที่พิมพ์มานาน", "outcome": "considered", "seen": seen}

    told = client.post(url("answer_opinion", opinion), typed)

    assert told.status_code == 409
    page = told.content.decode()
    assert "หัวหน้า ตัวอย่าง" in page
    assert "คำตอบของหัวหน้า" in page
    assert "คำตอบของเจ้าหน้าที่ที่พิมพ์มานาน" in page
    again = typed | {"seen": told.context["answer_form"]["seen"].value()}
    assert client.post(url("answer_opinion", opinion), again).status_code == 302
    assert opinion.responses.count() == 2


def test_answer_too_long_is_kept_as_typed(client):
    opinion = make_opinion(group=group(5))
    client.force_login(make_responsible_officer(group(5)))
    text = "ก" * 4001

    response = client.post(
        url("answer_opinion", opinion), {"text": text, "outcome": "done", "seen": "0"}
    )

    assert text in response.content.decode()
    assert not opinion.responses.exists()


def test_sorting_what_was_answered_meanwhile_is_told(client, triage):
    opinion = make_opinion(group=group(5))
    seen = client.get(url("desk_opinion", opinion)).context["sort_form"].initial["seen"]
    answer_opinion(opinion, by=make_user(), text="ตอบ", outcome=Outcome.DONE)

    response = client.post(
        url("sort_opinion", opinion), {"place": f"group-{group(1).pk}", "seen": seen}
    )

    assert response.status_code == 409
    opinion.refresh_from_db()
    assert opinion.group == group(5)


def test_officer_who_may_no_longer_see_it_after_passing_it_on_is_not_lost(client):
    """The triage officer sorts; an officer whose group lost it finds no page any more."""
    opinion = make_opinion(group=group(5))
    client.force_login(make_responsible_officer(group(5)))
    sort_opinion(opinion, by=make_user(), group=group(6))

    response = client.post(
        url("answer_opinion", opinion), {"text": "ตอบ", "outcome": "done", "seen": "0"}
    )

    assert response.status_code == 404
    assert not opinion.responses.exists()


def test_opinion_page_asks_the_database_the_same_however_many_answers(client, triage):
    opinion = make_opinion(group=group(5))
    make_answer(opinion)
    one = questions(client, url("desk_opinion", opinion))
    for _ in range(2):
        answer_opinion(opinion, by=make_user(), text="ตอบ", outcome=Outcome.DONE)

    assert questions(client, url("desk_opinion", opinion)) == one


def test_opinion_passed_on_while_it_is_answered_is_shown_no_more(client):
    """The new group's page would tell its notes and history to whoever may not read them."""
    opinion = make_opinion(group=group(5))
    client.force_login(make_responsible_officer(group(5)))
    page = reverse("feedback:answer_opinion", args=[opinion.number])

    with meanwhile(
        'SELECT "feedback_opinion"',
        lambda: sort_opinion(opinion, by=make_user(), group=group(6), task=None),
    ):
        response = client.post(page, {"seen": "0", "text": "ตอบ", "outcome": "considered"})

    assert (response.status_code, response.headers["Location"]) == (302, "/desk/opinions/")
    assert "ส่งต่อไปยังผู้อื่น" in client.get("/desk/opinions/").content.decode()
    assert not Response.objects.exists()
