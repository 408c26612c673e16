"""What has been learnt from opinions as a whole; nothing of a single one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LearntWords(models.Model):
    """How much each word speaks for each mission group, and how common words are in public.

    One row, replaced whole every night by `feedback.proposing`, which says what may stand here:
    words of the dictionary, each said in several different opinions; never a text.
    """

    #: Another one whenever the row is replaced; a web process reads the rest only then.
    version = models.UUIDField()
    learnt_on = models.DateField(_("learnt on"))
    #: How many different sorted opinions taught it.
    texts = models.PositiveIntegerField(_("different texts"))
    #: Ids of the groups, in the order of each word's weights.
    groups = models.JSONField(_("mission groups"))
    weights = models.JSONField(_("weights of words"))
    #: How far the first group must lie ahead of the second to be proposed; empty: none is.
    least_margin = models.FloatField(_("least margin"), null=True, blank=True)
    #: How many different published opinions were counted, and in how many each word stands.
    published_texts = models.PositiveIntegerField(_("different published texts"))
    published_words = models.JSONField(_("words of published texts"))

    class Meta:
        verbose_name = _("learnt words")
        verbose_name_plural = _("learnt words")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="learnt_words_are_one")]

    def __str__(self) -> str:
        return str(self.learnt_on)
