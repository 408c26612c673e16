"""Invented appointments of the demonstration: working groups of both years, and who monitors.

Every surname is ตัวอย่าง (example) or สาธิต (demonstration), so that nobody can be mistaken for a
real person.
"""

import datetime as dt
from collections.abc import Sequence

from participation import demo, thai
from participation.choices import StakeholderType
from participation.models import FiscalYear, MissionGroup, MissionTask, Office, User
from workgroups import services
from workgroups.choices import (
    OUTSIDE,
    CommitteeKind,
    CommitteeRole,
    DepartureReason,
    OrderKind,
)
from workgroups.forms import first_words, words_of_change
from workgroups.models import AppointmentOrder, Committee, CommitteeMember, Departure

#: In the earlier year this group had no working group yet.
LATE_GROUP = 3
#: In this group somebody was replaced during the later year.
REPLACED_IN = 2
#: How many tasks of a group no working group covers, from the end of its list.
UNCOVERED = {2: 1, 6: 1}
MONITORING = "คณะกรรมการติดตาม ตรวจสอบ และประเมินผลการดำเนินงานตามกลุ่มภารกิจ"

MEN = ("คำพัน", "ชัยวัฒน์", "ทองใบ", "ประเสริฐ", "วีระพล", "อนุชา", "อำนวย")
WOMEN = ("กมล", "จันทร์เพ็ญ", "ดวงพร", "มะลิวัลย์", "ยุพิน", "รัตนา", "อรทัย")
MONKS = ("ตัวอย่างธรรมคุณ", "สาธิตวรคุณ")
SURNAMES = ("ตัวอย่าง", "สาธิต")

ROLE, KIND = CommitteeRole, StakeholderType
#: Position, whom the person stands for, title, position or organisation.
SEATS = (
    (ROLE.ADVISER, KIND.COMMUNITY_LEADER, "นาย", "กำนันตำบลตัวอย่าง"),
    (ROLE.CHAIR, KIND.SCHOOL_DIRECTOR, "นาย", "โรงเรียนบ้านตัวอย่าง"),
    (ROLE.VICE_CHAIR, KIND.PARENT, "นาง", ""),
    (ROLE.MEMBER, KIND.SCHOOL_BOARD, "นาย", "โรงเรียนชุมชนสาธิต"),
    (ROLE.MEMBER, KIND.TEACHER, "นางสาว", "โรงเรียนบ้านตัวอย่าง"),
    (ROLE.MEMBER, KIND.LOCAL_GOVERNMENT, "ว่าที่ร้อยตรี", "องค์การบริหารส่วนตำบลสาธิต"),
    (ROLE.MEMBER, KIND.PRIVATE_ORGANISATION, "นาง", "ร้านเครื่องเขียนตัวอย่าง"),
    (ROLE.MEMBER, KIND.RELIGIOUS_INSTITUTION, "พระครู", "วัดสาธิต"),
    (ROLE.MEMBER_SECRETARY, KIND.ESAO_STAFF, "นางสาว", "เจ้าหน้าที่ผู้รับผิดชอบ"),
    (ROLE.MEMBER_ASSISTANT_SECRETARY, KIND.ESAO_STAFF, "นาย", "เจ้าพนักงานธุรการ"),
)
MONITORS = (
    (ROLE.CHAIR, KIND.EXPERT, "นาย", "ข้าราชการบำนาญ"),
    (ROLE.MEMBER, KIND.PARENT, "นาง", "เครือข่ายผู้ปกครองโรงเรียนสาธิต"),
    (ROLE.MEMBER, KIND.SCHOOL_BOARD, "นาย", "โรงเรียนชุมชนสาธิต"),
    (ROLE.MEMBER, KIND.LOCAL_GOVERNMENT, "นาย", "เทศบาลตำบลสาธิต"),
    (ROLE.MEMBER_SECRETARY, KIND.ESAO_STAFF, "นางสาว", "นักวิชาการตรวจสอบภายใน"),
)
GROUP_DUTIES = (
    "เสนอความเห็นต่อแผนและการดำเนินงานของกลุ่ม",
    "พิจารณาประเด็นจากความคิดเห็นของผู้มีส่วนได้ส่วนเสียและเสนอแนวทางปรับปรุง",
    "ติดตามผลการปรับปรุงและรายงานต่อคณะกรรมการบริหารสำนักงานเขตพื้นที่การศึกษา",
)
MONITORING_DUTIES = (
    "ติดตามและตรวจสอบการดำเนินงานตามกลุ่มภารกิจทั้ง 7 กลุ่ม",
    "ประเมินผล วิเคราะห์ และเสนอแนะแนวทางปรับปรุง",
    "ติดตามการดำเนินการตามข้อเสนอแนะจนแล้วเสร็จ",
)


def make() -> None:
    """Appoint through the services, as the appointments officer would; what stands is left."""
    last_year, this_year = demo.demo_years()
    for year_be in (last_year, this_year):
        year, _created = FiscalYear.objects.get_or_create(year_be=year_be)
        for group in MissionGroup.objects.in_force():
            if (group.number, year_be) != (LATE_GROUP, last_year):
                _appoint_working_group(group, year)
        _appoint_monitors(year)
    _replace_a_member(FiscalYear.objects.get(year_be=this_year))


