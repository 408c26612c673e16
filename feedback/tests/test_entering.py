"""An officer enters what came another way: quickly, once, and under their own name."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from feedback.choices import Act, Channel
from feedback.models import Opinion, OpinionContact
from feedback.tests.test_public_views import TRACK, Fields
from feedback.tests.test_uploading import picture
from participation import workdays
from participation.choices import Role, YearState
from participation.models import AuditEvent, User
from participation.tests.make import (
    group,
    make_office,
    make_responsible_officer,
    make_school,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db

ENTER = reverse("feedback:enter_opinion")
SLIP = reverse("feedback:slip")


@pytest.fixture(autouse=True)
def _office(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2026-11-25 10:00+07:00", tick=False):
        make_office()
        yield


@pytest.fixture
def officer(client: Client) -> User:
    user = make_user(Role.TRIAGE_OFFICER)
    client.force_login(user)
    return user


def typed(client: Client, **fields: Any) -> dict[str, Any]:
    answers = {
        "channel": "paper_box", "received_on": "20/11/2569", "kind": "problem", "to": "group-5",
        "text": "พื้นอาคารทรุด", "stakeholder_type": "parent",
    }  # fmt: skip
    return {"key": Fields(client.get(ENTER)).values["key"]} | answers | fields


def test_paper_is_entered_under_its_own_day_and_channel(client, officer):
    response = client.post(ENTER, typed(client), follow=True)

    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.received_on) == (Channel.PAPER_BOX, dt.date(2026, 11, 20))
    assert workdays.between(opinion.received_on, opinion.due_on) == 15
    assert opinion.group == group(5)
    event = AuditEvent.objects.get(verb=Act.ENTER)
    assert (event.by, event.subject_id) == (officer, str(opinion.pk))
    assert opinion.number in response.content.decode()


def test_a_form_on_paper_has_its_channel_and_the_words_around_it_are_those_of_the_list(
    client, officer
):
    page = client.get(ENTER).content.decode()

    assert "แบบกระดาษ ยื่นเองหรือจากตู้รับฟังความคิดเห็น" in page
    for word in ("ไลน์", "เฟซบุ๊ก", "หนังสือ"):
        assert page.count(word) >= 2, "once in the words above, once in the list"


def test_what_was_saved_opens_from_there_where_its_officer_may_read_it(client, officer):
    page = client.post(ENTER, typed(client), follow=True).content.decode()
    assert reverse("feedback:desk_opinion", args=[Opinion.objects.get().number]) in page

    client.force_login(make_responsible_officer(group(6)))
    page = client.post(ENTER, typed(client, text="อีกเรื่อง"), follow=True).content.decode()
    assert reverse("feedback:desk_opinion", args=[Opinion.objects.latest("pk").number]) not in page


def test_slip_for_the_counter_shows_the_code_and_keeps_it_in_no_account(client, officer):
    code = client.post(ENTER, typed(client), follow=True).context["code"]

    slip = client.get(SLIP)

    assert code in slip.content.decode()
    assert "no-store" in slip["Cache-Control"]
    assert reverse("feedback:keep_matter") not in slip.content.decode()
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    assert code not in client.get(SLIP).content.decode()


def test_code_of_the_last_one_is_shown_and_opens_the_thread(client, officer):
    response = client.post(ENTER, typed(client), follow=True)

    code = response.context["code"]
    assert code in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert client.post(TRACK, {"code": code}).context["opinion"] == Opinion.objects.get()
    assert code not in str(dict(client.session))


def test_next_form_is_empty_but_for_how_and_when_it_came(client, officer):
    response = client.post(ENTER, typed(client, channel="phone"), follow=True)

    form = response.context["form"]
    assert (form["channel"].value(), form["received_on"].value()) == ("phone", "20/11/2569")
    assert not form["text"].value()
    assert form["key"].value()


def test_double_post_is_one(client, officer):
    sending = typed(client)

    codes = {client.post(ENTER, sending, follow=True).context["code"] for _time in range(2)}

    assert len(codes) == 1
    assert Opinion.objects.count() == 1


def test_officer_cannot_be_another(client, officer):
    other = make_user(Role.TRIAGE_OFFICER)

    client.post(ENTER, typed(client, by=str(other.pk), user=str(other.pk), made_by=str(other.pk)))

    assert AuditEvent.objects.get(verb=Act.ENTER).by == officer


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("26/11/2569", "ยังมาไม่ถึง"),
        ("25/11/2570", "ยังมาไม่ถึง"),
        ("20/11/2568", "เกินหนึ่งปี"),
        ("31/2/2569", "31/2/2569"),
        ("", "วันที่รับ"),
    ],
)
def test_day_that_cannot_be_right_is_refused_with_everything_kept(client, officer, day, sentence):
    response = client.post(ENTER, typed(client, received_on=day))

    assert sentence in response.context["form"].errors["received_on"][0]
    assert response.context["form"]["text"].value() == "พื้นอาคารทรุด"
    assert not Opinion.objects.exists()


def test_day_of_a_closed_year_is_refused(client, officer):
    make_year(2569, state=YearState.CLOSED)

    response = client.post(ENTER, typed(client, received_on="30/9/2569"))

    assert "2569" in response.context["form"].errors["received_on"][0]


@pytest.mark.parametrize("channel", ["web_form", "qr_code", "x", ""])
def test_channel_is_one_that_the_form_did_not_bring(client, officer, channel):
    assert "channel" in client.post(ENTER, typed(client, channel=channel)).context["form"].errors


def test_contact_is_kept_where_given_and_never_of_a_pupil(client, officer):
    client.post(ENTER, typed(client, phone="081 234 5678"))
    client.post(ENTER, typed(client, text="อีกเรื่อง", stakeholder_type="student", phone="0812345678"))

    assert [contact.phone for contact in OpinionContact.objects.all()] == ["+66812345678"]


def test_photograph_of_the_paper_comes_along(client, officer):
    school = make_school()

    client.post(ENTER, typed(client, place=f"school-{school.pk}") | {"attachments": [picture()]})

    opinion = Opinion.objects.get()
    assert opinion.attachments.count() == 1
    assert opinion.school == school


def test_file_is_taken_off_without_saving(client, officer):
    refused = client.post(ENTER, typed(client, text="") | {"attachments": [picture()]})
    key = refused.context["form"]["key"].value()

    response = client.post(ENTER, typed(client, key=key, remove="1"))

    assert not Opinion.objects.exists()
    assert response.context["form"].staged == []
    assert response.context["form"]["text"].value() == "พื้นอาคารทรุด"


def test_code_of_the_last_one_is_shown_to_no_other_officer_at_the_counter(client, officer):
    client.post(ENTER, typed(client))
    assert client.get(ENTER).context["opinion"] == Opinion.objects.get()

    handed = client.cookies["handed"].value
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    client.cookies["handed"] = handed

    assert client.get(ENTER).context["opinion"] is None


def test_who_answers_may_enter_and_others_may_not(client):
    for user, status in (
        (make_responsible_officer(group(5)), 200),
        (make_user(Role.EXECUTIVE), 403),
        (make_user(), 403),
    ):
        client.force_login(user)
        assert client.get(ENTER).status_code == status
