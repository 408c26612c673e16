"""How many opinions stand where, kept beside them by the database itself (docs/adr)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.choices import OpinionState, Outcome, Publication
from feedback.querysets import OpinionTallyQuerySet
from participation.models import FiscalYear, MissionGroup, OrganisationUnit


class OpinionTally(models.Model):
    """What came to a place and leaves it; only sums over these rows mean anything.

    A trigger on the opinions adds a row for each change, whoever makes it, so that two who change
    opinions at once never wait for one another. From time to time `fold` makes one row of many.
    """

    year = models.ForeignKey(FiscalYear, models.CASCADE, related_name="+")
    group = models.ForeignKey(MissionGroup, models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(OrganisationUnit, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=OpinionState.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    publication = models.CharField(max_length=20, choices=Publication.choices)
    #: Whether they are answered with another one.
    is_merged = models.BooleanField()
    opinions = models.IntegerField()
    #: Those that were answered once, whatever came after.
    answered = models.IntegerField()
    in_time = models.IntegerField()
    #: Days from receipt to the first answer, of all that were answered.
    days_waited = models.BigIntegerField()

    objects = OpinionTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally of opinions")
        verbose_name_plural = _("tallies of opinions")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)
