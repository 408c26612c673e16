"""Merging of duplicates: nothing is lost, each is told once, and it can be undone."""

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from feedback import codes, conversation
from feedback.choices import SEARCH_KIND, Act, OpinionState, Outcome, VerdictOn, VerdictWord
from feedback.figures import opinion_figures
from feedback.models import Merging, Opinion, OpinionContact, RestrictedCase
from feedback.notices import MAIN_REOPENED, OPINION_ANSWERED, SET_APART
from feedback.services import apart
from feedback.services.answering import answer_opinion
from feedback.services.assigning import assign_opinion
from feedback.services.closing import close_answered
from feedback.services.conversing import ask_sender, reply, resume
from feedback.services.drafting import hand_in, save_draft
from feedback.services.judging import asked_about, judge, judged_until
from feedback.services.masking import mask_opinion
from feedback.services.merging import merge, unmerge
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.services.restricting import restrict_opinion
from feedback.services.sorting import sort_opinion
from feedback.services.tallying import recount
from feedback.services.waiting import duty_key, late_duty_of, very_late_duty_of
from feedback.tests.make import make_opinion, make_published
from participation import services, thai, workdays
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError, events
from participation.models import Duty, Notice, Office, SearchEntry, User
from participation.tests.make import group, make_office, make_user

pytestmark = pytest.mark.django_db

WHY = "เรื่องไฟทางเดียวกัน"


@pytest.fixture
def triage() -> User:
    make_office()
    make_user(Role.LEGAL_OFFICER)
    return make_user(Role.TRIAGE_OFFICER)


def row_of(opinion: Opinion) -> dict[str, Any]:
    return dict(Opinion.objects.filter(pk=opinion.pk).values().get())


def duties_of(opinion: Opinion) -> list[object]:
    return list(Duty.objects.filter(key__endswith=f":{opinion.pk}").order_by("key").values())


def pair(**fields: Any) -> tuple[Opinion, Opinion]:
    return make_opinion(group=group(5), **fields), make_opinion(group=group(5))


def answer(opinion: Opinion, by: User, outcome: Outcome = Outcome.DONE) -> None:
    answer_opinion(opinion, by=by, text="ซ่อมไฟแล้วค่ะ", outcome=outcome)


def told(opinion: Opinion, what: str) -> int:
    return Notice.objects.filter(what=what, subject_id=str(opinion.pk)).count()


# --- what it does, and what comes back


@pytest.mark.contract
def test_merged_one_leaves_the_queues_and_keeps_what_is_its_own(triage):
    opinion, main = pair()
    reply(opinion, text="เพิ่มเติมค่ะ", key=codes.new_submission_key())
    before = row_of(opinion)

    merge(opinion, into=main, reason=WHY, by=triage)

    changed = {"merged_into_id", "state"}
    after = row_of(opinion)
    assert {name for name in before if before[name] != after[name]} == changed
    assert opinion.messages.count() == 1
    assert list(Opinion.objects.open()) == [main]
    assert not Duty.objects.open().filter(key=duty_key(opinion)).exists()
    assert events(opinion, [Act.MERGE]).get().by == triage
    assert Merging.objects.get().reason == WHY


@pytest.mark.contract
@pytest.mark.parametrize("stands", ["received", "sorted", "late", "waiting", "published"])
def test_undone_it_stands_exactly_as_before(triage, stands):
    opinion, main = pair()
    if stands != "received":
        sort_opinion(opinion, by=triage, group=group(6))
    if stands == "late":
        services.open_duties(late_duty_of(opinion), very_late_duty_of(opinion))
    if stands == "waiting":
        ask_sender(opinion, by=triage, text="ที่ใดคะ", key="k")
    if stands == "published":
        publish_opinion(opinion, by=triage)
        publish_opinion(main, by=triage)
    before = row_of(opinion), duties_of(opinion)

    merge(opinion, into=main, reason=WHY, by=triage)
    unmerge(opinion, by=triage)
    unmerge(opinion, by=triage)

    assert (row_of(opinion), duties_of(opinion)) == before
    assert events(opinion, [Act.UNMERGE]).count() == 1
    found = SearchEntry.objects.filter(kind=SEARCH_KIND, object_id=opinion.pk)
    assert found.exists() == (stands == "published")
    assert Merging.objects.get().ended_by == triage


def test_what_the_public_reads_does_not_vanish_behind_what_it_does_not(triage):
    opinion, main = make_published(group=group(5)), make_opinion(group=group(5))

    with pytest.raises(DomainError, match="เผยแพร่"):
        merge(opinion, into=main, reason=WHY, by=triage)


