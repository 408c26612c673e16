"""What somebody said."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.choices import (
    OPEN_STATES,
    WITH_THE_OFFICE,
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
    District,
    FiscalYear,
    MissionGroup,
    MissionTask,
    OrganisationUnit,
    School,
)
from participation.models.shown import word_of

#: What the public list is filtered by, as its addresses name it; groups have their own index.
PUBLIC_FILTERS = {
    "task": "task",
    "kind": "kind",
    "who": "stakeholder_type",
    "state": "state",
    "year": "year",
}


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
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, verbose_name=_("school")
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=OpinionKind.choices, default=OpinionKind.SUGGESTION
    )
    stakeholder_type = models.CharField(
        _("sender speaks as"), max_length=30, choices=StakeholderType.choices
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    sentiment = models.CharField(_("tone"), max_length=2, choices=Sentiment.choices, blank=True)
    #: As received, every code point; a record. Read by few, and each reading is on record.
    raw_text = models.TextField(_("text as received"))
    #: As shown: cleaned (`participation.text.clean`), and personal data masked before publication.
    text = models.TextField(_("text"))
    #: What is covered in `text`: start, end and kind of each place (see `feedback.masking`).
    masks = models.JSONField(_("masks"), default=list, blank=True)
    #: Keyed hash of the tracking code; the code itself is kept nowhere.
    code_hash = models.CharField(max_length=64, unique=True)
    #: The poster or link that led here.
    entry = models.ForeignKey(
        "feedback.EntryLink", models.SET_NULL, null=True, blank=True, related_name="+"
    )
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

    #: The officer who has taken it on or was given it; nobody: whoever answers for the group.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer"),
    )
    #: Since when it waits for the sender; these working days are added to the day it is due.
    waiting_since = models.DateField(_("waiting since"), null=True, blank=True)
    #: The sender was not content and said why; that is possible once.
    reopened_on = models.DateField(_("taken up again on"), null=True, blank=True)
    #: By when the first answer was due, of a matter taken up again: `due_on` is then the second's.
    first_due_on = models.DateField(_("first to be answered by"), null=True, blank=True)
    #: The opinion that says the same and is answered for both; its sender follows that one.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    #: How many readers support it, see `Support`.
    supports = models.PositiveIntegerField(_("supporters"), default=0)

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
                condition=Q(
                    state__in=[OpinionState.ANSWERED, OpinionState.CLOSED],
                    outcome__in=Outcome.values,
                )
                | Q(state__in=OPEN_STATES, outcome=""),
                name="opinion_answered_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(answered_at__isnull=False),
                name="opinion_outcome_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=OpinionState.WAITING_FOR_SENDER, waiting_since__isnull=False)
                | (~Q(state=OpinionState.WAITING_FOR_SENDER) & Q(waiting_since__isnull=True)),
                name="opinion_waits_since_a_day",
            ),
            models.CheckConstraint(
                condition=Q(reopened_on__isnull=True, first_due_on__isnull=True)
                | Q(reopened_on__isnull=False, first_due_on__isnull=False),
                name="opinion_reopened_keeps_its_first_promise",
            ),
            models.CheckConstraint(
                condition=Q(reopened_on__isnull=True) | Q(answered_at__isnull=False),
                name="opinion_reopened_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=True) | Q(district__isnull=False),
                name="opinion_school_lies_in_its_district",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="opinion_is_not_merged_into_itself",
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
            models.Index(
                fields=["group", "due_on", "id"],
                condition=Q(state__in=OPEN_STATES),
                name="opinion_open_group_queue",
            ),
            # the desk's lists of what is answered or closed, newest first; what is open has queues
            models.Index(
                fields=["state", "-id"],
                condition=~Q(state__in=OPEN_STATES),
                name="opinion_decided_newest",
            ),
            models.Index(fields=["publication", "-id"], name="opinion_public"),
            models.Index(fields=["group", "publication", "-id"], name="opinion_group_public"),
            # the filters of the public list; which of several serves is the planner's choice
            *(
                models.Index(
                    fields=[by, "-id"],
                    condition=Q(publication=Publication.PUBLISHED),
                    name=f"opinion_public_{name}",
                )
                for name, by in PUBLIC_FILTERS.items()
            ),
        ]

    def __str__(self) -> str:
        return self.number

    get_kind_display = word_of("kind", OpinionKind)
    get_stakeholder_type_display = word_of("stakeholder_type", StakeholderType)
    get_channel_display = word_of("channel", Channel)
    get_state_display = word_of("state", OpinionState)
    get_outcome_display = word_of("outcome", Outcome)

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
    def is_late(self) -> bool:
        """The office owes the answer; what waits for its sender is not late."""
        return self.state in WITH_THE_OFFICE and self.due_on < thai.today()

    @property
    def answering_unit(self) -> OrganisationUnit | None:
        """The unit whose head signs the answer; none before it is sorted."""
        return self.group.unit if self.group else self.unit

    @property
    def needs_sorting(self) -> bool:
        """Nobody has said yet which group or unit answers it.

        A sender who named a group has sorted it; the officer passes it on where that was wrong.
        """
        return self.state == OpinionState.RECEIVED and self.group_id is None
