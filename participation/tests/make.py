"""Makers of rows for tests."""

import copy
import datetime as dt
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from participation import announcement, thai
from participation.choices import Role
from participation.models import (
    Announcement,
    AnnouncementPart,
    District,
    FiscalYear,
    MissionGroup,
    MissionTask,
    Office,
    OrganisationUnit,
    ParticipationMethod,
    ProcessStep,
    ResponsibleOfficer,
    RoleGrant,
    School,
    UnitHead,
    User,
)

numbers = count(1)

#: What `announcement.load` writes, each before what points at it.
LOADED: tuple[type[Model], ...] = (
    Office, OrganisationUnit, Announcement, AnnouncementPart, ProcessStep, ParticipationMethod,
    MissionGroup, MissionTask,
)  # fmt: skip
#: Its rows as the first load of this process into a database has written them, by its name.
_rows: dict[str, list[list[Model]]] = {}


def make_office() -> None:
    """The office with its announcement, seven groups, 39 tasks and ten units.

    Loaded once; every later test gets the same rows with the same keys in a statement a table.
    """
    database = str(connection.settings_dict["NAME"])
    if any(model._default_manager.exists() for model in (Office, OrganisationUnit, Announcement)):
        announcement.load()
    elif database in _rows:
        for rows in _rows[database]:
            type(rows[0])._default_manager.bulk_create(map(copy.copy, rows))
        _count_on_from_there()
    else:
        announcement.load()
        _rows[database] = [list(model._default_manager.all()) for model in LOADED]


def _count_on_from_there() -> None:
    """The database's own numbers go on behind the rows, whatever has set them back meanwhile."""
    if statements := connection.ops.sequence_reset_sql(no_style(), LOADED):
        with connection.cursor() as cursor:
            cursor.execute("".join(statements))


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
