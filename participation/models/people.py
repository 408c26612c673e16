"""Accounts, and the records from which rights follow."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import rules
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.choices import Role
from participation.models.announcement import MissionGroup
from participation.models.office import FiscalYear, OrganisationUnit
from participation.querysets import (
    ResponsibleOfficerQuerySet,
    RoleGrantQuerySet,
    UnitHeadQuerySet,
)

if TYPE_CHECKING:
    import datetime as dt

    from participation.waiting import Stands

#: Roles whose holders work in the admin.
ADMIN_ROLES = frozenset({Role.APPOINTMENTS_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})


_ADDRESS_IS_TAKEN = _("There is already an account with this address. Look it up in the list.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account known by its e-mail address."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def known_as(self, words: str) -> "models.QuerySet[User]":
        """Those whose name holds these words; for the audit trail."""
        return self.filter(full_name__icontains=words)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An account. There is no superuser column: nobody can pass every check (docs/adr)."""

    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _ADDRESS_IS_TAKEN}
    )
    full_name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    is_superuser = False

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="email_is_unique_in_any_case",
                violation_error_message=_ADDRESS_IS_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        """Keep addresses as they are compared: in small letters."""
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles granted by name, asked once a request."""
        held = self.role_grants.open().values_list("role", flat=True)
        return frozenset(Role(role) for role in held)

    @cached_property
    def stands_on(self) -> "dict[dt.date, Stands]":
        """Where they stand, by day; kept here by `participation.waiting` for one request."""
        return {}

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens at all; what is in it is a matter of `rules`."""
        return self.is_active and bool(self.roles & ADMIN_ROLES)

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        return self.is_active and bool(rules.has_perm(perm, self, obj))

    def has_perms(self, perms: Iterable[str], obj: object | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and bool(rules.has_perm(app_label, self))


class RoleGrant(models.Model):
    """A role given to a person by another, and when; once withdrawn it holds no more but stays."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="role_grants",
        verbose_name=_("account"),
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(withdrawn_at__isnull=True),
                name="role_is_granted_once",
                violation_error_message=_("The account has this role already."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
            models.CheckConstraint(
                condition=~Q(granted_by=F("user")), name="role_is_given_by_another"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_by=F("user"))
                ),
                name="role_is_withdrawn_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


_ENDS_TOO_EARLY = _("The last day is before the first. Check both dates.")
_NAMED_ALREADY = _("This person is already named for it in this year. Change that entry instead.")


class ResponsibleOfficer(models.Model):
    """Who runs participation in a unit in a year; for one mission group, if it has several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="responsibilities",
        verbose_name=_("account"),
    )
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, verbose_name=_("internal unit"))
    group = models.ForeignKey(
        MissionGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responsible_officers",
        verbose_name=_("mission group"),
    )
    year = models.ForeignKey(FiscalYear, models.PROTECT, verbose_name=_("fiscal year"))
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = ResponsibleOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsible officer")
        verbose_name_plural = _("responsible officers")
        ordering = ["-year", "unit", "started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="responsibility_ends_after_it_starts",
                violation_error_message=_ENDS_TOO_EARLY,
            ),
            # Two, because in an index a row without a group differs from every other.
            models.UniqueConstraint(
                fields=["user", "unit", "group", "year"],
                condition=Q(ended_on__isnull=True),
                name="responsible_for_a_group_once",
                violation_error_message=_NAMED_ALREADY,
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "year"],
                condition=Q(ended_on__isnull=True, group__isnull=True),
                name="responsible_for_a_unit_once",
                violation_error_message=_NAMED_ALREADY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.year_id})"

    def clean(self) -> None:
        """The duty is of one fiscal year, and never of who audits it."""
        wrong: dict[str, Any] = {}
        if self.unit_id and not self.unit.may_be_responsible:
            wrong["unit"] = _("This unit audits participation and does not run it.")
        if self.year_id:
            first, last = self.year.span
            for field, day in (("started_on", self.started_on), ("ended_on", self.ended_on)):
                if day and not first <= day <= last:
                    wrong[field] = _("This day is outside fiscal year %(year)s.") % {
                        "year": self.year
                    }
        if wrong:
            raise ValidationError(wrong)


class UnitHead(models.Model):
    """Who heads an internal unit (ผู้อำนวยการกลุ่ม), with history."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="headships",
        verbose_name=_("account"),
    )
    unit = models.ForeignKey(
        OrganisationUnit, models.PROTECT, related_name="heads", verbose_name=_("internal unit")
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = UnitHeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("head of unit")
        verbose_name_plural = _("heads of units")
        ordering = ["unit", "-started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="headship_ends_after_it_starts",
                violation_error_message=_ENDS_TOO_EARLY,
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_on__isnull=True),
                name="unit_has_one_head",
                violation_error_message=_(
                    "The unit still has a head. Type the day until which that person heads it "
                    "first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.unit}"
