"""What somebody said, where the sender can be reached, and what came with it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.choices import (
    OPEN_STATES,
    Channel,
    OpinionKind,
    OpinionState,
    Outcome,
    Publication,
    Sentiment,
)
from feedback.querysets import OpinionQuerySet
from participation import thai
from participation.choices import Sector, StakeholderType
from participation.models import (
    FiscalYear,
    MissionGroup,
    MissionTask,
    OrganisationUnit,
)


class Opinion(models.Model):
    """What somebody said to the office, under a number of its fiscal year.

    It is addressed to a mission group, to another unit, or to neither when the sender was not
    sure. Nothing here tells who sent it.
    """

    year = models.ForeignKey(FiscalYear, models.PROTECT, verbose_name=_("fiscal year"))
    serial = models.PositiveIntegerField(_("number in the year"))
    group = models.ForeignKey(
        MissionGroup, models.PROTECT, null=True, blank=True, verbose_name=_("mission group")
    )
    task = models.ForeignKey(
        MissionTask, models.PROTECT, null=True, blank=True, verbose_name=_("task")
    )
    unit = models.ForeignKey(
        OrganisationUnit, models.PROTECT, null=True, blank=True, verbose_name=_("other unit")
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=OpinionKind.choices, default=OpinionKind.SUGGESTION
    )
    stakeholder_type = models.CharField(
        _("sender speaks as"), max_length=30, choices=StakeholderType.choices
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    sentiment = models.CharField(_("tone"), max_length=2, choices=Sentiment.choices, blank=True)
    #: As received, every code point; a record.
    raw_text = models.TextField(_("text as received"))
    #: As shown, see `participation.text.clean`.
    text = models.TextField(_("text"))
    #: Keyed hash of the tracking code; the code itself is kept nowhere.
    code_hash = models.CharField(max_length=64, unique=True)
    #: Identity of the spreadsheet row it came from.
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    state = models.CharField(
        _("state"), max_length=20, choices=OpinionState.choices, default=OpinionState.RECEIVED
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    publication = models.CharField(
        _("publication"), max_length=20, choices=Publication.choices, default=Publication.PENDING
    )
    withheld_reason = models.CharField(_("reason for not publishing"), max_length=300, blank=True)
    #: The day alone: a second could be laid beside a web server's log (docs/adr/0012).
    received_on = models.DateField(_("received on"), default=thai.today)
    due_on = models.DateField(_("to be answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="opinion_number_is_unique"),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(unit__isnull=True),
                name="opinion_goes_to_a_group_or_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=True) | Q(group__isnull=False),
                name="opinion_task_needs_its_group",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OpinionState.values), name="opinion_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(publication__in=Publication.values), name="opinion_publication_is_known"
            ),
            models.CheckConstraint(
                condition=Q(stakeholder_type__in=StakeholderType.values),
                name="opinion_stakeholder_type_is_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="opinion_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OpinionKind.values), name="opinion_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sentiment__in=["", *Sentiment.values]),
                name="opinion_sentiment_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state=OpinionState.ANSWERED, outcome__in=Outcome.values)
                | Q(state__in=OPEN_STATES, outcome=""),
                name="opinion_answered_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="opinion_outcome_has_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(publication=Publication.WITHHELD) & ~Q(withheld_reason=""))
                | (~Q(publication=Publication.WITHHELD) & Q(withheld_reason="")),
                name="opinion_withheld_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="opinion_says_something"),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=OPEN_STATES),
                name="opinion_open_queue",
            ),
            models.Index(fields=["publication", "-id"], name="opinion_public"),
            models.Index(fields=["group", "publication", "-id"], name="opinion_group_public"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("feedback:opinion", args=[self.number])

    @property
    def number(self) -> str:
        """2570-0148: fiscal year and number in it."""
        return f"{self.year_id}-{self.serial:04}"

    @property
    def sector(self) -> Sector:
        return StakeholderType(self.stakeholder_type).sector

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def needs_sorting(self) -> bool:
        """Nobody has said yet which group or unit answers it.

        A sender who named a group has sorted it; the officer passes it on where that was wrong.
        """
        return self.state == OpinionState.RECEIVED and self.group_id is None


class OpinionContact(models.Model):
    """Where a sender who wished so can be reached; kept apart, for it is deleted earlier."""

    opinion = models.OneToOneField(Opinion, models.CASCADE, related_name="contact")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("contact of a sender")
        verbose_name_plural = _("contacts of senders")
        constraints = [
            models.CheckConstraint(condition=~Q(email="", phone=""), name="contact_says_where")
        ]

    def __str__(self) -> str:
        return str(self.opinion_id)
