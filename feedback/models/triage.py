"""What staff do with opinions among themselves: rules, notes, moderation."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.choices import MODERATING, Act, Channel, OpinionKind, ReportReason
from feedback.models.opinion import Opinion
from participation import thai
from participation.choices import StakeholderType
from participation.models import District, MissionGroup, MissionTask, OrganisationUnit


class RoutingRule(models.Model):
    """Where opinions go that meet all its conditions; the first rule in order that fits decides."""

    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=120, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)
    #: One a line; a text that holds any of them fits. Empty: every text does.
    words = models.TextField(
        _("words, one a line"), blank=True, validators=[MinLengthValidator(2)], max_length=2000
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OpinionKind.choices, blank=True)
    stakeholder_type = models.CharField(
        _("sender speaks as"), max_length=30, choices=StakeholderType.choices, blank=True
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    #: Where it goes.
    group = models.ForeignKey(
        MissionGroup, models.PROTECT, null=True, blank=True, verbose_name=_("mission group")
    )
    task = models.ForeignKey(
        MissionTask, models.PROTECT, null=True, blank=True, verbose_name=_("task")
    )
    unit = models.ForeignKey(
        OrganisationUnit, models.PROTECT, null=True, blank=True, verbose_name=_("other unit")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer"),
    )

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False, unit__isnull=True)
                | Q(group__isnull=True, unit__isnull=False, task__isnull=True),
                name="rule_leads_to_a_group_or_a_unit",
                violation_error_message=_("Choose either a mission group or another unit."),
            ),
            models.CheckConstraint(
                condition=~Q(words="", kind="", stakeholder_type="", channel="")
                | Q(district__isnull=False),
                name="rule_has_a_condition",
                violation_error_message=_("Give the rule at least one condition."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["", *OpinionKind.values]),
                name="rule_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(stakeholder_type__in=["", *StakeholderType.values]),
                name="rule_stakeholder_type_is_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["", *Channel.values]),
                name="rule_channel_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleDecision(models.Model):
    """By which rule an opinion was sorted when it came in, as the rule was called then."""

    opinion = models.OneToOneField(Opinion, models.CASCADE, related_name="rule_decision")
    rule = models.ForeignKey(
        RoutingRule, models.PROTECT, related_name="+", verbose_name=_("routing rule")
    )
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("decision of a rule")
        verbose_name_plural = _("decisions of rules")

    def __str__(self) -> str:
        return self.name


class InternalNote(models.Model):
    """A remark among staff; the sender and the public never read it."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("for")
    )

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["opinion", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.pk}"

    @property
    def known_as(self) -> str:
        """How the audit trail names it: by the opinion it is about."""
        return self.opinion.number


class Moderation(models.Model):
    """One act of moderation with its reason, for the log the auditor reads."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="moderations")
    act = models.CharField(_("act"), max_length=60)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    #: Empty: so many readers reported it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=MODERATING),
                name="moderation_act_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.pk}"

    @property
    def act_in_words(self) -> str:
        return str(Act(self.act).label)


class ReaderReport(models.Model):
    """A reader thinks a published text should be looked at again."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=20, choices=ReportReason.choices)
    words = models.CharField(_("in own words"), max_length=500, blank=True)
    #: See `feedback.marks`: one a person as far as it can be told, and no person can be told by it.
    mark = models.CharField(max_length=64)
    reported_on = models.DateField(_("reported on"), default=thai.today)
    settled = models.BooleanField(_("looked at"), default=False)

    class Meta:
        verbose_name = _("report of a reader")
        verbose_name_plural = _("reports of readers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["opinion", "mark"], name="reader_reports_once"),
            models.CheckConstraint(
                condition=Q(reason__in=ReportReason.values), name="report_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.pk}"


class Support(models.Model):
    """A reader stands behind a published opinion."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="+")
    #: See `feedback.marks`.
    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [
            models.UniqueConstraint(fields=["opinion", "mark"], name="reader_supports_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