@pytest.mark.contract
def test_it_counts_as_received_and_answered_and_its_public_page_no_more(triage):
    opinion, main = make_published(group=group(5)), make_published(group=group(5))
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)

    figures = opinion_figures(opinion.year_id, as_of=thai.today()).timeliness[group(5).pk]

    assert (figures.received, figures.answered, figures.in_time) == (2, 2, 2)
    assert list(Opinion.objects.published()) == [main]
    assert recount() == []


def test_what_nobody_sorted_teaches_no_group_when_it_is_answered_with_another(triage):
    opinion, main = make_opinion(group=group(2)), make_opinion(group=group(5))
    merge(opinion, into=main, reason=WHY, by=triage)

    answer(main, triage)

    assert list(Opinion.objects.sorted_by_staff()) == [main]


# --- what is refused


def test_merging_goes_to_the_main_one_and_never_in_a_circle(triage):
    first, main = pair()
    second = make_opinion(group=group(5))
    merge(first, into=main, reason=WHY, by=triage)

    merge(second, into=Opinion.objects.get(pk=first.pk), reason=WHY, by=triage)

    assert set(main.merged.all()) == {first, second}
    for opinion, into in ((main, main), (main, first), (main, make_opinion())):
        with pytest.raises(DomainError):
            merge(opinion, into=Opinion.objects.get(pk=into.pk), reason=WHY, by=triage)
    with pytest.raises(DomainError):
        merge(first, into=make_opinion(), reason=WHY, by=triage)
    assert merge(first, into=main, reason=WHY, by=triage).merged_into == main
    assert Merging.objects.count() == 2


@pytest.mark.contract
def test_database_itself_refuses_chains(triage):
    first, main, third = (make_opinion() for _ in range(3))
    Opinion.objects.filter(pk=first.pk).update(merged_into=main)

    for row, into in ((main, third), (third, first), (main, first), (third, third)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.filter(pk=row.pk).update(merged_into=into)


@pytest.mark.parametrize("reason", ["", " \u200b"])
def test_without_a_justification_nothing_is_merged(triage, reason):
    opinion, main = pair()

    with pytest.raises(DomainError):
        merge(opinion, into=main, reason=reason, by=triage)

    assert not Merging.objects.exists()


def test_what_is_answered_is_not_merged(triage):
    opinion, main = pair()
    answer(opinion, triage)

    with pytest.raises(DomainError):
        merge(opinion, into=main, reason=WHY, by=triage)


def test_officer_is_told_what_happened_to_either_after_the_page(triage):
    opinion, main = pair()
    seen = events(opinion, Act.values)[0].pk
    answer(main, triage)

    with pytest.raises(ChangedMeanwhileError):
        merge(opinion, into=main, reason=WHY, by=triage, seen=seen)


def test_nothing_else_is_done_to_what_is_merged(triage):
    opinion, main = pair()
    merge(opinion, into=main, reason=WHY, by=triage)
    done = Outcome.DONE
    acts = [
        lambda: sort_opinion(opinion, by=triage, group=group(6)),
        lambda: assign_opinion(opinion, by=triage, to=triage),
        lambda: ask_sender(opinion, by=triage, text="ที่ใด", key="k"),
        lambda: answer_opinion(opinion, by=triage, text="ค่ะ", outcome=done),
        lambda: save_draft(opinion, by=triage, text="ค่ะ", outcome=done),
        lambda: hand_in(opinion, by=triage, text="ค่ะ", outcome=done),
        lambda: publish_opinion(opinion, by=triage),
        lambda: withhold_opinion(opinion, by=triage, reason="มีชื่อ"),
        lambda: mask_opinion(opinion, by=triage, spans=[]),
    ]
    before = row_of(opinion)

    for act in acts:
        with pytest.raises(DomainError, match=main.number):
            act()

    resume(opinion, by=triage)
    assert row_of(opinion) == before


# --- its sender


def test_sender_is_answered_once_with_the_main_one(triage):
    opinion, main = pair()
    OpinionContact.objects.create(opinion=opinion, email="sender@example.org")
    merge(opinion, into=main, reason=WHY, by=triage)
    assert told(opinion, OPINION_ANSWERED) == 0

    answer(main, triage)

    opinion.refresh_from_db()
    assert (opinion.state, opinion.outcome) == (OpinionState.ANSWERED, Outcome.DONE)
    assert [turn.text for turn in conversation.of_sender(opinion)][1:] == ["ซ่อมไฟแล้วค่ะ"]
    assert told(opinion, OPINION_ANSWERED) == 1
    answer(main, triage)
    assert told(opinion, OPINION_ANSWERED) == 2


def test_sender_of_what_is_merged_into_an_old_answer_is_told_now_and_may_judge_as_long(triage):
    opinion, main = pair()
    OpinionContact.objects.create(opinion=opinion, email="sender@example.org")
    answer(main, triage)
    days = Office.current().close_after_days

    with time_machine.travel(timezone.now() + dt.timedelta(days=days + 1), tick=False):
        close_answered()
        merge(opinion, into=main, reason=WHY, by=triage)
        close_answered()
        opinion.refresh_from_db()
        assert opinion.state == OpinionState.ANSWERED
        assert asked_about(opinion) == VerdictOn.ANSWER
        assert judged_until(opinion) == thai.today() + dt.timedelta(days=days)
    assert told(opinion, OPINION_ANSWERED) == 1


def test_main_taken_up_again_takes_those_merged_into_it_along(triage):
    opinion, main = pair()
    OpinionContact.objects.create(opinion=opinion, email="sender@example.org")
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)
    promise = row_of(opinion)["due_on"]

    judge(main, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังมืด")

    opinion.refresh_from_db()
    main.refresh_from_db()
    assert (opinion.state, opinion.outcome) == (OpinionState.UNDER_REVIEW, "")
    assert (opinion.due_on, opinion.first_due_on) == (main.due_on, promise)
    assert told(opinion, MAIN_REOPENED) == 1
    answer(main, triage)
    opinion.refresh_from_db()
    assert asked_about(opinion) == VerdictOn.ANSWER
    unmerge(opinion, by=triage)
    opinion.refresh_from_db()
    assert (opinion.due_on, opinion.reopened_on, opinion.answered_at) == (promise, None, None)


def test_sender_who_is_not_content_stands_alone_with_all_that_was_read(triage):
    opinion, main = pair()
    publish_opinion(main, by=triage)
    publish_opinion(opinion, by=triage)
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)
    answer(main, triage, Outcome.CONSIDERED)

    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ของฉันต่างออกไป")

    opinion.refresh_from_db()
    assert (opinion.merged_into, opinion.state) == (None, OpinionState.UNDER_REVIEW)
    said = [turn.verdict is not None for turn in conversation.of_sender(opinion)]
    assert said == [False, False, False, True]
    assert SearchEntry.objects.filter(kind=SEARCH_KIND, object_id=opinion.pk).exists()
    assert Merging.objects.get().ended_at == thai.start_of(thai.today())
    with pytest.raises(DomainError):
        judge(main, on=VerdictOn.SECOND_ANSWER, word=VerdictWord.NOT)


