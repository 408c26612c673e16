"""Wordings that answers begin with: who keeps them, what is filled in, nothing typed is lost."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from feedback.models import AnswerTemplate, Response
from feedback.services.wording import filled, write_wording
from feedback.tests.make import make_answer, make_opinion
from participation.choices import Role
from participation.errors import DomainError
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)

pytestmark = pytest.mark.django_db

NEW = "/desk/templates/new/"


@pytest.fixture(autouse=True)
def _office():
    make_office()


def make_wording(**fields):
    return write_wording(None, by=make_user(), **{"name": "ขอบคุณ", "text": "ขอบคุณครับ"} | fields)


@time_machine.travel("2026-11-22 09:00+07:00", tick=False)
def test_everything_in_braces_is_filled_in_from_the_opinion():
    opinion = make_opinion(group=group(5), received_on=dt.date(2026, 11, 9))
    wording = make_wording(text="{number}|{group}|{unit}|{received}|{days}")

    assert filled(wording, opinion) == "|".join(
        [opinion.number, str(group(5)), str(group(5).unit), "9 พฤศจิกายน 2569", "13"]
    )


def test_an_official_answer_is_thai_whatever_language_its_officer_reads():
    opinion = make_opinion(group=group(5))
    wording = make_wording(text="{group} {unit}")

    with override("en"):
        said = filled(wording, opinion)

    assert said == f"{group(5).name_th} {group(5).unit}"
    assert not re.search("[A-Za-z]", said)


@pytest.mark.parametrize("text", ["{sender}", "{}", "{number!r}", "{days.year}", "{ number }"])
def test_what_nothing_fills_is_refused(text):
    with pytest.raises(DomainError):
        make_wording(text=text)

    assert not AnswerTemplate.objects.exists()


def test_wording_is_inserted_below_what_was_typed_and_nothing_is_sent(client):
    opinion = make_opinion(group=group(5))
    wording = make_wording(text="เรื่อง {number} อยู่ในแผน", outcome="considered")
    client.force_login(make_responsible_officer(group(5)))
    typed = {"seen": "0", "text": "เรียนท่านผู้ปกครอง", "outcome": "", "wording": wording.pk}

    page = client.post(reverse("feedback:use_wording", args=[opinion.number]), typed)

    form = page.context["answer_form"]
    assert form.initial["text"] == f"เรียนท่านผู้ปกครอง\n\nเรื่อง {opinion.number} อยู่ในแผน"
    assert form.initial["outcome"] == "considered"
    assert form.initial["text"].splitlines()[-1] in page.content.decode()
    assert not Response.objects.exists()


def test_wording_is_inserted_where_an_answer_is_replaced_and_the_form_stands_open(client):
    opinion = make_opinion(group=group(5))
    make_answer(opinion)
    wording = make_wording(text="เรื่องนี้อยู่ในแผน")
    client.force_login(make_responsible_officer(group(5)))
    insert = reverse("feedback:use_wording", args=[opinion.number])
    folded = client.get(reverse("feedback:desk_opinion", args=[opinion.number])).content.decode()
    assert f'formaction="{insert}#answer-title"' in folded
    assert '<details class="act"><summary id="answer-title">' in folded

    page = client.post(insert, {"seen": "0", "wording": wording.pk}).content.decode()

    assert '<details class="act" open><summary id="answer-title">' in page
    nothing = client.post(insert, {"seen": "0", "text": "ร่างไว้", "wording": ""}).content.decode()
    assert "กรุณาเลือกถ้อยคำตั้งต้น" in nothing.split('role="alert"')[1].split("</ul>")[0]
    assert "ร่างไว้</textarea>" in nothing


def test_only_wordings_of_the_group_and_of_all_are_offered(client):
    opinion = make_opinion(group=group(5))
    mine, everybodys = make_wording(name="ก", group=group(5)), make_wording(name="ข")
    make_wording(name="ค", group=group(6))
    client.force_login(make_responsible_officer(group(5)))

    page = client.get(reverse("feedback:desk_opinion", args=[opinion.number]))

    assert list(page.context["answer_form"].fields["wording"].queryset) == [mine, everybodys]


def test_of_two_who_change_one_wording_the_second_is_told_and_loses_nothing(client):
    wording = make_wording()
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    edit = reverse("feedback:edit_wording", args=[wording.pk])
    opened = client.get(edit).context["form"]
    write_wording(wording, by=make_user(), name="ขอบคุณ", text="ขอบคุณค่ะ")
    typed = opened.initial | {"text": "ขอบพระคุณ", "group": ""}

    refused = client.post(edit, typed)

    assert refused.status_code == 409
    assert "ขอบพระคุณ</textarea>" in refused.content.decode()
    wording.refresh_from_db()
    assert wording.text == "ขอบคุณค่ะ"
    seen = refused.context["form"]["seen"].value()
    assert client.post(edit, typed | {"seen": seen}).status_code == 302


def test_name_that_was_taken_in_the_same_moment_is_refused_in_a_sentence():
    make_wording()

    with pytest.raises(DomainError, match="ชื่อ"):
        make_wording(text="อื่น")


def test_head_writes_for_the_own_group_alone(client):
    client.force_login(make_head(group(5).unit))
    words = {"name": "ตอบทั่วไป", "text": "ขอบคุณ {number}"}

    for_all = client.post(NEW, words | {"group": ""})
    of_six = client.post(NEW, words | {"group": group(6).pk})
    own = client.post(NEW, words | {"group": group(5).pk})

    assert [list(page.context["form"].errors) for page in (for_all, of_six)] == [["group"]] * 2
    assert own.status_code == 302
    assert AnswerTemplate.objects.get().group == group(5)


def test_triage_officer_writes_for_all_and_takes_away(client):
    client.force_login(make_user(Role.TRIAGE_OFFICER))

    client.post(NEW, {"name": "ทั่วไป", "text": "ขอบคุณ", "group": ""})
    wording = AnswerTemplate.objects.get()
    same_name = client.post(NEW, {"name": "ทั่วไป", "text": "อื่น", "group": ""})
    unknown = client.post(NEW, {"name": "อื่น", "text": "{sender}", "group": ""})

    assert list(same_name.context["form"].errors) == ["name"]
    assert list(unknown.context["form"].errors) == ["text"]
    client.post(reverse("feedback:delete_wording", args=[wording.pk]))
    assert not AnswerTemplate.objects.exists()
