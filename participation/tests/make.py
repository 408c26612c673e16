"""Makers of rows for tests."""

import datetime as dt
from itertools import count
from typing import Any

from participation import announcement, thai
from participation.choices import Role
from participation.models import (
    District,
    FiscalYear,
    MissionGroup,
    OrganisationUnit,
    ResponsibleOfficer,
    RoleGrant,
    School,
    UnitHead,
    User,
)

numbers = count(1)


def make_office() -> None:
    """The office with its announcement, seven groups, 39 tasks and ten units."""
    announcement.load()


def group(number: int) -> MissionGroup:
    """A group of the loaded announcement."""
    return MissionGroup.objects.in_force().get(number=number)


def make_year(year_be: int | None = None, **fields: Any) -> FiscalYear:
    year_be = year_be or thai.fiscal_year_be(thai.today())
    return FiscalYear.objects.get_or_create(year_be=year_be, defaults=fields)[0]


def make_school(*, district: District | None = None, is_open: bool = True) -> School:
    number = next(numbers)
    district = district or District.objects.create(name_th=f"อำเภอที่ {number}", position=number)
    return School.objects.create(
        district=district, name_th=f"โรงเรียนบ้านตัวอย่าง {number}", is_open=is_open
    )


def make_user(*roles: Role, **fields: Any) -> User:
    """An account with these roles."""
    fields.setdefault("email", f"person{next(numbers)}@example.org")
    user = User.objects.create_user(password="correct horse", **fields)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role)
    return user


def make_responsible_officer(
    group: MissionGroup, *, user: User | None = None, started_on: dt.date | None = None
) -> User:
    """An account named today as responsible officer of the group."""
    today = thai.today()
    user = user or make_user()
    ResponsibleOfficer.objects.create(
        user=user,
        unit=group.unit,
        group=group,
        year=make_year(),
        started_on=started_on or today,
    )
    return user


def make_head(unit: OrganisationUnit, *, user: User | None = None) -> User:
    """An account that heads the unit today."""
    user = user or make_user()
    UnitHead.objects.create(user=user, unit=unit, started_on=thai.today())
    return user