def _appoint_working_group(group: MissionGroup, year: FiscalYear) -> None:
    committee, _created = Committee.objects.get_or_create(
        name=f"คณะทำงานส่งเสริมการมีส่วนร่วม {group.name_th}",
        defaults={"kind": CommitteeKind.WORKING_GROUP, "group": group},
    )
    committee.composition.get_or_create(whom=KIND.PARENT)
    officer = "responsible_officer" if group.number == 5 else f"officer_{group.number}"
    people = {ROLE.MEMBER_SECRETARY: demo.user(officer)}
    if group.number == 5:
        people[ROLE.MEMBER] = demo.user("member")
    tasks = list(group.tasks.order_by("position"))
    order = _order(committee, year, 100 + group.number, GROUP_DUTIES)
    order_tasks = tasks[: len(tasks) - UNCOVERED.get(group.number, 0)]
    _issue(order, _members(SEATS, people, seed=group.number), tasks=order_tasks)


def _appoint_monitors(year: FiscalYear) -> None:
    committee, _created = Committee.objects.get_or_create(
        name=MONITORING, defaults={"kind": CommitteeKind.MONITORING}
    )
    committee.composition.get_or_create(whom=OUTSIDE, defaults={"at_least": 3})
    members = _members(MONITORS, {ROLE.MEMBER: demo.user("monitor")}, seed=8)
    _issue(_order(committee, year, 120, MONITORING_DUTIES), members)


def _replace_a_member(year: FiscalYear) -> None:
    """During this year the vice chair of one working group moved away, and another follows."""
    order = AppointmentOrder.objects.appointing().get(
        committee__group__number=REPLACED_IN, year=year
    )
    if order.changes.exists():
        return
    signed_on = min(order.term_start + dt.timedelta(days=30), thai.today())
    leaves = order.members.get(position=ROLE.VICE_CHAIR)
    change = AppointmentOrder(
        kind=OrderKind.AMEND,
        amends=order,
        committee=order.committee,
        year=year,
        **words_of_change(order, OrderKind.AMEND)
        | {
            "order_number": 131,
            "number_year_be": thai.calendar_year_be(signed_on),
            "term_start": signed_on,
            "term_end": order.term_end,
            "signed_on": signed_on,
        },
    )
    newcomer = CommitteeMember(
        title="นาง",
        name="ดวงพร สาธิต",
        stakeholder_type=KIND.PARENT,
        position=leaves.position,
        in_place_of=leaves,
    )
    officer = demo.user("appointments_officer")
    leaving = [Departure(member=leaves, reason=DepartureReason.MOVED)]
    services.draft_order(change, by=officer, members=[newcomer], departures=leaving)
    services.issue_order(change, by=officer)


def _order(
    committee: Committee, year: FiscalYear, number: int, duties: tuple[str, ...]
) -> AppointmentOrder:
    first, last = year.span
    signed_on = min(first + dt.timedelta(days=4), thai.today())
    words = first_words(committee, year) | {
        "order_number": number,
        "number_year_be": thai.calendar_year_be(signed_on),
        "duties": "\n".join(duties),
        "term_start": signed_on,
        "term_end": last,
        "signed_on": signed_on,
        "signatory": demo.user("executive").full_name,
        "signatory_position": Office.objects.get().director_position,
    }
    return AppointmentOrder(committee=committee, **words)


def _issue(
    order: AppointmentOrder, members: list[CommitteeMember], *, tasks: Sequence[MissionTask] = ()
) -> None:
    stands = AppointmentOrder.objects.appointing().filter(
        committee=order.committee, year=order.year
    )
    if stands.exists():
        return
    officer = demo.user("appointments_officer")
    services.draft_order(order, by=officer, members=members, tasks=tasks)
    services.issue_order(order, by=officer)


def _members(
    seats: tuple[tuple[CommitteeRole, StakeholderType, str, str], ...],
    accounts: dict[CommitteeRole, User],
    *,
    seed: int,
) -> list[CommitteeMember]:
    """Invented people; the first seat of a position with an account goes to that person."""
    waiting = dict(accounts)
    members = []
    for place, (position, kind, title, organisation) in enumerate(seats):
        account = waiting.pop(position, None)
        named = _named(account) if account else (title, _name(title, seed + place))
        members.append(
            CommitteeMember(
                title=named[0],
                name=named[1],
                stakeholder_type=kind,
                organisation=organisation,
                position=position,
                account=account,
            )
        )
    return members


def _name(title: str, number: int) -> str:
    if title == "พระครู":
        return MONKS[number % 2]
    names = WOMEN if title.startswith("นาง") else MEN
    return f"{names[number % 7]} {SURNAMES[number % 2]}"


def _named(account: User) -> tuple[str, str]:
    """Title and name of an account of the demonstration."""
    for title in ("นางสาว", "นาง", "นาย"):
        if account.full_name.startswith(title):
            return title, account.full_name.removeprefix(title)
    return "", account.full_name
