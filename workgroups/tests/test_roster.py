"""Who sits where by orders that change one another; the same told by a plain replay of them."""

import datetime as dt
import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation import database, thai
from participation.errors import DomainError
from participation.models import User
from participation.tests.make import group, make_office, make_user, make_year
from workgroups import readiness, seating, services
from workgroups.choices import CommitteeRole, DepartureReason, OrderKind
from workgroups.models import AppointmentOrder, Committee, CommitteeMember, Departure, SeatHolding
from workgroups.tests.make import make_issued_order, make_member, make_order, mark_issued

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
DAY = dt.timedelta(days=1)
SINGLE = ("chair", "member_secretary")


@pytest.fixture(autouse=True)
def _office():
    make_office()


def make_change(
    order: AppointmentOrder,
    day: dt.date,
    *,
    kind: OrderKind = OrderKind.AMEND,
    leaving: list[CommitteeMember] | None = None,
    members: list[CommitteeMember] | None = None,
) -> AppointmentOrder:
    """A draft that changes or revokes `order` from `day` on."""
    departures = [Departure(member=one, reason=DepartureReason.RESIGNED) for one in leaving or []]
    return make_order(
        kind=kind, amends=order, committee=order.committee, year=order.year, duties="",
        term_start=day, term_end=order.term_end, members=members or [], departures=departures,
    )  # fmt: skip


def names(order: AppointmentOrder, day: dt.date) -> set[str]:
    seats = CommitteeMember.objects.acting_on(day).in_committee(order.committee)
    return set(seats.values_list("name", flat=True))


def told(order: AppointmentOrder, day: dt.date) -> list[tuple[str, str]]:
    """Position and name in each line of the body's rosters."""
    orders = AppointmentOrder.objects.filter(committee=order.committee)
    return [
        (str(seat.position_title), seat.holder.name if seat.holder else "ว่าง")
        for roster in seating.rosters(orders, day)
        for seat in roster.seats
    ]


def test_a_change_takes_effect_to_the_day_and_the_newcomer_sits_where_the_other_did():
    order = make_issued_order()
    chair, member, secretary = order.members.all()
    day = thai.today()
    newcomer = make_member(name="ผู้มาใหม่ ตัวอย่าง", in_place_of=chair)

    services.issue_order(
        make_change(order, day, leaving=[chair], members=[newcomer]), by=make_user()
    )

    assert told(order, day - DAY)[0][1] == chair.name
    assert [name for _seat, name in told(order, day)] == [
        newcomer.name,
        member.name,
        secretary.name,
    ]
    assert names(order, day) == {newcomer.name, member.name, secretary.name}
    assert newcomer.position == CommitteeRole.CHAIR
    assert names(order, order.term_end) == names(order, day)
    assert names(order, order.term_end + DAY) == set()


def test_a_seat_that_nobody_takes_over_is_told_as_vacant_until_somebody_does():
    order = make_issued_order()
    chair = order.members.get(position=CommitteeRole.CHAIR)
    leaves, comes = order.term_start + 10 * DAY, order.term_start + 20 * DAY
    mark_issued(make_change(order, leaves, leaving=[chair]))
    mark_issued(make_change(order, comes, members=[make_member(name="ผู้มาแทน", in_place_of=chair)]))

    told_then = [told(order, day)[0] for day in (leaves - DAY, leaves, comes - DAY, comes)]

    title = "ประธานคณะทำงาน"
    assert told_then == [(title, chair.name), (title, "ว่าง"), (title, "ว่าง"), (title, "ผู้มาแทน")]


def test_a_revocation_ends_every_seat_also_of_those_who_came_later():
    order = make_issued_order()
    came, revoked = order.term_start + 10 * DAY, order.term_start + 20 * DAY
    mark_issued(make_change(order, came, members=[make_member(name="ผู้มาเพิ่ม")]))
    services.issue_order(make_change(order, revoked, kind=OrderKind.REVOKE), by=make_user())

    assert len(told(order, revoked - DAY)) == 4
    assert told(order, revoked) == []
    assert names(order, revoked) == set()
    assert order.has_ended


