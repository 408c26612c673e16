"""Whom work waits for: who answers for a group or a unit today, and what waits for a person.

A duty waits for a place; who stands there is asked when it is read. So work follows the officers
when their year or their term ends, and nothing has to be moved.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from participation import thai
from participation.choices import Role
from participation.models import (
    Duty,
    MissionGroup,
    OrganisationUnit,
    ResponsibleOfficer,
    RoleGrant,
    UnitHead,
    User,
)
from participation.querysets import DutyQuerySet, MissionGroupQuerySet

Place = MissionGroup | OrganisationUnit


def answerers(place: Place, *, on: dt.date) -> QuerySet[User]:
    """The officers of a group; if none, those of its unit as a whole; if none, the unit's head."""
    unit = place.unit_id if isinstance(place, MissionGroup) else place.pk
    whole = ResponsibleOfficer.objects.on(on).filter(unit=unit, group=None)
    steps = [whole.values("user"), UnitHead.objects.on(on).filter(unit=unit).values("user")]
    if isinstance(place, MissionGroup):
        steps.insert(0, ResponsibleOfficer.objects.on(on).filter(group=place).values("user"))
    found: QuerySet[User] = User.objects.none()
    for step in steps:
        found = User.objects.filter(pk__in=step).order_by("pk")
        if found.exists():
            break
    return found


def may_answer(place: Place, *, on: dt.date) -> QuerySet[User]:
    """All who may answer for a group or a unit: its officers, those of the unit, the unit's head.

    Work waits for the first of these alone (see `answerers`), and each may take it on.
    """
    unit = place.unit_id if isinstance(place, MissionGroup) else place.pk
    officers = ResponsibleOfficer.objects.on(on)
    named = officers.filter(unit=unit, group=None)
    if isinstance(place, MissionGroup):
        named |= officers.filter(group=place)
    heads = UnitHead.objects.on(on).filter(unit=unit)
    named_or_head = Q(pk__in=named.values("user")) | Q(pk__in=heads.values("user"))
    return User.objects.filter(named_or_head).order_by("full_name", "pk")


def heads(unit: OrganisationUnit, *, on: dt.date | None = None) -> QuerySet[User]:
    """Who heads the unit on that day, or today."""
    headed = UnitHead.objects.on(on or thai.today()).filter(unit=unit)
    return User.objects.filter(pk__in=headed.values("user")).order_by("pk")


def signers(unit: OrganisationUnit, *, on: dt.date | None = None) -> QuerySet[User]:
    """Who signs for the unit: its head; where there is none, the executives."""
    found = heads(unit, on=on)
    if found.exists():
        return found
    executives = RoleGrant.objects.filter(role=Role.EXECUTIVE).values("user")
    return User.objects.filter(pk__in=executives, is_active=True).order_by("pk")


def who_acts(duty: Duty, *, on: dt.date) -> list[User]:
    """The people a duty waits for by name or by place; none where the holders of a role see it."""
    if duty.owner:
        return [duty.owner]
    if duty.of_head and duty.unit:
        return list(signers(duty.unit, on=on))
    place = duty.group or duty.unit
    return [] if duty.role or place is None else list(answerers(place, on=on))


def who_names_answerers() -> list[User]:
    """The people to turn to where nobody answers: they name officers and heads."""
    administrators = User.objects.filter(is_active=True, role_grants__role=Role.ADMINISTRATOR)
    return list(administrators.order_by("pk"))


def waiting_for(user: User) -> DutyQuerySet:
    """What waits for `user`: by name, by role, or where the user answers today.

    Where nobody answers, the triage officer sees it.
    """
    groups, units = _places_of(user, on=thai.today())
    place = Q(group__in=groups) | Q(unit__in=units)
    at_a_place = Q(owner__isnull=True, role="", of_head=False) & place
    of_head = Q(of_head=True, unit__in=_units_signed_for(user, on=thai.today()))
    waits = Q(owner=user) | Q(role__in=user.roles) | at_a_place | of_head
    return Duty.objects.open().filter(waits).select_related("group", "unit")


def units_answered_by(user: User) -> QuerySet[OrganisationUnit]:
    """Units `user` heads today or is named for as a whole."""
    today = thai.today()
    whole = ResponsibleOfficer.objects.on(today).filter(user=user, group=None)
    heads = UnitHead.objects.on(today).filter(user=user)
    return OrganisationUnit.objects.filter(
        Q(pk__in=whole.values("unit")) | Q(pk__in=heads.values("unit"))
    )


def groups_answered_by(user: User) -> MissionGroupQuerySet:
    """Groups `user` is named for today, and those of the units above."""
    own = ResponsibleOfficer.objects.on(thai.today()).filter(user=user)
    units = units_answered_by(user)
    return MissionGroup.objects.filter(
        Q(pk__in=own.values("group")) | Q(unit__in=units.values("pk"))
    )


def groups_headed_by(user: User) -> MissionGroupQuerySet:
    """Groups of the units `user` heads today."""
    heads = UnitHead.objects.on(thai.today()).filter(user=user)
    return MissionGroup.objects.filter(unit__in=heads.values("unit"))


def _places_of(user: User, *, on: dt.date) -> tuple[list[int], list[int]]:
    """Ids of the groups and units whose duties wait for `user`; few, so an index finds the rows."""
    officers, heads = ResponsibleOfficer.objects.on(on), UnitHead.objects.on(on)
    whole = officers.filter(group=None)
    of_group = [
        officers.filter(group=OuterRef("pk")),
        whole.filter(unit=OuterRef("unit")),
        heads.filter(unit=OuterRef("unit")),
    ]
    of_unit = [whole.filter(unit=OuterRef("pk")), heads.filter(unit=OuterRef("pk"))]
    groups = MissionGroup.objects.filter(_waits_for(user, of_group))
    units = OrganisationUnit.objects.filter(_waits_for(user, of_unit))
    return [group.pk for group in groups.only("pk")], [unit.pk for unit in units.only("pk")]


def _units_signed_for(user: User, *, on: dt.date) -> list[int]:
    """Ids of the units `user` signs for (see `signers`)."""
    heads = UnitHead.objects.on(on).filter(unit=OuterRef("pk"))
    signs = Q(Exists(heads.filter(user=user)))
    if Role.EXECUTIVE in user.roles:
        signs |= ~Q(Exists(heads))
    return [unit.pk for unit in OrganisationUnit.objects.filter(signs).only("pk")]


def _waits_for(user: User, steps: Sequence[QuerySet[Any]]) -> Q:
    """Whether `user` stands on the first step anybody stands on (see `answerers`)."""
    waits, nobody_before = Q(pk__in=[]), Q()
    for step in steps:
        waits |= nobody_before & Q(Exists(step.filter(user=user)))
        nobody_before &= ~Q(Exists(step))
    return waits | nobody_before if Role.TRIAGE_OFFICER in user.roles else waits
