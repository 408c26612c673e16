"""Whoever is told that the office does no more is told why; and so it is counted."""

import pytest
from django.apps import apps as current
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from feedback.choices import Outcome, ReasonClass
from feedback.figures import opinion_figures
from feedback.models import AnswerDraft, Opinion, Response
from feedback.services.answering import answer_opinion
from feedback.tests.make import make_answer, make_opinion, make_published
from participation import thai
from participation.errors import DomainError
from participation.tests.make import group, make_office, make_responsible_officer, make_user

pytestmark = pytest.mark.django_db

LAW = "กฎหมายหรือระเบียบไม่ให้ทำ"


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.mark.contract
@pytest.mark.parametrize(
    ("outcome", "reason", "is_taken"),
    [
        (Outcome.NOT_POSSIBLE, "", False),
        (Outcome.NOT_POSSIBLE, "law", True),
        (Outcome.PASSED_ON, "", False),
        (Outcome.PASSED_ON, "other_agency", True),
        (Outcome.DONE, "", True),
        (Outcome.DONE, "budget", False),
        (Outcome.PARTLY_DONE, "", True),
        (Outcome.PARTLY_DONE, "budget", True),
        (Outcome.CONSIDERED, "", True),
        (Outcome.CONSIDERED, "no_majority", True),
        (Outcome.NOT_POSSIBLE, "unstated", False),
        (Outcome.NOT_POSSIBLE, "weather", False),
    ],
)
def test_reason_fits_its_outcome(outcome, reason, is_taken):
    opinion = make_opinion(group=group(5))
    answer = {"by": make_user(), "text": "ตอบ", "outcome": outcome, "reason": reason}

    if is_taken:
        assert answer_opinion(opinion, **answer).reason == reason
    else:
        with pytest.raises(DomainError):
            answer_opinion(opinion, **answer)
        assert not opinion.responses.exists()


@pytest.mark.contract
@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "not_possible", "reason": ""},
        {"outcome": "passed_on", "reason": ""},
        {"outcome": "done", "reason": "law"},
        {"outcome": "considered", "reason": "weather"},
    ],
)
def test_database_itself_refuses_what_does_not_fit(fields):
    answer = make_answer(make_opinion(group=group(5)))

    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.filter(pk=answer.pk).update(**fields)


def test_form_asks_for_the_reason_and_keeps_what_was_typed(client):
    opinion = make_opinion(group=group(5))
    client.force_login(make_responsible_officer(group(5)))
    url = reverse("feedback:answer_opinion", args=[opinion.number])
    typed = {"text": "ทำไม่ได้ตามกฎหมาย", "outcome": "not_possible", "seen": "0"}

    told = client.post(url, typed)

    assert "ทำไม่ได้ตามกฎหมาย" in told.content.decode()
    assert list(told.context["answer_form"].errors) == ["reason"]
    offered = dict(told.context["answer_form"].fields["reason"].choices)
    assert set(offered) == {"", *ReasonClass} - {"unstated"}
    assert client.post(url, typed | {"reason": "law"}).status_code == 302
    assert AnswerDraft.objects.get(opinion=opinion).reason == "law"


def test_sender_and_public_read_the_reason(client):
    opinion = make_published(group=group(5))
    make_answer(opinion, outcome=Outcome.NOT_POSSIBLE, reason="law")

    page = client.get(opinion.get_absolute_url()).content.decode()

    assert LAW in page


def test_reason_that_was_never_stated_is_not_made_up(client):
    opinion = make_published(group=group(5))
    make_answer(opinion, outcome=Outcome.NOT_POSSIBLE, reason="unstated")
    client.force_login(make_responsible_officer(group(5)))

    public = client.get(opinion.get_absolute_url()).content.decode()
    desk = client.get(reverse("feedback:desk_opinion", args=[opinion.number]))

    assert str(ReasonClass.UNSTATED.label) not in public
    assert desk.context["answer_form"].initial["reason"] == ""


def test_figures_count_the_reason_of_the_answer_that_stands():
    first, second, follower = (make_opinion(group=group(n)) for n in (1, 2, 2))
    make_answer(first, outcome=Outcome.NOT_POSSIBLE, reason="budget")
    make_answer(first, outcome=Outcome.DONE)
    make_answer(second, outcome=Outcome.PASSED_ON, reason="other_agency")
    make_opinion(group=group(3))
    Opinion.objects.filter(pk=follower.pk).update(
        merged_into=second,
        state="answered",
        outcome="passed_on",
        answered_at=second.answered_at,
    )

    figures = opinion_figures(first.year_id, as_of=thai.today())

    assert figures.by_answer == {("done", ""): 1, ("passed_on", "other_agency"): 2}


@pytest.mark.django_db(transaction=True)
def test_answers_from_before_say_that_no_reason_was_asked_for():
    done, refused = (make_opinion(group=group(5)) for _n in range(2))
    make_answer(done, outcome=Outcome.DONE)
    make_answer(refused, outcome=Outcome.NOT_POSSIBLE, reason="law")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    before = [("feedback", "0006_conversation_in_order")]
    MigrationExecutor(connection).migrate(before)
    try:
        past = MigrationExecutor(connection).loader.project_state(before).apps
        past.get_model("feedback", "Response").objects.update(reason="")
    finally:
        MigrationExecutor(connection).migrate(newest)

    reasons = current.get_model("feedback", "Response").objects.values_list("opinion", "reason")
    assert dict(reasons) == {done.pk: "", refused.pk: "unstated"}