def test_content_sender_of_the_main_one_closes_nobody_elses_matter(triage):
    opinion, main = pair()
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)

    judge(main, on=VerdictOn.ANSWER, word=VerdictWord.SOLVED)

    opinion.refresh_from_db()
    main.refresh_from_db()
    assert (main.state, opinion.state) == (OpinionState.CLOSED, OpinionState.ANSWERED)
    assert asked_about(opinion) == VerdictOn.ANSWER


def test_what_its_sender_has_judged_is_not_taken_apart(triage):
    opinion, main = pair()
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.SOLVED)

    with pytest.raises(DomainError, match=main.number):
        unmerge(opinion, by=triage)


def test_sender_whose_answer_goes_is_told_and_loses_no_word(triage):
    opinion, main = pair()
    OpinionContact.objects.create(opinion=opinion, email="sender@example.org")
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)
    judge(main, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังมืด")
    reply(opinion, text="หน้าโรงเรียนด้วยค่ะ", key=codes.new_submission_key())

    unmerge(opinion, by=triage)

    opinion.refresh_from_db()
    assert (opinion.state, told(opinion, SET_APART)) == (OpinionState.RECEIVED, 1)
    assert [turn.text for turn in conversation.of_sender(opinion)][1:] == ["หน้าโรงเรียนด้วยค่ะ"]
    assert Duty.objects.open().filter(key=duty_key(opinion)).exists()


def test_sender_may_write_and_whoever_answers_the_main_one_sees_it(triage):
    opinion, main = pair()
    sort_opinion(opinion, by=triage, group=group(5))
    ask_sender(opinion, by=triage, text="ที่ใดคะ", key="k")
    due = row_of(opinion)["due_on"]
    merge(opinion, into=main, reason=WHY, by=triage)
    seen = events(main, Act.values)[0].pk

    reply(opinion, text="หน้าโรงเรียนบ้านเหนือค่ะ", key=codes.new_submission_key())

    with pytest.raises(ChangedMeanwhileError):
        answer_opinion(main, by=triage, text="ค่ะ", outcome=Outcome.DONE, seen=seen)
    unmerge(opinion, by=triage)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.waiting_since) == (OpinionState.UNDER_REVIEW, None)
    assert opinion.due_on == due
    assert Duty.objects.get(key=duty_key(opinion)).what == "answer_opinion"


