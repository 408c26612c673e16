"""Drafting and issuing: it works, it refuses, it leaves nothing behind, it freezes."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.signals import template_rendered

from participation import database, thai
from participation.choices import Audience, YearState
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError
from participation.models import AuditEvent, Counter, PublishedFile, User
from participation.tests.make import group, make_office, make_user, make_year
from workgroups import services
from workgroups.choices import CommitteeKind, CommitteeRole, OrderState
from workgroups.models import AppointmentOrder, Committee, CommitteeMember
from workgroups.querysets import AppointmentOrderQuerySet, CommitteeQuerySet
from workgroups.tests.make import FEW, make_issued_order, make_member, make_order, mark_issued

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture(autouse=True)
def office() -> None:
    make_office()


def files(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_draft_order_names_people_in_their_order():
    members = [make_member(position) for position in FEW]
    officer = make_user()
    tasks = list(group(1).tasks.all()[:2])

    order = make_order(members=members, tasks=tasks, by=officer)

    assert list(order.members.all()) == members
    assert [member.sequence for member in members] == [1, 2, 3]
    assert set(order.tasks.all()) == set(tasks)
    event = AuditEvent.objects.get(subject_type="workgroups.appointmentorder")
    assert (event.verb, event.subject_id, event.by) == ("order.draft", str(order.pk), officer)


def test_draft_order_is_not_for_a_closed_year():
    year = make_year(2560, state=YearState.CLOSED)

    with pytest.raises(DomainError):
        make_order(year=year)


def test_draft_order_lets_two_change_seats():
    order = make_order()
    chair, member, secretary = order.members.all()
    chair.position, secretary.position = secretary.position, chair.position

    services.draft_order(order, by=make_user(), members=[secretary, chair], dismissed=[member])

    assert list(order.members.values_list("pk", "position")) == [
        (secretary.pk, CommitteeRole.CHAIR),
        (chair.pk, CommitteeRole.MEMBER_SECRETARY),
    ]


def test_draft_order_writes_over_nobody():
    order = make_order()
    seen = services.last_seen(order)
    services.draft_order(order, by=make_user(), members=order.members.all(), seen=seen)

    with pytest.raises(ChangedMeanwhileError):
        services.draft_order(order, by=make_user(), members=order.members.all(), seen=seen)


def test_draft_order_leaves_an_issued_order_alone():
    order = make_order()
    mark_issued(AppointmentOrder.objects.get(pk=order.pk))

    with pytest.raises(DomainError, match="ออกไปแล้ว"):
        services.draft_order(order, by=make_user(), members=())


def test_issue_order_publishes_its_paper(settings):
    officer = make_user()
    order = make_order()

    order = services.issue_order(order, by=officer)

    order.refresh_from_db()
    assert (order.state, order.issued_by) == (OrderState.ISSUED, officer)
    assert order.issued_at is not None
    assert order.document is not None
    assert order.document.audience == Audience.PUBLIC
    assert order.document.subject == f"order:{order.pk}"
    assert order.document.serial == f"ORD-{order.year_id}-0001"
    assert order.document.file.read().startswith(b"%PDF")
    verbs = AuditEvent.objects.filter(by=officer).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["file.publish", "order.issue"]


def test_issue_order_happens_once():
    order = services.issue_order(make_order(), by=make_user())

    with pytest.raises(DomainError, match="ออกไปแล้ว"):
        services.issue_order(order, by=make_user())


def break_number(order: AppointmentOrder) -> None:
    order.order_number = None
    order.save()


def break_signature(order: AppointmentOrder) -> None:
    order.signed_on = None
    order.save()


def sign_tomorrow(order: AppointmentOrder) -> None:
    order.signed_on = thai.today() + dt.timedelta(days=1)
    order.save()


def number_by_fiscal_year(order: AppointmentOrder) -> None:
    order.number_year_be += 1
    order.save()


def dismiss_all(order: AppointmentOrder) -> None:
    order.members.all().delete()


def dismiss_chair(order: AppointmentOrder) -> None:
    order.members.filter(position=CommitteeRole.CHAIR).delete()


def dismiss_secretary(order: AppointmentOrder) -> None:
    order.members.filter(position=CommitteeRole.MEMBER_SECRETARY).delete()


def close_year(order: AppointmentOrder) -> None:
    order.year.state = YearState.CLOSED
    order.year.save()


def take_foreign_task(order: AppointmentOrder) -> None:
    order.tasks.add(group(2).tasks.all()[0])


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (break_number, "ยังไม่มีเลขที่"),
        (break_signature, "ยังไม่มีวันที่ลงนาม"),
        (sign_tomorrow, "ยังมาไม่ถึง"),
        (number_by_fiscal_year, "นับตามปีปฏิทิน"),
        (dismiss_all, "ยังไม่มีประธานคณะทำงาน"),
        (dismiss_chair, "ยังไม่มีประธานคณะทำงาน"),
        (dismiss_secretary, "ยังไม่มีคณะทำงานและเลขานุการ"),
        (close_year, "ปิดแล้ว"),
        (take_foreign_task, "เป็นของกลุ่มอื่น"),
    ],
)
def test_issue_order_refuses(spoil, sentence, settings):
    order = make_order()
    spoil(order)

    with pytest.raises(DomainError, match=sentence):
        services.issue_order(order, by=make_user())

    order.refresh_from_db()
    assert order.is_draft
    assert not PublishedFile.objects.exists()
    assert not Counter.objects.exists()
    assert not AuditEvent.objects.filter(verb="order.issue").exists()
    assert files(settings) == []


def test_issue_order_refuses_a_seat_that_is_held_that_day():
    first = make_issued_order()
    second = make_order(first.committee, term_start=first.term_end, term_end=first.term_end)

    with pytest.raises(DomainError, match="เป็นประธานคณะทำงานอยู่แล้ว"):
        services.issue_order(second, by=make_user())


def test_issue_order_follows_when_the_term_before_is_over():
    first = make_issued_order()
    day_after = first.term_end + dt.timedelta(days=1)
    second = make_order(first.committee, term_start=day_after, term_end=day_after)

    assert not services.issue_order(second, by=make_user()).is_draft


def test_issue_order_minds_only_its_own_committee():
    make_issued_order()

    assert not services.issue_order(make_order(), by=make_user()).is_draft


def test_an_order_changed_while_it_was_printed_is_not_issued(settings):
    order = make_order()

    def change(**_signal):
        AppointmentOrder.objects.filter(pk=order.pk).update(subject="เรื่องอื่น")

    template_rendered.connect(change)
    try:
        with pytest.raises(DomainError, match="ถูกแก้ไขระหว่าง"):
            services.issue_order(order, by=make_user())
    finally:
        template_rendered.disconnect(change)

    order.refresh_from_db()
    assert order.is_draft
    assert files(settings) == []


@pytest.mark.django_db(transaction=True)
def test_issue_order_that_fails_at_the_end_leaves_nothing_in_the_way(settings):
    order = make_order()
    nobody = User(pk=0)  # the database notices at the very end

    with pytest.raises(IntegrityError):
        services.issue_order(order, by=nobody)

    order.refresh_from_db()
    assert order.is_draft
    assert not PublishedFile.objects.exists()
    order = services.issue_order(order, by=make_user())
    assert order.document
    assert [path.name for path in files(settings)] == [f"{order.document.serial}.pdf"]


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_issued_at_once_for_one_seat_only_one_stands():
    if not database.is_postgresql():
        pytest.skip("one writer at a time")
    first = make_order()
    orders = [first, make_order(first.committee)]
    officer = make_user()

    def issue(order: AppointmentOrder) -> bool:
        try:
            services.issue_order(order, by=officer)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor() as pool:
        issued = list(pool.map(issue, orders))

    assert sorted(issued) == [False, True]
    assert AppointmentOrder.objects.issued().count() == 1


def test_preview_order_prints_a_draft_as_it_stands():
    order = make_order(order_number=None, signed_on=None, members=[])

    assert services.preview_order(order).startswith(b"%PDF")


def of_body(order: AppointmentOrder) -> CommitteeQuerySet:
    return Committee.objects.filter(pk=order.committee_id)


FROZEN = {
    "its words": lambda order: AppointmentOrder.objects.filter(pk=order.pk).update(subject="อื่น"),
    "its state": lambda order: AppointmentOrder.objects.filter(pk=order.pk).update(
        state=OrderState.DRAFT, issued_at=None, issued_by=None, document=None
    ),
    "a name": lambda order: order.members.update(name="อื่น"),
    "a new member": lambda order: make_member(order=order),
    "a member of another": lambda order: make_order().members.update(order=order),
    "a new task": lambda order: order.tasks.add(group(1).tasks.all()[0]),
    "the kind of its body": lambda order: of_body(order).update(
        kind=CommitteeKind.MONITORING, group=None
    ),
    "the group of its body": lambda order: of_body(order).update(group=group(2)),
    "the name of its body": lambda order: of_body(order).update(name="อื่น"),
}


@pytest.mark.parametrize("change", FROZEN.values(), ids=FROZEN.keys())
def test_an_issued_order_is_frozen_for_every_door(change):
    order = make_issued_order()

    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        change(order)


def test_a_draft_is_not_frozen():
    order = make_order()

    order.members.update(organisation="โรงเรียน")
    order.tasks.add(group(1).tasks.all()[0])
    of_body(order).update(kind=CommitteeKind.MONITORING, group=None)
    order.delete()

    assert not CommitteeMember.objects.exists()


UNKNOWN = {
    "number 0": lambda order: order_row(order).update(order_number=0),
    "a year of the common era": lambda order: order_row(order).update(number_year_be=2026),
    "signing capacity": lambda order: order_row(order).update(signing_capacity="chief"),
    "position": lambda order: order.members.update(position="king"),
}


def order_row(order: AppointmentOrder) -> AppointmentOrderQuerySet:
    return AppointmentOrder.objects.filter(pk=order.pk)


@pytest.mark.parametrize("write", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_the_database_knows_what_an_order_can_say(write):
    order = make_order(members=[make_member()])

    with pytest.raises(IntegrityError), transaction.atomic():
        write(order)


def test_issue_order_is_not_for_somebody_it_names() -> None:
    officer = make_user()
    members = [make_member(position) for position in FEW]
    members[0].account = officer
    order = make_order(members=members)

    with pytest.raises(DomainError, match="มีชื่อท่าน"):
        services.issue_order(order, by=officer)

    order.refresh_from_db()
    assert order.is_draft
