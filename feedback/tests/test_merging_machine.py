"""Whatever is merged, answered, published, judged and undone in whatever order: the rules hold."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from feedback import codes, conversation
from feedback.choices import (
    OPEN_STATES,
    SEARCH_KIND,
    OpinionState,
    Outcome,
    Publication,
    VerdictWord,
)
from feedback.models import Opinion, OpinionContact, OpinionTally, Response
from feedback.notices import OPINION_ANSWERED
from feedback.services.answering import answer_opinion
from feedback.services.closing import close_answered
from feedback.services.conversing import ask_sender, reply
from feedback.services.judging import asked_about, judge
from feedback.services.merging import merge, unmerge
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.services.sorting import sort_opinion
from feedback.services.tallying import recount
from feedback.services.waiting import duty_key
from feedback.tests.make import make_opinion
from participation.errors import DomainError
from participation.models import Duty, Notice, SearchEntry
from participation.tests.make import group, make_office, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

MATTERS = 3
ONE = st.integers(0, MATTERS - 1)


class Matters(RuleBasedStateMachine):
    """Some matters that say the same, an officer, their senders, and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.travel = time_machine.travel(timezone.now(), tick=False)
        self.clock = self.travel.start()
        self.officer = make_user()
        self.pks = [make_opinion(group=group(5 + n % 2)).pk for n in range(MATTERS)]
        for pk in self.pks:
            OpinionContact.objects.create(opinion_id=pk, email=f"sender{pk}@example.org")
        #: How each that is merged stood before, and whether its sender wrote since.
        self.before: dict[int, Any] = {}
        self.wrote: set[int] = set()
        #: Which answers each sender has been told of, and how many messages there are.
        self.told: set[tuple[int, int]] = set()
        self.said: Counter[int] = Counter()
        self.forms = 0

    def teardown(self) -> None:
        self.travel.stop()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def one(self, number: int) -> Opinion:
        return Opinion.objects.get(pk=self.pks[number])

    def taken(self, act: Callable[[], object]) -> bool:
        """Whether the rules of the office let it happen."""
        try:
            with transaction.atomic():
                act()
        except DomainError:
            return False
        return True

    def stands(self, pk: int) -> Any:
        """All that comes back: the row, and what waits."""
        duties = Duty.objects.filter(key__endswith=f":{pk}").order_by("key").values()
        return Opinion.objects.filter(pk=pk).values().get(), list(duties)

    @initialize(goes_on=st.integers(0, 2), is_public=st.booleans())
    def begin(self, goes_on: int, is_public: bool) -> None:  # noqa: FBT001 (drawn)
        """Often something is merged already, and answered: what is rare by chance comes soon."""
        if is_public:
            for number in range(MATTERS):
                self.publish(number)
        if goes_on:
            self.merge(0, 1)
        if goes_on > 1:
            self.answer(1, Outcome.DONE)

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.clock.shift(dt.timedelta(days=days))

    @rule()
    def night(self) -> None:
        close_answered()

    @rule(number=ONE, to=st.integers(5, 6))
    def sort(self, number: int, to: int) -> None:
        self.taken(lambda: sort_opinion(self.one(number), by=self.officer, group=group(to)))

    @rule(number=ONE)
    def publish(self, number: int) -> None:
        self.taken(lambda: publish_opinion(self.one(number), by=self.officer))

    @rule(number=ONE)
    def withhold(self, number: int) -> None:
        self.taken(lambda: withhold_opinion(self.one(number), by=self.officer, reason="มีชื่อ"))

    @rule(number=ONE)
    def ask(self, number: int) -> None:
        self.forms += 1
        key = f"{self.forms:032}"
        asked = lambda: ask_sender(self.one(number), by=self.officer, text="ที่ใดคะ", key=key)  # noqa: E731
        self.said[self.pks[number]] += self.taken(asked)

    @rule(number=ONE)
    def write(self, number: int) -> None:
        opinion, key = self.one(number), codes.new_submission_key()
        if self.taken(lambda: reply(opinion, text="หน้าโรงเรียน", key=key)):
            self.said[opinion.pk] += 1
            self.wrote.add(opinion.pk)

    @rule(number=ONE, into=ONE)
    def merge(self, number: int, into: int) -> None:
        opinion, was = self.one(number), self.stands(self.pks[number])
        chosen = self.one(into)
        main = chosen.merged_into or chosen
        if self.taken(lambda: merge(opinion, into=chosen, reason="ซ้ำ", by=self.officer)):
            assert self.one(number).merged_into == main
            if opinion.merged_into is None:
                self.before[opinion.pk] = was
                self.wrote.discard(opinion.pk)
                if not main.is_open:
                    self.told.add((opinion.pk, self.last_answer(main)))

    @rule(number=ONE)
    def unmerge(self, number: int) -> None:
        opinion = self.one(number)
        if not self.taken(lambda: unmerge(opinion, by=self.officer)) or not opinion.merged_into:
            return
        row, duties = self.before.pop(opinion.pk)
        if not (opinion.pk in self.wrote and row["waiting_since"]):
            assert self.stands(opinion.pk) == (row, duties)
        else:
            assert self.one(number).state == OpinionState.UNDER_REVIEW

    @rule(number=ONE, outcome=st.sampled_from([Outcome.DONE, Outcome.CONSIDERED]))
    def answer(self, number: int, outcome: Outcome) -> None:
        main = self.one(number)
        told = [main.pk, *main.merged.values_list("pk", flat=True)]
        act = lambda: answer_opinion(main, by=self.officer, text="ตอบค่ะ", outcome=outcome)  # noqa: E731
        if self.taken(act):
            self.told |= {(pk, self.last_answer(main)) for pk in told}

    @rule(
        number=ONE,
        word=st.sampled_from(VerdictWord),
        reason=st.sampled_from(["", "ยังขาดอยู่"]),
    )
    def judge(self, number: int, word: VerdictWord, reason: str) -> None:
        opinion = self.one(number)
        if question := asked_about(opinion):
            judge(opinion, on=question, word=word, reason=reason)
            self.said[opinion.pk] += 1
            if self.one(number).merged_into is None:
                self.before.pop(opinion.pk, None)

    @rule(number=ONE)
    def dispute(self, number: int) -> None:
        self.judge(number, VerdictWord.NOT, "ยังขาดอยู่")

    @staticmethod
    def last_answer(main: Opinion) -> int:
        return Response.objects.filter(opinion=main).order_by("-pk")[0].pk

    @invariant()
    def there_are_no_chains_and_no_circles(self) -> None:
        assert not Opinion.objects.filter(merged_into__merged_into__isnull=False).exists()
        merged = set(Opinion.objects.exclude(merged_into=None).values_list("pk", flat=True))
        assert merged == self.before.keys()

    @invariant()
    def what_is_merged_stands_where_its_main_stands(self) -> None:
        for one in Opinion.objects.exclude(merged_into=None).select_related("merged_into"):
            assert one.merged_into
            assert one.is_open == one.merged_into.is_open
            assert one.outcome == one.merged_into.outcome

    @invariant()
    def each_is_told_once_of_each_answer(self) -> None:
        notices = Notice.objects.filter(what=OPINION_ANSWERED)
        told = Counter(int(pk) for pk in notices.values_list("subject_id", flat=True))
        assert told == Counter(pk for pk, _answer in self.told)

    @invariant()
    def no_word_of_a_sender_or_to_one_is_lost(self) -> None:
        for opinion in Opinion.objects.filter(pk__in=self.pks).select_related("merged_into"):
            turns = conversation.of_sender(opinion)
            assert sum(not turn.is_answer for turn in turns) == 1 + self.said[opinion.pk]

    @invariant()
    def only_what_is_answered_by_itself_waits_and_is_read(self) -> None:
        waiting = set(Duty.objects.open().values_list("key", flat=True))
        found = set(
            SearchEntry.objects.filter(kind=SEARCH_KIND).values_list("object_id", flat=True)
        )
        for one in Opinion.objects.filter(pk__in=self.pks):
            stands_alone = one.merged_into_id is None
            assert (duty_key(one) in waiting) == (stands_alone and one.state in OPEN_STATES)
            is_read = stands_alone and one.publication == Publication.PUBLISHED
            assert (one.pk in found) == is_read

    @invariant()
    def tallies_are_what_is_counted(self) -> None:
        assert recount() == []
        figures = OpinionTally.objects.all().figures()
        answered = Opinion.objects.filter(answered_at__isnull=False).count()
        assert (figures["received"], figures["answered"]) == (MATTERS, answered)


def test_no_order_of_acts_breaks_a_rule_of_merging() -> None:
    make_office()
    run_state_machine_as_test(
        Matters,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
