"""The people an order names, those it lets go, and the days each of them holds a seat."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participation import text
from participation.choices import StakeholderType
from participation.models.shown import word_of
from workgroups.choices import SINGLE_SEATS, CommitteeRole, DepartureReason
from workgroups.models.committees import Committee
from workgroups.models.orders import AppointmentOrder
from workgroups.querysets import CommitteeMemberQuerySet, SeatHoldingQuerySet


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
    #: Whose seat the person takes over, in an order that changes another.
    in_place_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("in place of"),
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
            models.UniqueConstraint(
                fields=["order", "in_place_of"],
                name="member_is_followed_once",
                violation_error_message=_(
                    "Two people cannot take over one seat. Choose another for one of them."
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


class Departure(models.Model):
    """Somebody an order lets go, and why, as the paper says it."""

    order = models.ForeignKey(
        AppointmentOrder,
        models.CASCADE,
        related_name="departures",
        verbose_name=_("appointment order"),
    )
    member = models.ForeignKey(
        CommitteeMember, models.PROTECT, related_name="departures", verbose_name=_("who leaves")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=DepartureReason.choices)

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        ordering = ["order", "member__sequence", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "member"],
                name="departure_is_named_once",
                violation_error_message=_(
                    "This person is already leaving by this order. Remove one of the two lines."
                ),
            ),
            models.CheckConstraint(
                condition=Q(reason__in=DepartureReason.values), name="departure_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)


class SeatHolding(models.Model):
    """การดำรงตำแหน่ง: the days from which to which a member holds a seat, as the orders say.

    Written when an order is issued; afterwards it can only be shortened, by a later order. Rights
    follow from it. One that is free from its first day was ended before it began.
    """

    member = models.OneToOneField(CommitteeMember, models.PROTECT, related_name="holding")
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="holdings")
    #: Which chair at the table: of those for one person the position, of any other a number.
    seat = models.CharField(max_length=40)
    #: Where the seat is read in the roster of its appointment.
    place = models.PositiveSmallIntegerField()
    #: The order that made the body for this term; the member may be named by one that changed it.
    appointment = models.ForeignKey(AppointmentOrder, models.PROTECT, related_name="holdings")
    first_day = models.DateField()
    #: The day after the last.
    free_from = models.DateField()
    #: The order that ended it before the term was over.
    ended_by = models.ForeignKey(
        AppointmentOrder, models.PROTECT, null=True, blank=True, related_name="ended"
    )

    objects = SeatHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat held")
        verbose_name_plural = _("seats held")
        ordering = ["appointment", "place", "first_day", "id"]
        indexes = [
            models.Index(
                fields=["committee", "first_day", "free_from"], name="seat_by_body_and_day"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(free_from__gte=F("first_day")), name="seat_is_held_from_day_to_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.first_day} – {self.last_day}"

    def is_held_on(self, day: dt.date) -> bool:
        return self.first_day <= day < self.free_from

    @property
    def last_day(self) -> dt.date:
        return self.free_from - dt.timedelta(days=1)
