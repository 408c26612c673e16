"""The office, its internal units and its fiscal years."""

import datetime as dt
import re
from functools import cached_property

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation import thai
from participation.bilingual import either
from participation.choices import YearState
from participation.querysets import FiscalYearQuerySet


class Office(models.Model):
    """The one office of this installation; everything that differs between offices is data here."""

    name_th = models.CharField(_("full name"), max_length=200)
    name_en = models.CharField(_("full name in English"), max_length=200)
    short_name_th = models.CharField(_("short name"), max_length=60)
    short_name_en = models.CharField(_("short name in English"), max_length=60)
    portal_name_th = models.CharField(_("name of the portal"), max_length=60)
    portal_name_en = models.CharField(_("name of the portal in English"), max_length=60)
    code_prefix = models.CharField(
        _("prefix of tracking codes"),
        max_length=6,
        validators=[
            RegexValidator(r"\A[A-Z0-9]{2,6}\Z", _("Use 2 to 6 capital letters or digits."))
        ],
    )
    director_position = models.CharField(_("position of the director"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    data_protection_contact = models.CharField(
        _("contact of the data protection officer"), max_length=200, blank=True
    )
    answer_within_days = models.PositiveSmallIntegerField(
        _("working days within which an opinion is answered"), default=15
    )
    answers_need_sign_off = models.BooleanField(
        _("answers are signed off by the head of the unit"), default=True
    )
    reports_before_looking = models.PositiveSmallIntegerField(
        _("reports by readers after which an opinion is looked at again"),
        default=3,
        validators=[MinValueValidator(1)],
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("days after which an answered matter is closed"), default=30
    )
    #: The state's crest on official paper. None is shipped: the office uploads its own file.
    crest = models.FileField(_("crest for official documents"), upload_to="office/", blank=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("office")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="office_is_one")]

    def __str__(self) -> str:
        return self.name_th

    @classmethod
    def current(cls) -> "Office":
        """The office, or a blank one before its data is loaded."""
        return cls.objects.first() or cls()

    @property
    def name(self) -> str:
        return either(self.name_th, self.name_en)

    @property
    def short_name(self) -> str:
        """The number of the area stays on one line with its word."""
        name = either(self.short_name_th, self.short_name_en)
        return re.sub(r" (?=[0-9๐-๙]+$)", "\N{NO-BREAK SPACE}", name)

    @property
    def portal_name(self) -> str:
        return either(self.portal_name_th, self.portal_name_en)


class OrganisationUnit(models.Model):
    """One of the ten internal units; the seven mission groups are the work of seven of them."""

    position = models.PositiveSmallIntegerField(_("order"), unique=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_th = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    #: Internal audit looks on; it must not run what it audits (domain 1.8, 15).
    may_be_responsible = models.BooleanField(_("may run participation"), default=True)

    class Meta:
        verbose_name = _("internal unit")
        verbose_name_plural = _("internal units")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return either(self.name_th, self.name_en)


class FiscalYear(models.Model):
    """ปีงบประมาณ, by its Buddhist-era number: 1 October to 30 September of that year."""

    year_be = models.PositiveSmallIntegerField(_("fiscal year"), primary_key=True)
    state = models.CharField(
        _("state"), max_length=10, choices=YearState.choices, default=YearState.OPEN
    )

    objects = FiscalYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        ordering = ["-year_be"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_be__range=(2540, 2700)), name="year_is_buddhist"
            ),
            models.CheckConstraint(
                condition=Q(state__in=YearState.values), name="year_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.year_be)

    @cached_property
    def span(self) -> tuple[dt.date, dt.date]:
        """Its first and its last day."""
        return thai.fiscal_year_span(self.year_be)
