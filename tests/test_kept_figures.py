"""Figures of the desk are kept for some seconds: for one reader, and until that reader acts."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import Opinion
from feedback.services.restricting import restrict_opinion
from feedback.tests.make import make_opinion
from participation.choices import Role
from participation.models import User
from participation.tests.make import group, make_office, make_responsible_officer, make_user

pytestmark = pytest.mark.django_db(transaction=True)
OPINIONS = reverse("feedback:desk_opinions")


@pytest.fixture(autouse=True)
def _keeping(settings):
    settings.PAGES_KEPT_SECONDS = 60
    make_office()


@pytest.fixture
def reader(client: Client) -> User:
    user = make_user(Role.TRIAGE_OFFICER)
    client.force_login(user)
    return user


def in_hand(client: Client) -> str:
    """How many are in the reader's own hand, as the way into that queue says."""
    page = client.get(OPINIONS).content.decode()
    shown = re.search(r'\?queue=mine"[^>]*>[^<]*<span class="check-count">([^<]*)', page)
    assert shown
    return shown[1]


def give(opinion: Opinion, reader: User) -> None:
    """As another process does it."""
    Opinion.objects.filter(pk=opinion.pk).update(assignee=reader)


def test_figure_is_shown_again_for_its_reader_alone(client, reader):
    opinion = make_opinion(group=group(5))
    colleague, colleague_user = Client(), make_user(Role.TRIAGE_OFFICER)
    colleague.force_login(colleague_user)
    assert in_hand(client) == "0"

    give(opinion, reader)

    assert in_hand(client) == "0"
    give(opinion, colleague_user)
    assert in_hand(colleague) == "1"


def test_who_acts_counts_anew(client, reader):
    make_responsible_officer(group(5), user=reader)
    opinion = make_opinion(group=group(5))
    assert in_hand(client) == "0"

    client.post(reverse("feedback:take_on", args=[opinion.number]))

    assert in_hand(client) == "1"


def test_complaint_leaves_the_figures_of_everybody_at_once(client, reader):
    opinion = make_opinion(group=group(5))
    give(opinion, reader)
    assert in_hand(client) == "1"

    restrict_opinion(opinion, by=make_user(Role.LEGAL_OFFICER))

    assert in_hand(client) == "0"


def test_other_filters_have_figures_of_their_own(client, reader):
    make_opinion(group=group(5))
    client.get(OPINIONS)

    page = client.get(OPINIONS, {"group": "3"})

    assert page.context["count"].number == 0


def test_queue_longer_than_anybody_counts_is_counted_once(client, reader, monkeypatch):
    monkeypatch.setattr("participation.paging.COUNTED_AT_MOST", 2)
    for _number in range(4):
        make_opinion(group=group(5))
    queue = {"queue": "unassigned"}
    first = client.get(OPINIONS, queue)

    with CaptureQueriesContext(connection) as asked:
        again = client.get(OPINIONS, queue)

    assert again.context["count"] == first.context["count"]
    assert first.context["count"].is_more
    assert not [query for query in asked.captured_queries if "COUNT(" in query["sql"]]