def test_who_had_a_word_may_still_dispute_the_first_answer_it_reads(triage):
    """Its own earlier dispute counts; that of the main one's sender does not."""
    opinion, main = pair()
    answer(opinion, triage)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังมืด")
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)

    opinion.refresh_from_db()
    assert asked_about(opinion) == VerdictOn.SECOND_ANSWER
    unmerge(opinion, by=triage)
    assert opinion.responses.count() == 1


# --- complaints


def test_main_that_becomes_a_complaint_leaves_the_others_as_they_were(triage):
    opinion, main = pair()
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)

    restrict_opinion(main, by=triage)

    opinion.refresh_from_db()
    assert (opinion.merged_into, opinion.state) == (None, OpinionState.RECEIVED)
    assert opinion.due_on == workdays.after(thai.today(), 15)
    assert Duty.objects.open().filter(key=duty_key(opinion)).exists()
    assert not Merging.objects.exists()


def test_merged_one_that_becomes_a_complaint_takes_along_what_its_sender_has_read(triage):
    opinion, main = pair()
    merge(opinion, into=main, reason=WHY, by=triage)
    answer(main, triage)

    restrict_opinion(opinion, by=triage)

    case = RestrictedCase.objects.get()
    assert [turn.text for turn in conversation.of_case(case, own=False)] == ["ซ่อมไฟแล้วค่ะ"]
    assert main.responses.count() == 1
    assert not Merging.objects.exists()


# --- two at once


def at_once(*acts) -> list[Exception]:
    """Each in a connection of its own; what they were refused with."""
    barrier, refused = threading.Barrier(len(acts)), []

    def run(act) -> None:
        barrier.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 (a deadlock as well)
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connections.close_all()
    return refused


@pytest.mark.django_db(transaction=True)
def test_two_officers_merge_each_into_the_other_and_one_is_told(triage):
    if connection.vendor != "postgresql":
        pytest.skip("needs two connections")
    for _round in range(5):
        first, second = pair()

        refused = at_once(
            lambda: merge(first, into=second, reason=WHY, by=triage),  # noqa: B023
            lambda: merge(second, into=first, reason=WHY, by=triage),  # noqa: B023
        )

        assert [type(error) for error in refused] == [DomainError]
        assert Opinion.objects.filter(pk__in=[first.pk, second.pk]).apart().count() == 1


@pytest.mark.django_db(transaction=True)
def test_merging_undoing_and_answering_at_once_wait_for_one_another(triage):
    if connection.vendor != "postgresql":
        pytest.skip("needs two connections")
    for _round in range(5):
        # the main one is the newer: a lock taken main first would meet one taken by age
        low, main = pair()
        merge(low, into=main, reason=WHY, by=triage)
        other = make_opinion(group=group(5))

        refused = at_once(
            lambda: unmerge(low, by=triage),  # noqa: B023
            lambda: answer(main, triage),  # noqa: B023
            lambda: merge(other, into=main, reason=WHY, by=triage),  # noqa: B023
        )

        assert refused == []
        low.refresh_from_db()
        other.refresh_from_db()
        assert (low.merged_into_id, low.state) == (None, OpinionState.RECEIVED)
        assert (other.merged_into_id, other.state) == (main.pk, OpinionState.ANSWERED)


@pytest.mark.django_db(transaction=True)
def test_database_waits_where_nobody_locks(triage):
    """Held by the database alone, two links at once make no circle."""
    if connection.vendor != "postgresql":
        pytest.skip("needs two connections")
    first, second = pair()

    at_once(
        lambda: Opinion.objects.filter(pk=first.pk).update(merged_into=second),
        lambda: Opinion.objects.filter(pk=second.pk).update(merged_into=first),
    )

    assert Opinion.objects.apart().count() == 1


def test_family_is_locked_in_one_order(triage):
    low, main = pair()
    merge(low, into=main, reason=WHY, by=triage)

    assert apart.locked(main) == main
    with pytest.raises(Opinion.DoesNotExist):
        apart.locked(Opinion(pk=0))
