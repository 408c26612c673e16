"""Whom work waits for: who answers for a group or a unit today, and what waits for a person.

A duty waits for a place; who stands there is asked when it is read. So work follows the officers
when their year or their term ends, and nothing has to be moved.
"""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q, QuerySet

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


class AnsweredPlaces(NamedTuple):
    """Ids of the groups and the units somebody answers for."""

    groups: list[int]
    units: list[int]


class Stands(NamedTuple):
    """Where somebody stands on a day, in ids of groups and units."""

    answered: AnsweredPlaces
    #: Where duties wait for them: they stand on the first step on which anybody stands.
    groups_waiting: list[int]
    units_waiting: list[int]
    units_signing: list[int]


#: Users by the group or the unit they stand for.
Standing = defaultdict[int, set[int]]


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


def holders_of(*roles: Role) -> QuerySet[User]:
    """Who holds one of the roles today, and may sign in; what was withdrawn counts no more."""
    held = RoleGrant.objects.open().filter(role__in=roles)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def heads(unit: OrganisationUnit, *, on: dt.date | None = None) -> QuerySet[User]:
    """Who heads the unit on that day, or today."""
    headed = UnitHead.objects.on(on or thai.today()).filter(unit=unit)
    return User.objects.filter(pk__in=headed.values("user")).order_by("pk")


def signers(unit: OrganisationUnit, *, on: dt.date | None = None) -> QuerySet[User]:
    """Who signs for the unit: its head; where there is none, the executives."""
    found = heads(unit, on=on)
    if found.exists():
        return found
    return holders_of(Role.EXECUTIVE)


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
    return list(holders_of(Role.ADMINISTRATOR))


def waiting_for(user: User) -> DutyQuerySet:
    """What waits for `user`: by name, by role, or where the user answers today.

    Where nobody answers, the triage officer sees it.
    """
    stands = _stands(user)
    place = Q(group__in=stands.groups_waiting) | Q(unit__in=stands.units_waiting)
    at_a_place = Q(owner__isnull=True, role="", of_head=False) & place
    of_head = Q(of_head=True, unit__in=stands.units_signing)
    waits = Q(owner=user) | Q(role__in=user.roles) | at_a_place | of_head
    return Duty.objects.open().filter(waits).select_related("group", "unit")


def answered_places(user: User) -> AnsweredPlaces:
    """What `user` is named for today or heads, in ids."""
    return _stands(user).answered


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


def _stands(user: User) -> Stands:
    """Where `user` stands today; asked once a request, like roles, for each page asks it often."""
    today = thai.today()
    if today not in user.stands_on:
        user.stands_on[today] = _where_stands(user, on=today)
    return user.stands_on[today]


def _where_stands(user: User, *, on: dt.date) -> Stands:
    """Said in ids, so that an index finds what waits there; of so little all is read."""
    of_group, whole, headed = _who_stands_where(on)
    units_of = dict(MissionGroup.objects.order_by().values_list("pk", "unit_id"))
    units = list(OrganisationUnit.objects.order_by("pk").values_list("pk", flat=True))

    def waits(*steps: set[int]) -> bool:
        """Whether `user` stands on the first step anybody stands on (see `answerers`)."""
        for step in filter(None, steps):
            return user.pk in step
        return Role.TRIAGE_OFFICER in user.roles

    def signs(heads: set[int]) -> bool:
        return user.pk in heads if heads else Role.EXECUTIVE in user.roles

    own = {pk for pk in units if user.pk in whole[pk] | headed[pk]}
    return Stands(
        answered=AnsweredPlaces(
            sorted(pk for pk, unit in units_of.items() if unit in own or user.pk in of_group[pk]),
            sorted(own),
        ),
        groups_waiting=[
            pk for pk, unit in units_of.items() if waits(of_group[pk], whole[unit], headed[unit])
        ],
        units_waiting=[pk for pk in units if waits(whole[pk], headed[pk])],
        units_signing=[pk for pk in units if signs(headed[pk])],
    )


def _who_stands_where(on: dt.date) -> tuple[Standing, Standing, Standing]:
    """The officers of each group, those of each unit as a whole, and the heads of each unit."""
    of_group, whole, headed = (defaultdict[int, set[int]](set) for _step in range(3))
    named = ResponsibleOfficer.objects.on(on).values_list("group_id", "unit_id", "user_id")
    for group, unit, user in named:
        (whole[unit] if group is None else of_group[group]).add(user)
    for unit, user in UnitHead.objects.on(on).values_list("unit_id", "user_id"):
        headed[unit].add(user)
    return of_group, whole, headed
