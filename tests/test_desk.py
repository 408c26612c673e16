"""The desk's first page: what each role can do next, what waits and in whose words."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from feedback.models import MonitoringReview, Opinion, Recommendation
from feedback.services.reviewing import duty_of as duty_of_recommendation
from feedback.services.waiting import duty_of
from feedback.tests.make import make_opinion
from participation import services
from participation.choices import Role
from participation.models import Duty, User
from participation.tests.make import group, make_office, make_responsible_officer, make_user
from tests.world import WHO, World, make_world

pytestmark = pytest.mark.django_db

FOR_ALL = ["feedback:new_opinion", "feedback:track", "feedback:matters", "feedback:opinions"]
READS = ["feedback:desk_opinions", "feedback:reviews"]
ANSWERS = [
    "feedback:desk_opinions",
    "feedback:enter_opinion",
    "feedback:new_improvement",
    "feedback:reviews",
    "feedback:answers",
]

#: What is offered first, and then, to whom.
OFFERED = {
    "triage_officer": [
        "feedback:desk_opinions",
        "feedback:enter_opinion",
        "feedback:import_opinions",
        "feedback:reviews",
        "feedback:wordings",
        "feedback:rules",
        "feedback:links",
        "feedback:moderation_log",
    ],
    "appointments_officer": [
        "admin:workgroups_appointmentorder_add",
        "admin:workgroups_appointmentorder_changelist",
    ],
    "officer": ANSWERS,
    "other_officer": ANSWERS,
    "head": [*ANSWERS[:-1], "feedback:wordings", ANSWERS[-1]],
    "executive": ["reports:reports", *READS],
    "monitor": ["feedback:new_review", "feedback:reviews"],
    "legal_officer": ["feedback:cases"],
    "auditor": ["feedback:moderation_log", "admin:participation_auditevent_changelist"],
    "administrator": [
        "admin:participation_user_changelist",
        "admin:participation_responsibleofficer_changelist",
        "admin:participation_unithead_changelist",
    ],
}


@pytest.fixture
def world() -> Iterator[World]:
    with zeal_ignore():
        yield make_world()


def desk(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("participation:desk")).content.decode()


def offered(page: str) -> list[str]:
    return re.findall(r'<a class="next-step" href="([^"]+)"', page)


def test_everybody_is_offered_their_own_pages_and_each_of_them_opens(world: World) -> None:
    for who in set(WHO) - {"visitor"}:
        links = offered(desk(world.people[who]))
        client = Client()
        client.force_login(world.people[who])

        assert links == [reverse(name) for name in OFFERED.get(who, FOR_ALL)], who
        assert [client.get(link).status_code for link in links] == [200] * len(links), who


@pytest.mark.parametrize("who", ["member", "secretary", "monitor", "supervision", "performance"])
def test_who_sits_in_a_committee_finds_it_with_its_order(world: World, who: str) -> None:
    order = world.things.order if who in {"member", "secretary"} else None
    order = order or getattr(world.things, f"{who}_order")

    page = desk(world.people[who])

    assert str(order.committee) in page
    assert order.document.get_absolute_url() in page
    assert (reverse("participation:group", args=[5]) in page) == (who in {"member", "secretary"})


def test_whose_term_is_over_sits_nowhere(world: World) -> None:
    order = world.things.order

    with time_machine.travel(order.term_end + dt.timedelta(days=2)):
        assert str(order.committee) not in desk(world.people["member"])


# What waits, in the words of who said it ---------------------------------------------------------

SAID = "ขอให้ซ่อมห้องน้ำของโรงเรียน เพราะ <b>ใช้ไม่ได้</b> มาตั้งแต่เปิดเทอม"


@pytest.fixture
def officer() -> User:
    make_office()
    return make_responsible_officer(group(5))


def waiting_opinion(text: str = SAID) -> Opinion:
    opinion = make_opinion(group=group(5), text=text)
    services.open_duties(duty_of(opinion))
    return opinion


def test_a_duty_shows_what_was_said_and_keeps_none_of_it(officer: User) -> None:
    waiting_opinion()

    page = desk(officer)

    assert "ขอให้ซ่อมห้องน้ำของโรงเรียน" in page
    assert "<b>ใช้ไม่ได้" not in page
    assert not [
        field.name
        for duty in Duty.objects.all()
        for field in Duty._meta.concrete_fields
        if "ห้องน้ำ" in str(getattr(duty, field.attname))
    ]


def test_a_duty_shows_nothing_of_an_opinion_its_reader_may_not_read(officer: User) -> None:
    opinion = make_opinion(group=group(6), text=SAID)
    duty = duty_of(opinion)
    duty.group, duty.owner = None, officer
    services.open_duties(duty)

    page = desk(officer)

    assert opinion.number in page
    assert "ห้องน้ำ" not in page


def test_what_is_taken_away_is_gone_from_the_desk_at_once(officer: User) -> None:
    opinion = waiting_opinion()
    Opinion.objects.filter(pk=opinion.pk).delete()

    page = desk(officer)

    assert opinion.number in page
    assert "ห้องน้ำ" not in page


def test_a_recommendation_is_named_by_its_words(world: World) -> None:
    services.open_duties(duty_of_recommendation(world.things.recommendation))

    assert "ข้อเสนอแนะหนึ่ง" in desk(world.people["officer"])
    assert "ข้อเสนอแนะหนึ่ง" not in desk(world.people["triage_officer"])


def test_the_words_of_all_duties_are_asked_for_at_once(officer: User, world: World) -> None:
    review = MonitoringReview.objects.get()
    triage = make_user(Role.TRIAGE_OFFICER)
    asked = []
    for position in (2, 3):
        services.open_duties(duty_of(make_opinion(text=f"เรื่องที่ {position}")))
        recommendation = Recommendation.objects.create(
            review=review, position=position, text="ข้อเสนอแนะ"
        )
        duty = duty_of_recommendation(recommendation)
        duty.group, duty.role = None, Role.TRIAGE_OFFICER
        services.open_duties(duty)
        with CaptureQueriesContext(connection) as queries:
            desk(triage)
        asked.append([q["sql"] for q in queries.captured_queries])

    assert len(asked[0]) == len(asked[1])
    for table in ("feedback_opinion", "feedback_recommendation"):
        assert len([sql for sql in asked[1] if f'FROM "{table}"' in sql]) == 1
