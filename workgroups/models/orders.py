"""The orders that appoint, amend and revoke."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participation import thai
from participation.models import FiscalYear, MissionTask, PublishedFile
from workgroups.choices import OrderKind, OrderState, SigningCapacity
from workgroups.models.committees import Committee
from workgroups.querysets import AppointmentOrderQuerySet

#: Years that a number can be of; outside lie typing errors and years of the common era.
BUDDHIST_YEARS = (2540, 2700)


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
    kind = models.CharField(
        _("what it does"), max_length=10, choices=OrderKind.choices, default=OrderKind.APPOINT
    )
    #: The appointing order that this one changes or revokes; never one that itself changes another.
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("order it changes"),
    )
    year = models.ForeignKey(FiscalYear, models.PROTECT, verbose_name=_("for the fiscal year"))
    order_number = models.PositiveIntegerField(_("order number"), null=True, blank=True)
    number_year_be = models.PositiveSmallIntegerField(_("calendar year of the number"))
    subject = models.CharField(_("subject"), max_length=300)
    reason = models.TextField(_("reason and power relied on"))
    tasks = models.ManyToManyField(
        MissionTask, blank=True, related_name="orders", verbose_name=_("tasks it covers")
    )
    duties = models.TextField(_("duties and powers"), blank=True, help_text=_("One on each line."))
    #: Of one that changes or revokes: the day from which it does, and the last of what it changes.
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

    #: Set by `with_end`.
    revoked_from: dt.date | None

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
                condition=Q(kind=OrderKind.APPOINT, amends__isnull=True)
                | Q(kind__in=[OrderKind.AMEND, OrderKind.REVOKE], amends__isnull=False),
                name="order_that_changes_names_which",
            ),
            models.UniqueConstraint(
                fields=["amends"],
                condition=Q(kind=OrderKind.REVOKE, state=OrderState.ISSUED),
                name="order_is_revoked_once",
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
    def public_document(self) -> PublishedFile | None:
        """What the public opens: the scan with the signature, until there is one our own paper."""
        signed: SignedPaper | None = getattr(self, "signed", None)
        return signed.document if signed else self.document

    @property
    def appoints(self) -> bool:
        """Whether it makes a body anew, rather than change or end what an earlier one made."""
        return self.kind == OrderKind.APPOINT

    @property
    def has_ended(self) -> bool:
        """Whether nothing is left to change: the term is over, or another order revoked it."""
        is_revoked = self.changes.issued().filter(kind=OrderKind.REVOKE).exists()
        return is_revoked or self.term_end < thai.today()

    @property
    def term(self) -> tuple[dt.date, dt.date]:
        """Its first and its last day."""
        return self.term_start, self.term_end


class SignedPaper(models.Model):
    """The scan of an issued order as it was signed. Sent again, it is the next version."""

    order = models.OneToOneField(AppointmentOrder, models.PROTECT, related_name="signed")
    document = models.OneToOneField(PublishedFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signed paper")
        verbose_name_plural = _("signed papers")

    def __str__(self) -> str:
        return str(self.document)
