"""Everything an annual report is made from, read once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feedback import figures as feedback
from feedback.figures import OpinionFigures, Timeliness
from participation import thai
from participation.choices import Sector, StakeholderType
from participation.disclosure import Kind, PeopleTables
from participation.models import (
    Announcement,
    MissionGroup,
    MissionTask,
    Office,
    ResponsibleOfficer,
)
from workgroups import figures as workgroups
from workgroups.choices import GROUP_KINDS
from workgroups.figures import OrderFigures

#: How many opinions of each group are quoted.
QUOTED = 3


@dataclass(frozen=True)
class Records:
    """Everything read for one report, each thing once."""

    year_be: int
    as_of: dt.date
    office: Office
    announcement: Announcement
    groups: tuple[MissionGroup, ...]
    now: OpinionFigures
    before: OpinionFigures
    people: PeopleTables
    orders: tuple[OrderFigures, ...]
    improvements: tuple[feedback.ImprovementFigures, ...]
    #: How many opinions these answer together.
    opinions_improved: int
    quotations: tuple[feedback.Quotation, ...]
    cases: Mapping[str, int]
    reviews: tuple[feedback.ReviewFigures, ...]
    reviews_before: tuple[feedback.ReviewFigures, ...]
    #: Groups with a responsible officer this year.
    with_officer: frozenset[int]

    @property
    def has_before(self) -> bool:
        """Whether there is a year before to stand beside this one."""
        return bool(self.before.timeliness)

    @property
    def tasks(self) -> list[MissionTask]:
        return [task for group in self.groups for task in group.tasks.all()]

    @property
    def covered(self) -> frozenset[int]:
        """Tasks somebody was appointed for."""
        return frozenset().union(*(order.tasks for order in self.orders if order.group))

    def committees(self, group: MissionGroup | None = None) -> list[OrderFigures]:
        """The latest order of each body of the group, or of all groups."""
        mine = [
            order
            for order in self.orders
            if order.kind in GROUP_KINDS and (group is None or order.group == group.pk)
        ]
        return list({order.committee: order for order in mine}.values())

    def time(self, figures: OpinionFigures) -> Timeliness:
        """How the opinions of all groups together were dealt with."""
        every = figures.timeliness.values()
        return Timeliness(
            received=sum(one.received for one in every),
            answered=sum(one.answered for one in every),
            in_time=sum(one.in_time for one in every),
            overdue=sum(one.overdue for one in every),
        )


def gather(year_be: int, as_of: dt.date) -> Records:
    announcement = _announcement_of(year_be)
    groups = tuple(announcement.groups.prefetch_related("tasks").order_by("number"))
    now = feedback.opinion_figures(year_be, as_of=as_of)
    before = feedback.opinion_figures(year_be - 1, as_of=as_of)
    return Records(
        year_be=year_be,
        as_of=as_of,
        office=Office.objects.get(),
        announcement=announcement,
        groups=groups,
        now=now,
        before=before,
        people=_people(now, before, groups, as_of),
        orders=tuple(workgroups.orders_in_force(year_be)),
        improvements=tuple(feedback.improvement_figures(year_be)),
        opinions_improved=feedback.opinions_improved(year_be),
        quotations=tuple(feedback.quotations(year_be, each=QUOTED)),
        cases=feedback.case_figures(year_be),
        reviews=tuple(feedback.review_figures(year_be)),
        reviews_before=tuple(feedback.review_figures(year_be - 1)),
        with_officer=_groups_with_officer(year_be, groups),
    )


def _announcement_of(year_be: int) -> Announcement:
    """The announcement in force when the year ended; of years before any, the first there was."""
    _first, last = thai.fiscal_year_span(year_be)
    announced = Announcement.objects.prefetch_related("steps").order_by("announced_on", "pk")
    return announced.filter(announced_on__lte=last).last() or announced[0]


def _people(
    now: OpinionFigures, before: OpinionFigures, groups: Iterable[MissionGroup], as_of: dt.date
) -> PeopleTables:
    """Senders by type and by sector, of each group and of all, guarded together."""
    cells, cells_before = (
        {(str(group), kind): n for (group, kind), n in figures.by_stakeholder.items()}
        for figures in (now, before)
    )
    return PeopleTables.of(
        (cells, cells_before) if cells_before else (cells,),
        parts={
            *(str(group.pk) for group in groups),
            *(part for part, _kind in {*cells, *cells_before}),
        },
        kinds=[Kind(one.value, str(one.label), one.sector.value) for one in StakeholderType],
        headings={one.value: str(one.label) for one in Sector},
        as_of=as_of,
    )


def _groups_with_officer(year_be: int, groups: Iterable[MissionGroup]) -> frozenset[int]:
    """Groups somebody is named for, or whose unit somebody is named for as a whole."""
    officers = ResponsibleOfficer.objects.filter(year=year_be)
    named = list(officers.order_by().values_list("unit_id", "group_id").distinct())
    by_name = {group for _unit, group in named}
    by_unit = {unit for unit, group in named if group is None}
    return frozenset(
        group.pk for group in groups if group.pk in by_name or group.unit_id in by_unit
    )