def test_after_a_revocation_another_order_can_appoint_from_that_day():
    order = make_issued_order()
    day = order.term_start + 20 * DAY
    mark_issued(make_change(order, day, kind=OrderKind.REVOKE))

    again = make_order(order.committee, term_start=day, term_end=order.term_end)

    assert readiness.of_order(again).hindrances == []
    too_early = make_order(order.committee, term_start=day - DAY, term_end=order.term_end)
    assert not readiness.of_order(too_early).is_ready


def chair_of(order: AppointmentOrder) -> CommitteeMember:
    return order.members.get(position=CommitteeRole.CHAIR)


def second_chair(order: AppointmentOrder) -> AppointmentOrder:
    return make_change(order, thai.today(), members=[make_member(CommitteeRole.CHAIR)])


def follower_of_who_stays(order: AppointmentOrder) -> AppointmentOrder:
    follower = make_member(in_place_of=chair_of(order))
    return make_change(order, thai.today(), members=[follower])


def departure_twice(order: AppointmentOrder) -> AppointmentOrder:
    mark_issued(make_change(order, thai.today(), leaving=[chair_of(order)]))
    return make_change(order, thai.today(), leaving=[chair_of(order)])


def somebody_who_sits_already(order: AppointmentOrder) -> AppointmentOrder:
    return make_change(order, thai.today(), members=[make_member(name=chair_of(order).name)])


def day_before_the_term(order: AppointmentOrder) -> AppointmentOrder:
    return make_change(order, order.term_start - DAY, leaving=[chair_of(order)])


