"""รวมเรื่องซ้ำ: which opinion was merged into which, and how it stood before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.choices import OPEN_STATES, OpinionState
from feedback.models.opinion import Opinion


class Merging(models.Model):
    """That an opinion says the same as another and is answered with it: who said so, and why.

    It stays on record when it is over. Columns called like those of the opinion say how that stood
    before; it stands so again when the merging is undone.
    """

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="mergings")
    into = models.ForeignKey(Opinion, models.CASCADE, related_name="+")
    reason = models.CharField(_("justification"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("merged by")
    )
    at = models.DateTimeField(_("merged at"), default=timezone.now)
    #: Of a sender who wanted an answer of their own the day alone (docs/adr/0012).
    ended_at = models.DateTimeField(_("over since"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    state = models.CharField(_("state"), max_length=20, choices=OpinionState.choices)
    waiting_since = models.DateField(_("waiting since"), null=True, blank=True)
    due_on = models.DateField(_("to be answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reopened_on = models.DateField(_("taken up again on"), null=True, blank=True)
    first_due_on = models.DateField(_("first to be answered by"), null=True, blank=True)
    #: Keys of the duties that waited.
    duties = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("merging of opinions")
        verbose_name_plural = _("mergings of opinions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opinion"],
                condition=Q(ended_at__isnull=True),
                name="opinion_is_merged_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(opinion=F("into")), name="merging_is_of_two_opinions"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="merging_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES), name="merging_is_of_what_was_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False),
                name="merging_is_ended_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
