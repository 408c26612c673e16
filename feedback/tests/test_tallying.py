"""The kept tally says what counting says, whatever was done and by whom."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedback.choices import NEED_A_REASON, Channel, Outcome, Publication, ReasonClass
from feedback.models import Opinion, OpinionTally, Support
from feedback.services.answering import answer_opinion
from feedback.services.importing import import_opinions
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.services.sorting import sort_opinion
from feedback.services.tallying import fold, recount
from feedback.tests.make import make_answer, make_opinion, make_published
from participation import thai
from participation.choices import Role, StakeholderType
from participation.models import OrganisationUnit, User
from participation.tests.make import group, make_office, make_user

SHEET = "mission_group,task_letter,stakeholder_type,channel,sentiment,text,received_on\n"


def tally() -> dict[str, int | float | None]:
    return OpinionTally.objects.all().figures()


@pytest.mark.contract
class EverySequenceOfActs(TestCase):
    """What staff, senders, commands and even SQL do, in any order."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_tally_is_what_counting_says(self, data: st.DataObject) -> None:
        make_office()
        officer = make_user(Role.TRIAGE_OFFICER)
        for act in data.draw(st.lists(st.sampled_from(ACTS), max_size=12)):
            act(officer, data.draw)

        assert recount() == []
        assert tally()["received"] == Opinion.objects.count()
        before = tally()
        fold()
        assert tally() == before
        assert recount() == []


Drawn = TypeVar("Drawn")


class Draw(Protocol):
    """How an act asks for something to act with."""

    def __call__(self, strategy: st.SearchStrategy[Drawn]) -> Drawn: ...


def _one(draw: Draw) -> Opinion | None:
    opinions = list(Opinion.objects.order_by("pk"))
    return draw(st.sampled_from(opinions)) if opinions else None


def _send(_by: User, draw: Draw) -> None:
    where: list[dict[str, Any]] = [{"group": group(1)}, {"group": group(5)}, {"unit": _unit()}, {}]
    make_opinion(**draw(st.sampled_from(where)))


def _unit() -> OrganisationUnit:
    return OrganisationUnit.objects.filter(may_be_responsible=True).latest("position")


def _import(by: User, draw: Draw) -> None:
    number = draw(st.integers(1, 7))
    row = f"{number},,parent,letter,,ขอให้ปรับปรุงเรื่องที่ {draw(st.integers(0, 999))},\n"
    import_opinions((SHEET + row).encode(), by=by)


def _apart(draw: Draw) -> Opinion | None:
    """One that is answered by itself: nothing else is done to what was merged."""
    opinion = _one(draw)
    return None if opinion and opinion.merged_into_id else opinion


def _sort(by: User, draw: Draw) -> None:
    if (opinion := _apart(draw)) and opinion.is_open:
        sort_opinion(opinion, by=by, group=group(draw(st.integers(1, 7))))


def _answer(by: User, draw: Draw) -> None:
    opinion = _apart(draw)
    if opinion and (opinion.group_id or opinion.unit_id):
        outcome = draw(st.sampled_from(Outcome))
        reason = ReasonClass.LAW if outcome in NEED_A_REASON else ""
        answer_opinion(opinion, by=by, text="ตอบ", outcome=outcome, reason=reason)


def _publish(by: User, draw: Draw) -> None:
    if opinion := _apart(draw):
        publish_opinion(opinion, by=by)


def _withhold(by: User, draw: Draw) -> None:
    if opinion := _apart(draw):
        withhold_opinion(opinion, by=by, reason="บอกว่าใครเป็นใคร")


def _date_back(_by: User, draw: Draw) -> None:
    """As the demonstration does, past the services."""
    if opinion := _one(draw):
        back = dt.timedelta(days=draw(st.integers(1, 60)))
        Opinion.objects.filter(pk__lte=opinion.pk).update(received_on=thai.today() - back)


def _merge(_by: User, draw: Draw) -> None:
    first, second = _one(draw), _one(draw)
    if first and second and first != second and not (first.merged.exists() or second.merged_into):
        Opinion.objects.filter(pk=first.pk).update(merged_into=second)


def _write_many(_by: User, draw: Draw) -> None:
    Opinion.objects.bulk_create(
        Opinion(
            year_id=thai.fiscal_year_be(thai.today()), serial=number, text="ก", raw_text="ก",
            stakeholder_type=StakeholderType.PARENT, channel=Channel.LETTER, due_on=thai.today(),
            code_hash=f"{number}", received_on=thai.today(),
        )
        for number in _unused(draw)
    )  # fmt: skip


def _unused(draw: Draw) -> list[int]:
    if not Opinion.objects.exists():
        return []
    serials = set(Opinion.objects.values_list("serial", flat=True))
    drawn = draw(st.sets(st.integers(10_000, 10_020), max_size=4))
    return sorted(drawn - serials)


def _delete(_by: User, draw: Draw) -> None:
    opinion = _one(draw)
    if opinion and not opinion.responses.exists() and not opinion.merged.exists():
        opinion.delete()


def _fold(_by: User, draw: Draw) -> None:
    fold()


ACTS: list[Callable[[User, Draw], None]] = [
    _send,
    _send,
    _import,
    _sort,
    _answer,
    _answer,
    _publish,
    _withhold,
    _date_back,
    _merge,
]
ACTS += [_write_many, _delete, _fold]


@pytest.mark.django_db
@pytest.mark.contract
def test_figures_are_of_the_first_answer_in_days_of_thailand() -> None:
    make_office()
    day = dt.date(2026, 11, 2)
    opinion = make_opinion(group=group(5), received_on=day)
    make_answer(opinion)
    # half an hour after midnight in Thailand, still the day before in Greenwich
    answered_at = thai.start_of(dt.date(2026, 11, 5)) + dt.timedelta(minutes=30)
    Opinion.objects.filter(pk=opinion.pk).update(answered_at=answered_at)
    make_opinion(group=group(5), received_on=day)

    assert tally() == {"received": 2, "answered": 1, "days": 3}
    assert recount() == []


@pytest.mark.django_db
@pytest.mark.contract
def test_recount_says_what_differed_and_puts_it_right() -> None:
    make_office()
    opinion = make_published(group=group(5))
    OpinionTally.objects.update(opinions=7)
    Support.objects.create(opinion=opinion, mark="x")

    said = {one.what.split()[0]: (one.kept, one.counted) for one in recount()}

    assert said == {"opinions": (7, 1), "supports": (0, 1)}
    assert tally()["received"] == 1
    assert recount() == []


@pytest.mark.django_db
@pytest.mark.contract
def test_folded_tally_has_one_row_a_cell() -> None:
    make_office()
    for _ in range(3):
        make_opinion(group=group(5))
    publish_opinion(make_opinion(group=group(5)), by=make_user(Role.TRIAGE_OFFICER))

    assert fold() == 4
    assert sorted(OpinionTally.objects.values_list("publication", "opinions")) == [
        (Publication.PENDING, 3),
        (Publication.PUBLISHED, 1),
    ]
    assert fold() == 0


@pytest.mark.django_db
def test_clock_folds_what_has_gathered(capsys) -> None:
    make_office()
    make_opinion(group=group(5))
    make_opinion(group=group(5))

    call_command("fold_tallies")

    assert "1 rows" in capsys.readouterr().out