def change_of_what_is_revoked(order: AppointmentOrder) -> AppointmentOrder:
    mark_issued(make_change(order, thai.today(), kind=OrderKind.REVOKE))
    return make_change(order, order.term_start, members=[make_member()])


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (lambda order: make_change(order, thai.today()), "ยังไม่เปลี่ยนแปลงสิ่งใด"),
        (second_chair, "เป็นประธานคณะทำงานอยู่แล้ว"),
        (follower_of_who_stays, "ซึ่งยังไม่พ้นจากตำแหน่ง"),
        (departure_twice, "พ้นจากตำแหน่งตามคำสั่งที่"),
        (somebody_who_sits_already, "สองครั้ง|ซ้ำ"),
        (day_before_the_term, "โปรดเลือกวันที่มีผลให้อยู่ในวาระนี้"),
        (change_of_what_is_revoked, "ถูกยกเลิกโดยคำสั่งที่"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_what_to_do(draft, sentence):
    change = draft(make_issued_order())

    with pytest.raises(DomainError, match=sentence):
        services.issue_order(change, by=make_user())

    assert not SeatHolding.objects.filter(member__order=change).exists()


def test_a_seat_left_empty_in_the_middle_of_the_table_is_warned_of():
    order = make_issued_order()

    found = readiness.of_order(make_change(order, thai.today(), leaving=[chair_of(order)]))

    assert found.is_ready
    assert any("จะไม่มีผู้ดำรงตำแหน่งประธานคณะทำงาน" in warning for warning in found.warnings)


def holding_of(member: CommitteeMember, **changes: Any) -> SeatHolding:
    holding: SeatHolding = member.holding
    return SeatHolding(
        **{
            "member": make_member(order=make_order(members=[])),
            "committee": holding.committee,
            "appointment": holding.appointment,
            "seat": holding.seat,
            "place": 1,
            "first_day": holding.last_day,
            "free_from": holding.free_from,
        }
        | changes
    )


def test_the_database_refuses_a_seat_held_by_two_on_one_day():
    chair = chair_of(make_issued_order())

    with pytest.raises(IntegrityError), transaction.atomic():
        holding_of(chair).save()
    after = chair.holding.free_from
    holding_of(chair, first_day=after, free_from=after + DAY).save()
    holding_of(chair, first_day=after, free_from=after).save()


def test_the_database_lets_a_seat_only_be_shortened():
    holding = SeatHolding.objects.filter(pk=chair_of(make_issued_order()).holding.pk)
    (first_day, free_from), *_rest = holding.values_list("first_day", "free_from")

    for change in ({"free_from": free_from + DAY}, {"first_day": first_day - DAY}, {"seat": "7"}):
        with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
            holding.update(**change)
    holding.update(free_from=free_from - DAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_that_issue_for_one_seat_one_is_refused(tmp_path):
    """Two real processes, also on the embedded database, where the second waits for the first."""
    first, officer = make_order(), make_user()
    orders = [first.pk, make_order(first.committee).pk]
    database_file = tmp_path / "portal.sqlite3"
    if not database.is_postgresql():  # tests keep it in memory, where no other process reads it
        with closing(sqlite3.connect(database_file)) as file:
            connection.connection.backup(file)
    connection.close()
    fork = multiprocessing.get_context("fork")
    said, both = fork.Queue(), fork.Barrier(2)
    processes = [
        fork.Process(target=_issue, args=(pk, officer.pk, database_file, both, said))
        for pk in orders
    ]
    for process in processes:
        process.start()
    answers = [said.get(timeout=60) for _process in processes]
    for process in processes:
        process.join(60)

    assert sorted(answers) == [(False, 3), (True, 3)]


def _issue(order: int, officer: int, file: Path, both: Any, said: Any) -> None:
    """Say whether the order could be issued, and how many seats are held when both have tried."""
    if not database.is_postgresql():
        connection.settings_dict["NAME"] = str(file)
    connection.close()
    both.wait(30)
    try:
        by = User.objects.get(pk=officer)
        services.issue_order(AppointmentOrder.objects.get(pk=order), by=by)
        is_issued = True
    except DomainError:
        is_issued = False
    both.wait(30)
    said.put((is_issued, SeatHolding.objects.count()))
    connection.close()


# --- the replay: knows papers only, no service and no queryset of the portal ---


@dataclass
class Paper:
    """An order as it was printed."""

    committee: int
    kind: str
    first: dt.date
    last: dt.date
    people: dict[str, str]
    changes: "Paper | None" = None
    leaving: set[str] = field(default_factory=set)


def replay(papers: list[Paper], day: dt.date) -> set[tuple[int, str, str]]:
    """Body, name and position of everybody who sits on `day`."""
    sits = set()
    for paper in papers:
        if paper.kind != "appoint" or not paper.first <= day <= paper.last:
            continue
        later = [one for one in papers if one.changes is paper and one.first <= day]
        if any(one.kind == "revoke" for one in later):
            continue
        people = dict(paper.people)
        for one in later:
            people |= one.people
        for one in later:
            for name in one.leaving:
                people.pop(name, None)
        sits |= {(paper.committee, name, position) for name, position in people.items()}
    return sits


def _count_rows() -> None:
    """As the database does by itself in service: it must not take full tables for empty ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class History:
    """Orders drafted at random, kept if the portal lets them be issued, each with its paper."""

    def __init__(self, random: Random, bodies: int, years: list[int]) -> None:
        self.random = random
        self.bodies = [
            Committee.objects.create(kind="working_group", group=group(1), name=f"คณะ {number}")
            for number in range(bodies)
        ]
        self.years = [make_year(year) for year in years]
        self.papers: dict[int, Paper] = {}
        self.orders: dict[int, AppointmentOrder] = {}
        self.people = 0

    def grow(self, number: int) -> None:
        """Try until so many orders stand."""
        while len(self.papers) < number:
            revoked = [one.changes for one in self.papers.values() if one.kind == "revoke"]
            running = [
                pk
                for pk, paper in self.papers.items()
                if paper.kind == "appoint" and (paper not in revoked or self.random.random() < 0.1)
            ]
            if not running or self.random.random() < 0.35:
                self._appoint()
            else:
                self._change(self.random.choice(running))

    def _day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + self.random.randint(0, (last - first).days) * DAY

    def _person(self, position: str, **fields: Any) -> CommitteeMember:
        self.people += 1
        return make_member(position, name=f"คนที่ {self.people} สาธิต", **fields)

    def _appoint(self) -> None:
        committee, year = self.random.choice(self.bodies), self.random.choice(self.years)
        first = self._day(*year.span)
        last = self._day(first, year.span[1])
        positions = ["chair", "member_secretary", *["member"] * self.random.randint(0, 2)]
        members = [self._person(position) for position in positions]
        order = make_order(committee, year=year, members=members, term_start=first, term_end=last)
        self._keep(order, members, changes=None, leaving=[])

    def _change(self, pk: int) -> None:
        order, paper = self.orders[pk], self.papers[pk]
        day = self._day(paper.first, paper.last)
        if self.random.random() < 0.15:
            self._keep(
                make_change(order, day, kind=OrderKind.REVOKE), [], changes=paper, leaving=[]
            )
            return
        named = CommitteeMember.objects.filter(holding__appointment=order).order_by("pk")
        if self.random.random() < 0.9:  # else also those who have left
            named = named.filter(holding__ended_by=None)
        everybody = list(named)
        count = self.random.randint(0, min(2, len(everybody)))
        leaving = self.random.sample(everybody, count)
        members = [
            self._person("member", in_place_of=one) for one in leaving if self.random.random() < 0.7
        ]
        if self.random.random() < 0.3:
            members.append(self._person(self.random.choice(["member", "vice_chair", "chair"])))
        if everybody and self.random.random() < 0.1:
            members.append(self._person("member", in_place_of=self.random.choice(everybody)))
        if len({one.in_place_of_id for one in members}) < len(members):
            return
        try:
            change = make_change(order, day, leaving=leaving, members=members)
        except ValidationError:  # two chairs
            return
        self._keep(change, members, changes=paper, leaving=leaving)

    def _keep(
        self,
        order: AppointmentOrder,
        members: list[CommitteeMember],
        *,
        changes: Paper | None,
        leaving: list[CommitteeMember],
    ) -> None:
        order = AppointmentOrder.objects.get(pk=order.pk)
        if readiness.of_order(order).hindrances:
            order.delete()
            return
        mark_issued(order)
        self.orders[order.pk] = order
        if len(self.orders) % 20 == 1:
            _count_rows()
        self.papers[order.pk] = Paper(
            committee=order.committee_id,
            kind=str(order.kind),
            first=order.term_start,
            last=order.term_end,
            people={member.name: str(member.position) for member in members},
            changes=changes,
            leaving={member.name for member in leaving},
        )

    def days(self) -> Iterator[dt.date]:
        day = min(year.span[0] for year in self.years)
        while day <= max(year.span[1] for year in self.years) + DAY:
            yield day
            day += DAY

    def agrees(self) -> None:
        """On every day rights and rosters say what the replay says, and no seat is held twice."""
        papers = list(self.papers.values())
        for day in self.days():
            expected = replay(papers, day)
            seats = CommitteeMember.objects.acting_on(day).values_list(
                "order__committee", "name", "position"
            )
            assert set(seats) == expected, day
            rosters = seating.rosters(AppointmentOrder.objects.all(), day)
            listed = [
                (roster.order.committee_id, seat.holder.name, seat.holder.position)
                for roster in rosters
                for seat in roster.seats
                if seat.holder
            ]
            assert sorted(listed) == sorted(expected), day
            single = [
                (body, pos) for body, _name, pos in expected if pos in ("chair", "member_secretary")
            ]
            assert len(single) == len(set(single)), day


def test_every_day_of_two_hundred_orders_the_roster_is_what_a_plain_replay_says():
    history = History(Random(2569), bodies=40, years=[2569, 2570])  # noqa: S311 (to be repeated)
    history.grow(200)

    kinds = [paper.kind for paper in history.papers.values()]
    assert min(kinds.count(kind) for kind in OrderKind.values) >= 10
    history.agrees()


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_any_history_of_orders_reads_as_its_replay(seed):
    with transaction.atomic():
        history = History(Random(seed), bodies=2, years=[2569])  # noqa: S311 (to be repeated)
        history.grow(12)
        history.agrees()
        transaction.set_rollback(True)
