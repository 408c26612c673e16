"""Committees and working groups."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participation.choices import StakeholderType
from participation.models import MissionGroup
from workgroups.choices import (
    COMMITTEE_TITLES,
    GROUP_KINDS,
    OUTSIDE,
    WHOM,
    WORKING_GROUP_TITLES,
    CommitteeKind,
    CommitteeRole,
)
from workgroups.querysets import CommitteeQuerySet


class Committee(models.Model):
    """A body of the office; its orders say who sits in it, and the first issued freezes it."""

    kind = models.CharField(_("kind of body"), max_length=20, choices=CommitteeKind.choices)
    group = models.ForeignKey(
        MissionGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="committees",
        verbose_name=_("mission group"),
    )
    name = models.CharField(_("name"), max_length=300)

    #: What `with_seats_on` and `with_last_day` read of the seats held: when the last is free again.
    free_from: dt.date | None

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee or working group")
        verbose_name_plural = _("committees and working groups")
        ordering = ["group__number", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=GROUP_KINDS, group__isnull=False)
                | (~Q(kind__in=GROUP_KINDS) & Q(group__isnull=True)),
                name="committee_has_a_group_when_it_works_for_one",
                violation_error_message=_(
                    "A committee or working group belongs to one mission group; the other "
                    "bodies to none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CommitteeKind.values), name="committee_kind_is_known"
            ),
            models.UniqueConstraint(fields=["name"], name="committee_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workgroups:committee", args=[self.pk])

    @property
    def last_day(self) -> dt.date | None:
        """Of those whose seats were read; None when there are none."""
        return self.free_from and self.free_from - dt.timedelta(days=1)

    def position_title(self, position: str) -> str | Promise:
        """The word for a position here: กรรมการ in a committee, คณะทำงาน in a working group."""
        titles = (
            WORKING_GROUP_TITLES if self.kind == CommitteeKind.WORKING_GROUP else COMMITTEE_TITLES
        )
        return titles[CommitteeRole(position)]


class CompositionRule(models.Model):
    """Of whom a body must have how many; asked before an order is issued."""

    committee = models.ForeignKey(
        Committee, models.CASCADE, related_name="composition", verbose_name=_("body")
    )
    at_least = models.PositiveSmallIntegerField(_("at least"), default=1)
    whom = models.CharField(_("stands for"), max_length=40, choices=WHOM)
    #: Of those who may be chair one rule is enough; of the others each must hold.
    of_chair = models.BooleanField(_("the chair"), default=False)

    class Meta:
        verbose_name = _("rule of composition")
        verbose_name_plural = _("composition")
        ordering = ["committee", "of_chair", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "whom", "of_chair"],
                name="composition_says_once",
                violation_error_message=_("This is said twice. Take one of the lines out."),
            ),
            models.CheckConstraint(
                condition=Q(at_least__range=(1, 50)),
                name="composition_asks_for_some",
                violation_error_message=_("Ask for 1 to 50 people."),
            ),
            models.CheckConstraint(
                condition=Q(whom__in=[whom for whom, _word in WHOM]),
                name="composition_whom_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at_least} {self.get_whom_display()}"

    def counts(self, stakeholder_type: str) -> bool:
        """Whether somebody who stands for these is one of those asked for."""
        kind = StakeholderType(stakeholder_type)
        if self.whom == OUTSIDE:
            return kind.is_external
        return self.whom in {kind, f"sector:{kind.sector}"}
