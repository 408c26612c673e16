"""Makers of rows for tests."""

import datetime as dt
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from participation import thai
from participation.choices import Audience, DocumentKind, StakeholderType
from participation.models import MissionGroup, PublishedFile, User
from participation.tests.make import group as mission_group
from participation.tests.make import make_user, make_year
from workgroups import seating, services
from workgroups.choices import GROUP_KINDS, CommitteeKind, CommitteeRole, OrderState
from workgroups.models import AppointmentOrder, Committee, CommitteeMember

numbers = count(1)

#: Who sits in an order when a test does not say.
FEW = (CommitteeRole.CHAIR, CommitteeRole.MEMBER, CommitteeRole.MEMBER_SECRETARY)


def make_committee(
    kind: CommitteeKind = CommitteeKind.WORKING_GROUP, *, group: MissionGroup | None = None
) -> Committee:
    """A body; one of a mission group works for the first unless told. Needs the office loaded."""
    if kind in GROUP_KINDS:
        group = group or mission_group(1)
    name = f"คณะทำงานที่ {next(numbers)}"
    return Committee.objects.create(kind=kind, group=group, name=name)


def make_member(
    position: str = CommitteeRole.MEMBER,
    *,
    order: AppointmentOrder | None = None,
    **fields: Any,
) -> CommitteeMember:
    """A person of an order; saved only if the order is given."""
    number = next(numbers)
    fields = {
        "title": "นาย",
        "name": f"คนที่{number} ตัวอย่าง",
        "stakeholder_type": StakeholderType.PARENT,
        "position": position,
    } | fields
    member = CommitteeMember(order=order, **fields) if order else CommitteeMember(**fields)
    if order:
        member.sequence = number
        member.full_clean()
        member.save()
    return member


def make_order(
    committee: Committee | None = None,
    *,
    members: list[CommitteeMember] | None = None,
    by: User | None = None,
    **fields: Any,
) -> AppointmentOrder:
    """A draft that is ready to be issued, for this fiscal year."""
    today = thai.today()
    year = fields.pop("year", None) or make_year()
    first, last = thai.fiscal_year_span(year.year_be)
    tasks, departures = fields.pop("tasks", ()), fields.pop("departures", ())
    fields = {
        "order_number": next(numbers),
        "number_year_be": thai.calendar_year_be(today),
        "subject": "แต่งตั้งคณะทำงานส่งเสริมการมีส่วนร่วม",
        "reason": "ตามที่ได้มีประกาศเรื่องมาตรการเปิดโอกาสให้ผู้มีส่วนได้ส่วนเสียเข้ามามีส่วนร่วม",
        "duties": "เสนอความเห็นต่อแผน\nติดตามผลการดำเนินงาน",
        "term_start": first,
        "term_end": last,
        "signed_on": today,
        "signatory": "นายวีระ ตัวอย่าง",
        "signatory_position": "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
    } | fields
    order = AppointmentOrder(committee=committee or make_committee(), year=year, **fields)
    members = [make_member(position) for position in FEW] if members is None else members
    return services.draft_order(
        order, by=by or make_user(), members=members, departures=departures, tasks=tasks
    )


def make_issued_order(*args: Any, **fields: Any) -> AppointmentOrder:
    """An order in force; its paper is four bytes long."""
    return mark_issued(make_order(*args, **fields))


def mark_issued(order: AppointmentOrder) -> AppointmentOrder:
    """Let a draft count as issued past the service, which asks and prints."""
    order.document = PublishedFile.objects.create(
        serial=f"ORD-{order.year_id}-T{order.pk}",
        kind=DocumentKind.APPOINTMENT_ORDER,
        subject=f"order:{order.pk}",
        version=1,
        title=order.subject,
        audience=Audience.PUBLIC,
        file=ContentFile(b"%PDF", "order.pdf"),
        sha256="0" * 64,
        size=4,
    )
    order.state, order.issued_at, order.issued_by = OrderState.ISSUED, timezone.now(), make_user()
    seating.take_seats(order)
    order.save()
    return order


def seat(
    user: User,
    kind: CommitteeKind = CommitteeKind.MONITORING,
    *,
    position: str = CommitteeRole.MEMBER,
    term: tuple[dt.date, dt.date] | None = None,
    **fields: Any,
) -> AppointmentOrder:
    """Let an issued order give `user` a seat in a new body of this kind."""
    others = [role for role in FEW if role != position]
    members = [make_member(position, account=user), *(make_member(role) for role in others)]
    if term:
        fields |= {"term_start": term[0], "term_end": term[1]}
    return make_issued_order(make_committee(kind), members=members, **fields)
