"""What is followed until it is done: reviews, recommendations, improvement actions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models.opinion import Opinion
from feedback.querysets import ImprovementActionQuerySet, MonitoringReviewQuerySet
from participation.models import FiscalYear, MissionGroup
from workgroups.models import Committee


class MonitoringReview(models.Model):
    """What the monitoring committee found in a mission group in a period (การกำกับและติดตาม)."""

    group = models.ForeignKey(
        MissionGroup, models.PROTECT, related_name="reviews", verbose_name=_("mission group")
    )
    year = models.ForeignKey(FiscalYear, models.PROTECT, verbose_name=_("fiscal year"))
    committee = models.ForeignKey(Committee, models.PROTECT, verbose_name=_("committee"))
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period until"))
    findings = models.TextField(_("findings"))
    analysis = models.TextField(_("analysis"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    objects = MonitoringReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring review")
        verbose_name_plural = _("monitoring reviews")
        ordering = ["-period_end", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="review_period_ends_after_it_starts",
                violation_error_message=_("The period ends before it starts. Check both dates."),
            ),
            models.UniqueConstraint(
                fields=["group", "period_start", "period_end"],
                name="review_is_written_once_for_a_period",
            ),
            models.CheckConstraint(
                condition=~Q(findings="") & ~Q(analysis=""),
                name="review_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.year_id}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:review", args=[self.pk])


class Recommendation(models.Model):
    """One thing a review asks for; improvement actions say what became of it."""

    review = models.ForeignKey(MonitoringReview, models.PROTECT, related_name="recommendations")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.TextField(_("recommendation"), max_length=1000)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["review", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "position"], name="recommendation_position_is_unique"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="recommendation_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class ImprovementAction(models.Model):
    """การปรับปรุงพัฒนา: what was changed, before and after, the evidence, and whom it answers."""

    group = models.ForeignKey(
        MissionGroup, models.PROTECT, related_name="improvements", verbose_name=_("mission group")
    )
    year = models.ForeignKey(FiscalYear, models.PROTECT, verbose_name=_("fiscal year"))
    title = models.CharField(_("what was improved"), max_length=200)
    before_text = models.TextField(_("before"))
    after_text = models.TextField(_("after"))
    evidence = models.TextField(_("evidence"))
    done_on = models.DateField(_("done on"))
    opinions = models.ManyToManyField(
        Opinion, blank=True, related_name="improvements", verbose_name=_("opinions it answers")
    )
    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="improvements",
        verbose_name=_("recommendation it answers"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = ImprovementActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("improvement action")
        verbose_name_plural = _("improvement actions")
        ordering = ["-done_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "title", "done_on"], name="improvement_is_recorded_once"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(before_text="") & ~Q(after_text="") & ~Q(evidence=""),
                name="improvement_says_everything",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("feedback:edit_improvement", args=[self.pk])
