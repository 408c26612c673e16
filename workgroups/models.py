"""Committees, the orders that appoint them and the members the orders name."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participation import text
from participation.choices import StakeholderType
from participation.models import FiscalYear, MissionGroup, MissionTask, PublishedFile
from participation.models.shown import word_of
from workgroups.choices import (
    COMMITTEE_TITLES,
    GROUP_KINDS,
    SINGLE_SEATS,
    WORKING_GROUP_TITLES,
    CommitteeKind,
    CommitteeRole,
    OrderState,
    SigningCapacity,
)
from workgroups.querysets import (
    AppointmentOrderQuerySet,
    CommitteeMemberQuerySet,
    CommitteeQuerySet,
)

#: Years that a number can be of; outside lie typing errors and years of the common era.
BUDDHIST_YEARS = (2540, 2700)


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

    def position_title(self, position: str) -> str | Promise:
        """The word for a position here: กรรมการ in a committee, คณะทำงาน in a working group."""
        titles = (
            WORKING_GROUP_TITLES if self.kind == CommitteeKind.WORKING_GROUP else COMMITTEE_TITLES
        )
        return titles[CommitteeRole(position)]


class AppointmentOrder(models.Model):
    """คำสั่งแต่งตั้ง. A draft is edited; an issued one is frozen and is what rights follow from.

    Numbers run by calendar year and are given by the registry; terms run by fiscal year.
    """

    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="orders",
        verbose_name=_("committee or working group"),
    )
    year = models.ForeignKey(FiscalYear, models.PROTECT, verbose_name=_("for the fiscal year"))
    order_number = models.PositiveIntegerField(_("order number"), null=True, blank=True)
    number_year_be = models.PositiveSmallIntegerField(_("calendar year of the number"))
    subject = models.CharField(_("subject"), max_length=300)
    reason = models.TextField(_("reason and power relied on"))
    tasks = models.ManyToManyField(
        MissionTask, blank=True, related_name="orders", verbose_name=_("tasks it covers")
    )
    duties = models.TextField(_("duties and powers"), help_text=_("One on each line."))
    term_start = models.DateField(_("term from"))
    term_end = models.DateField(_("term until"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signatory = models.CharField(_("signed by"), max_length=200)
    signatory_position = models.CharField(_("position of the signatory"), max_length=200)
    signing_capacity = models.CharField(
        _("signed as"), max_length=20, choices=SigningCapacity.choices, default=SigningCapacity.OWN
    )
    state = models.CharField(
        _("state"), max_length=10, choices=OrderState.choices, default=OrderState.DRAFT
    )
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    document = models.ForeignKey(
        PublishedFile, models.PROTECT, null=True, blank=True, verbose_name=_("document")
    )

    objects = AppointmentOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment order")
        verbose_name_plural = _("appointment orders")
        ordering = ["-term_start", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order_number", "number_year_be"],
                name="order_number_is_unique_in_its_year",
                violation_error_message=_(
                    "This order number is already used in that year. Ask the registry for the "
                    "right one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(term_end__gte=F("term_start")),
                name="order_term_ends_after_it_starts",
                violation_error_message=_("The term ends before it starts. Check both dates."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=OrderState.ISSUED,
                    order_number__isnull=False,
                    signed_on__isnull=False,
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                    document__isnull=False,
                )
                | Q(
                    state=OrderState.DRAFT,
                    issued_at__isnull=True,
                    issued_by__isnull=True,
                    document__isnull=True,
                ),
                name="order_issued_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(order_number__isnull=True) | Q(order_number__gte=1),
                name="order_number_counts_from_one",
                violation_error_message=_("Order numbers begin with 1."),
            ),
            models.CheckConstraint(
                condition=Q(number_year_be__range=BUDDHIST_YEARS),
                name="order_number_year_is_buddhist",
            ),
            models.CheckConstraint(
                condition=Q(signing_capacity__in=SigningCapacity.values),
                name="order_signing_capacity_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_label} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("admin:workgroups_appointmentorder_change", args=[self.pk])

    @property
    def number_label(self) -> str:
        """214/2569; a draft without a number leaves the place empty."""
        return f"{self.order_number or '…'}/{self.number_year_be}"

    @property
    def is_draft(self) -> bool:
        return self.state == OrderState.DRAFT

    @property
    def term(self) -> tuple[dt.date, dt.date]:
        """Its first and its last day."""
        return self.term_start, self.term_end


class CommitteeMember(models.Model):
    """A person named in an order: as printed there, and the account that may act for the term."""

    order = models.ForeignKey(
        AppointmentOrder,
        models.CASCADE,
        related_name="members",
        verbose_name=_("appointment order"),
    )
    sequence = models.PositiveSmallIntegerField(_("order of names"), default=0)
    title = models.CharField(
        _("title before the name"),
        max_length=60,
        blank=True,
        help_text=_("Such as นาย นาง นางสาว ดร. ว่าที่ร้อยตรี พระครู"),
    )
    name = models.CharField(_("given name and surname"), max_length=200)
    #: `name` folded, so that one person cannot be named twice in an order under two spellings.
    name_key = models.CharField(max_length=200, editable=False)
    stakeholder_type = models.CharField(
        _("stands for"), max_length=30, choices=StakeholderType.choices
    )
    organisation = models.CharField(_("position or organisation"), max_length=200, blank=True)
    position = models.CharField(
        _("position in the body"),
        max_length=30,
        choices=CommitteeRole.choices,
        default=CommitteeRole.MEMBER,
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("account"),
    )

    objects = CommitteeMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["order", "sequence", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "name_key"],
                name="member_is_named_once",
                violation_error_message=_(
                    "This person is already named in the order. Remove one of the two lines."
                ),
            ),
            models.UniqueConstraint(
                fields=["order", "account"],
                name="member_account_is_named_once",
                violation_error_message=_(
                    "This account is already named in the order. Remove one of the two lines."
                ),
            ),
            models.UniqueConstraint(
                fields=["order", "position"],
                condition=Q(position__in=SINGLE_SEATS),
                name="single_seat_is_held_once",
                violation_error_message=_(
                    "There can be only one chair and one secretary. Choose another position for "
                    "one of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(stakeholder_type__in=StakeholderType.values),
                name="member_stakeholder_type_is_known",
            ),
            models.CheckConstraint(
                condition=Q(position__in=CommitteeRole.values), name="member_position_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.printed_name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Keep the folded name beside the name before the constraints look at it."""
        super().clean_fields(exclude)
        self.name_key = text.fold(self.name)

    @property
    def printed_name(self) -> str:
        """Title glued to the name, as official documents print it."""
        return f"{self.title}{self.name}"

    get_stakeholder_type_display = word_of("stakeholder_type", StakeholderType)

    @property
    def position_title(self) -> str | Promise:
        return self.order.committee.position_title(self.position)

    @property
    def is_external(self) -> bool:
        return StakeholderType(self.stakeholder_type).is_external
