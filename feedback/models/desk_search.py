"""By what words the desk finds an opinion."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models.opinion import Opinion
from feedback.querysets import DeskEntryQuerySet


class DeskEntry(models.Model):
    """The words of an opinion as staff read it, published or not (docs/adr/0021).

    A table of its own: no question of the public's search can reach it, and with the opinion it
    goes, whoever takes that away.
    """

    opinion = models.OneToOneField(Opinion, models.CASCADE, related_name="+")
    words = models.TextField()

    objects = DeskEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry of the desk")
        verbose_name_plural = _("search entries of the desk")

    def __str__(self) -> str:
        return str(self.opinion_id)
