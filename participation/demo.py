"""The invented people of the demonstration, an account for each role that has work in the portal.

Every name carries the word ตัวอย่าง (example) or สาธิต (demonstration) and every address ends in
`.example`, so that nobody can be mistaken for a real person.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from allauth.account.models import EmailAddress

from participation import thai
from participation.choices import Role
from participation.models import (
    FiscalYear,
    MissionGroup,
    OrganisationUnit,
    ResponsibleOfficer,
    RoleGrant,
    UnitHead,
    User,
)
from participation.places import import_schools

#: One password for all; the accounts exist only where DEMO_ALLOWED says so, never in service.
PASSWORD = "demo-portal-2569"  # noqa: S105 (printed for everyone who tries the portal)


@dataclass(frozen=True)
class Account:
    key: str
    name: str
    may: str
    role: Role | None = None

    @property
    def email(self) -> str:
        return f"{self.key.replace('_', '-')}@demo.example"


#: What `make run` prints, in the order of the portal's thread.
ACCOUNTS = (
    Account("stakeholder", "นางมานี ตัวอย่าง", "ผู้มีส่วนได้ส่วนเสีย: ส่งความคิดเห็นและติดตามเรื่อง"),
    Account(
        "triage_officer", "นางสาวสุดา สาธิต", "คัดแยก เผยแพร่ และนำเข้าความคิดเห็น", Role.TRIAGE_OFFICER
    ),
    Account("responsible_officer", "นางสาววิภา สาธิต", "ตอบความคิดเห็นและบันทึกการปรับปรุงของกลุ่มที่ 5"),
    Account("head_of_group", "นายธนา สาธิต", "ผู้อำนวยการกลุ่มที่ 5"),
    Account(
        "appointments_officer",
        "นางอรุณี สาธิต",
        "ร่างและออกคำสั่งแต่งตั้งในระบบจัดการข้อมูล",
        Role.APPOINTMENTS_OFFICER,
    ),
    Account("member", "นายปิติ ตัวอย่าง", "คณะทำงานของกลุ่มที่ 5 ตามคำสั่งแต่งตั้ง"),
    Account("monitor", "นางชูใจ ตัวอย่าง", "กรรมการติดตามฯ: เขียนผลการติดตาม"),
    Account("executive", "นายวีระ สาธิต", "ผู้บริหาร: สั่งทำและดาวน์โหลดรายงานประจำปี", Role.EXECUTIVE),
    Account("legal_officer", "นายประสิทธิ์ สาธิต", "นิติกร: อ่านและดูแลเรื่องร้องเรียน", Role.LEGAL_OFFICER),
    Account("auditor", "นางสาวดวงใจ สาธิต", "ผู้ตรวจสอบภายใน: อ่านบันทึกการใช้งานระบบ", Role.AUDITOR),
    Account("administrator", "นายสมคิด สาธิต", "ผู้ดูแลระบบ: บัญชีผู้ใช้และข้อมูลอ้างอิง", Role.ADMINISTRATOR),
)


def demo_years() -> tuple[int, int]:
    """Last fiscal year and this one."""
    year = thai.fiscal_year_be(thai.today())
    return year - 1, year


def user(key: str) -> User:
    """The demonstration's account of that key, such as "executive" or "officer_3"."""
    return User.objects.get(email=f"{key.replace('_', '-')}@demo.example")


def make() -> None:
    """Accounts, roles, an officer for each group in both years, heads of units, schools."""
    import_schools((Path(__file__).parent / "data" / "demo_schools.csv").read_bytes())
    for account in ACCOUNTS:
        person = _account(account.key, account.name)
        if account.role:
            RoleGrant.objects.get_or_create(user=person, role=account.role, withdrawn_at=None)
    years = [FiscalYear.objects.get_or_create(year_be=year)[0] for year in demo_years()]
    for group in MissionGroup.objects.in_force():
        officer = _officer_of(group)
        for year in years:
            _name_officer(officer, group.unit, group, year)
    unsorted = OrganisationUnit.objects.get(code="general-affairs")
    for year in years:
        _name_officer(user("triage_officer"), unsorted, None, year)


def _officer_of(group: MissionGroup) -> User:
    if group.number == 5:
        head, officer = user("head_of_group"), user("responsible_officer")
    else:
        head = _account(f"head_{group.number}", f"นายผู้อำนวยการกลุ่มที่ {group.number} สาธิต")
        officer = _account(f"officer_{group.number}", f"นางสาวเจ้าหน้าที่กลุ่มที่ {group.number} สาธิต")
    started_on = thai.fiscal_year_span(demo_years()[0])[0]
    UnitHead.objects.get_or_create(user=head, unit=group.unit, defaults={"started_on": started_on})
    return officer


def _name_officer(
    officer: User, unit: OrganisationUnit, group: MissionGroup | None, year: FiscalYear
) -> None:
    first, last = year.span
    ResponsibleOfficer.objects.get_or_create(
        user=officer,
        unit=unit,
        group=group,
        year=year,
        defaults={"started_on": first, "ended_on": last},
    )


def _account(key: str, name: str) -> User:
    email = f"{key.replace('_', '-')}@demo.example"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, PASSWORD, full_name=name)
    EmailAddress.objects.get_or_create(
        user=person, email=email, defaults={"verified": True, "primary": True}
    )
    return person


def day_in(year_be: int, fraction: float) -> dt.date:
    """A day of the fiscal year, that far into what has passed of it by today."""
    first, last = thai.fiscal_year_span(year_be)
    last = min(last, thai.today())
    return first + (last - first) * fraction
