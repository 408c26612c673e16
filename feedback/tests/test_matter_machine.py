"""Whatever happens to a matter in whatever order: no constraint breaks, no word of it is lost."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from feedback import codes, conversation
from feedback.choices import Act, OpinionState, Outcome, VerdictOn, VerdictWord
from feedback.services.answering import answer_opinion
from feedback.services.closing import ask_about_deeds, close_answered
from feedback.services.conversing import ask_sender, reply, resume
from feedback.services.judging import asked_about, judge
from feedback.services.sorting import return_opinion, sort_opinion
from feedback.services.waiting import duty_key
from feedback.standing import steps
from feedback.tests.make import make_opinion
from participation import thai
from participation.errors import DomainError
from participation.models import AuditEvent, Duty
from participation.tests.make import group, make_office, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

TEXTS = st.sampled_from(["ค่ะ", "ขอเพิ่มเติม", "  ", "อีกเรื่องหนึ่ง\u200b"])
KEYS = st.sampled_from([codes.new_submission_key() for _number in range(3)])


class Matter(RuleBasedStateMachine):
    """One matter, its officer, its sender, and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.travel = time_machine.travel(timezone.now(), tick=False)
        self.clock = self.travel.start()
        self.officer = make_user()
        self.opinion = make_opinion(group=group(5))
        #: What was taken, by the form it came with.
        self.said: dict[tuple[str, str, str], str] = {}
        self.answers, self.verdicts = 0, 0
        self.due_on = self.opinion.due_on

    def teardown(self) -> None:
        self.travel.stop()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def taken(self, act: Callable[[], object]) -> bool:
        """Whether the rules of the office let it happen."""
        try:
            act()
        except DomainError:
            return False
        finally:
            self.opinion.refresh_from_db()
        return True

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.clock.shift(dt.timedelta(days=days))

    @rule(number=st.integers(1, 7))
    def pass_on(self, number: int) -> None:
        self.taken(lambda: sort_opinion(self.opinion, by=self.officer, group=group(number)))

    @rule()
    def send_back(self) -> None:
        reason = "ไม่ใช่งานของเรา"
        self.taken(lambda: return_opinion(self.opinion, by=self.officer, reason=reason))

    @rule(text=TEXTS, key=KEYS)
    def ask(self, text: str, key: str) -> None:
        if self.taken(lambda: ask_sender(self.opinion, by=self.officer, text=text, key=key)):
            self.said.setdefault(("office", key, text), text)

    @rule(text=TEXTS, key=KEYS)
    def write(self, text: str, key: str) -> None:
        if self.taken(lambda: reply(self.opinion, text=text, key=key)):
            self.said.setdefault(("sender", key, text), text)

    @rule()
    def go_on(self) -> None:
        self.taken(lambda: resume(self.opinion, by=self.officer))

    @rule(outcome=st.sampled_from([Outcome.DONE, Outcome.CONSIDERED]))
    def answer(self, outcome: Outcome) -> None:
        was_answered = self.taken(
            lambda: answer_opinion(self.opinion, by=self.officer, text="ตอบค่ะ", outcome=outcome)
        )
        self.answers += was_answered

    @rule(
        on=st.sampled_from(VerdictOn),
        word=st.sampled_from(VerdictWord),
        reason=st.sampled_from(["", "ยังขาดอยู่"]),
    )
    def say(self, on: VerdictOn, word: VerdictWord, reason: str) -> None:
        is_asked, known = asked_about(self.opinion) == on, self.opinion.verdicts.filter(on=on)
        is_new = not known.exists()
        was_taken = self.taken(lambda: judge(self.opinion, on=on, word=word, reason=reason))
        assert was_taken or not (is_asked and is_new)
        self.verdicts += was_taken and is_new

    @precondition(lambda self: asked_about(self.opinion) is not None)
    @rule(word=st.sampled_from(VerdictWord), reason=st.sampled_from(["", "ยังขาดอยู่"]))
    def say_what_is_asked(self, word: VerdictWord, reason: str) -> None:
        question = asked_about(self.opinion)
        assert question
        self.say(question, word, reason)

    @rule()
    def night(self) -> None:
        close_answered()
        ask_about_deeds()
        self.opinion.refresh_from_db()

    @invariant()
    def of_who_has_no_name_the_day_alone_is_kept(self) -> None:
        nameless = AuditEvent.objects.filter(by=None).exclude(verb=Act.CLOSE)  # by the clock
        moments = nameless.values_list("at", flat=True)
        assert all(moment == thai.start_of(thai.local_date(moment)) for moment in moments)

    @invariant()
    def every_word_is_kept_once_and_shown(self) -> None:
        kept = self.opinion.messages.order_by("id").values_list("side", "raw_text")
        said = [(side, text) for (side, _key, text) in self.said]
        assert [(side, text.strip("\u200b")) for side, text in kept] == [
            (side, text.strip("\u200b")) for side, text in said
        ]
        turns = conversation.of_sender(self.opinion)
        assert len(turns) == 1 + len(said) + self.answers + self.verdicts

    @invariant()
    def words_of_the_sender_are_few(self) -> None:
        verdicts = list(self.opinion.verdicts.all().order_by("id"))
        assert len({verdict.on for verdict in verdicts}) == len(verdicts)
        assert sum(verdict.reopened for verdict in verdicts) == bool(self.opinion.reopened_on)

    @invariant()
    def duty_waits_as_long_as_the_matter(self) -> None:
        duty = Duty.objects.get(key=duty_key(self.opinion))
        assert (duty.done_at is None) == self.opinion.is_open
        if self.opinion.is_open and not self.opinion.waiting_since:
            assert duty.due_on <= self.opinion.due_on
            assert duty.due_on == self.opinion.due_on or self.opinion.needs_sorting

    @invariant()
    def promise_is_never_moved_to_the_front(self) -> None:
        taken_up_again = self.opinion.first_due_on is not None
        assert self.opinion.due_on >= self.due_on or taken_up_again
        self.due_on = self.opinion.due_on

    @invariant()
    def it_stands_in_one_place(self) -> None:
        stages = [step["stage"] for step in steps(self.opinion)]
        assert stages.count("now") == 1
        assert stages == sorted(stages, key=["done", "now", "to-come"].index)
        is_answered = self.opinion.state in {OpinionState.ANSWERED, OpinionState.CLOSED}
        assert bool(self.opinion.outcome) == is_answered


def test_no_order_of_events_breaks_a_rule_or_loses_a_word() -> None:
    make_office()
    run_state_machine_as_test(
        Matter,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
