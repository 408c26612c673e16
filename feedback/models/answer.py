"""การตอบกลับ: what the office answers, from the draft to what the sender says of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_TEXT, Outcome
from feedback.models.opinion import Opinion
from participation.models import OrganisationUnit


class Response(models.Model):
    """การตอบกลับ: an official answer. A later one replaces the earlier, which stays readable."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="responses")
    text = models.TextField(_("answer"), max_length=MAX_TEXT)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    #: The unit that answers, as the reader sees it.
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, verbose_name=_("internal unit"))
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now)

    class Meta:
        verbose_name = _("official answer")
        verbose_name_plural = _("official answers")
        ordering = ["opinion", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="response_outcome_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="response_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.pk}"
