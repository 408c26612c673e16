"""The queues of the desk: what stands in each, for whom, and how many."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import codes
from feedback.choices import ReportReason
from feedback.models import Opinion
from feedback.services import reviewing
from feedback.services.assigning import assign_opinion
from feedback.services.conversing import ask_sender
from feedback.services.publishing import publish_opinion
from feedback.services.sorting import sort_opinion
from feedback.tests.make import make_answer, make_opinion
from participation import thai
from participation.choices import Role
from participation.models import Duty
from participation.tests.make import (
    group,
    make_office,
    make_responsible_officer,
    make_user,
    make_year,
)
from workgroups.tests.make import seat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def triage():
    return make_user(Role.TRIAGE_OFFICER)


@pytest.fixture
def officer():
    return make_responsible_officer(group(5))


@pytest.fixture
def opinions(triage, officer):
    """One for each place where an opinion may stand."""
    long_ago = thai.today() - dt.timedelta(days=60)
    made = {
        "new": make_opinion(group=group(5)),
        "unsorted": make_opinion(),
        "sorted": sort_opinion(make_opinion(), by=triage, group=group(5)),
        "in hand": assign_opinion(make_opinion(group=group(5)), by=officer, to=officer),
        "late": make_opinion(group=group(5), received_on=long_ago),
        "asked": make_opinion(group=group(5), received_on=long_ago),
        "published": publish_opinion(make_opinion(group=group(5)), by=triage),
        "of another": make_opinion(group=group(6)),
        "answered": make_opinion(group=group(5)),
    }
    ask_sender(made["asked"], by=officer, text="เมื่อใด", key=codes.new_submission_key())
    make_answer(made["answered"])
    for mark in ("a", "b"):  # readers of one opinion, which stands in its queue once
        made["published"].reports.create(mark=mark, reason=ReportReason.ACCUSES)
    return made


QUEUES = {
    "new": {"new", "unsorted", "in hand", "late", "published", "of another"},
    "mine": {"in hand"},
    "unassigned": {"new", "sorted", "late", "published", "of another"},
    "overdue": {"late"},
    "waiting": {"asked"},
    "to_publish": {"sorted", "asked", "answered"},
    "reported": {"published"},
}
NOT_OF_GROUP_5 = {"unsorted", "of another"}


@pytest.mark.parametrize("queue", QUEUES)
def test_each_queue_shows_what_stands_in_it_and_counts_the_same(client, opinions, officer, queue):
    client.force_login(officer)
    names = {opinion.pk: name for name, opinion in opinions.items()}

    response = client.get(reverse("feedback:desk_opinions"), {"queue": queue})

    shown = {names[opinion.pk] for opinion in response.context["page"].rows}
    assert shown == QUEUES[queue] - NOT_OF_GROUP_5
    links = {link.queue.name: link for link in response.context["queues"]}
    assert links[queue].count.number == len(shown)
    assert links[queue].is_here
    assert sum(option.count for option in response.context["options"]["state"]) == len(shown)


def test_triage_sees_the_queues_of_all_groups_and_none_of_the_officers_hand(
    client, opinions, triage
):
    client.force_login(triage)

    links = client.get(reverse("feedback:desk_opinions")).context["queues"]

    counts = {link.queue.name: link.count.number for link in links}
    assert counts == {name: len(stand) for name, stand in QUEUES.items()} | {"mine": 0}
    assert not any(link.is_here for link in links)


def test_queue_is_narrowed_further_and_stays(client, opinions, triage):
    client.force_login(triage)

    response = client.get(reverse("feedback:desk_opinions"), {"queue": "new", "group": "6"})

    assert response.context["page"].rows == [opinions["of another"]]
    assert '<input type="hidden" name="queue" value="new">' in response.content.decode()


def test_queue_nobody_knows_is_none(client, opinions, triage):
    client.force_login(triage)

    response = client.get(reverse("feedback:desk_opinions"), {"queue": "nonsense"})

    assert len(response.context["page"]) == len(opinions)


def test_what_waits_for_its_sender_is_not_late(client, opinions, triage):
    client.force_login(triage)

    response = client.get(reverse("feedback:desk_opinions"))
    page = client.get(reverse("feedback:desk_opinion", args=[opinions["asked"].number]))

    assert response.content.decode().count('class="is-late"') == 1
    assert response.context["due"]["late"].number == 1
    assert "badge-late" not in page.content.decode()


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["participation:desk", "feedback:desk_opinions"])
def test_desk_of_an_officer_asks_the_same_of_few_and_of_many(client, officer, name):
    """The recommendation, due last, stands on the first page of the desk only while few wait."""
    client.force_login(officer)
    monitor = make_user()
    seat(monitor)
    first, _last = make_year().span
    reviewing.write_review(
        group(5),
        by=monitor,
        period_start=first,
        period_end=first + dt.timedelta(days=9),
        findings="พบ",
        analysis="วิเคราะห์",
        recommendations=["ให้ประกาศล่วงหน้า"],
    )
    Duty.objects.update(due_on=thai.today() + dt.timedelta(days=300))
    few = []
    for count in (1, 3, 40):
        while Opinion.objects.count() < count:
            make_opinion(group=group(5), task=group(5).tasks.get(position=1))
        client.get(reverse(name))
        few.append(asked(client, reverse(name)))

    assert len(set(few)) == 1, few
