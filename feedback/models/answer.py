"""การตอบกลับ: what the office answers, from the draft to what the sender says of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.choices import (
    MAX_TEXT,
    NEED_A_REASON,
    Outcome,
    ReasonClass,
    ReminderStep,
    Side,
    VerdictOn,
    VerdictWord,
)
from feedback.models.opinion import Opinion
from feedback.querysets import AnswerTemplateQuerySet, ReminderQuerySet
from participation import thai
from participation.models import MissionGroup, OrganisationUnit


class Response(models.Model):
    """การตอบกลับ: an official answer. A later one replaces the earlier, which stays readable."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="responses")
    text = models.TextField(_("answer"), max_length=MAX_TEXT)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    reason = models.CharField(_("why not"), max_length=20, choices=ReasonClass.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    #: The head who signed it off; empty where the office asks for none.
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed off by"),
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
            models.CheckConstraint(
                condition=Q(reason__in=["", *ReasonClass.values]), name="response_reason_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DONE) | Q(reason=""),
                name="response_done_has_no_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=NEED_A_REASON) | ~Q(reason=""),
                name="response_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.pk}"

    @property
    def stated_reason(self) -> str:
        """The reason in words, if one was given."""
        return "" if self.reason == ReasonClass.UNSTATED else str(self.get_reason_display())


class AnswerDraft(models.Model):
    """An answer that is being written: kept, submitted to the head of the unit, or sent back."""

    opinion = models.OneToOneField(Opinion, models.CASCADE, related_name="draft")
    text = models.TextField(_("answer"), max_length=MAX_TEXT, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    reason = models.CharField(_("why not"), max_length=20, choices=ReasonClass.choices, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    #: What the head asks to be changed; empty once it is submitted again.
    sent_back_with = models.CharField(_("sent back with"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        ordering = ["submitted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | (~Q(text="") & ~Q(outcome="")),
                name="draft_is_submitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(sent_back_with=""),
                name="draft_is_submitted_or_sent_back",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]),
                name="draft_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["", *ReasonClass.values]),
                name="draft_reason_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.opinion_id)


class Reminder(models.Model):
    """Somebody was told that an answer is due soon or late; of each step once for a due date."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    step = models.CharField(_("step"), max_length=10, choices=ReminderStep.choices)
    due_on = models.DateField(_("due on"))
    written_on = models.DateField(_("written on"), default=thai.today)
    #: The day of the letter that tells it; empty while none has been asked for.
    told_on = models.DateField(_("told on"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opinion", "user", "step", "due_on"], name="reminder_is_written_once"
            ),
            models.CheckConstraint(
                condition=Q(step__in=ReminderStep.values), name="reminder_step_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.step}"


class AnswerTemplate(models.Model):
    """A wording that answers begin with; {number} and the like are filled in (see `wording`)."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    text = models.TextField(_("wording"), max_length=MAX_TEXT)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    #: Empty: for every group.
    group = models.ForeignKey(
        MissionGroup, models.PROTECT, null=True, blank=True, verbose_name=_("mission group")
    )

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="template_says_something"),
            models.CheckConstraint(condition=~Q(name=""), name="template_has_a_name"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]),
                name="template_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A question of the office or a reply of the sender, between opinion and answer."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="messages")
    side = models.CharField(_("from"), max_length=10, choices=Side.choices)
    #: As received; of the office the same as `text`.
    raw_text = models.TextField(_("text as received"))
    text = models.TextField(_("text"))
    #: The day alone: of a sender nothing finer is kept (docs/adr/0012).
    written_on = models.DateField(_("written on"), default=thai.today)
    #: Of the office alone.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        OrganisationUnit, models.PROTECT, null=True, blank=True, verbose_name=_("internal unit")
    )
    #: How many official answers had been given: of a day alone it cannot be told which came first.
    answers_before = models.PositiveSmallIntegerField(default=0)
    #: See `codes.turn_hash`: the same message sent twice is one.
    form_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["opinion", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="message_side_is_known"),
            models.CheckConstraint(
                condition=Q(side=Side.SENDER, by__isnull=True)
                | Q(side=Side.OFFICE, by__isnull=False, unit__isnull=False),
                name="message_of_a_sender_names_nobody",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.pk}"


_SAID_OF = {
    VerdictOn.ANSWER: _("The sender says of the answer"),
    VerdictOn.SECOND_ANSWER: _("The sender says of the second answer"),
    VerdictOn.DEED: _("The sender says, four weeks after it was done"),
}


class Verdict(models.Model):
    """What the sender says of the answer, and later of the deed; each once."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="verdicts")
    on = models.CharField(_("on"), max_length=10, choices=VerdictOn.choices)
    word = models.CharField(_("verdict"), max_length=10, choices=VerdictWord.choices)
    reason = models.TextField(_("reason"), max_length=MAX_TEXT, blank=True)
    #: With its reason it had the matter taken up again.
    reopened = models.BooleanField(_("taken up again"), default=False)
    given_on = models.DateField(_("given on"), default=thai.today)
    #: As in a message.
    answers_before = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("verdict of a sender")
        verbose_name_plural = _("verdicts of senders")
        ordering = ["opinion", "id"]
        constraints = [
            models.UniqueConstraint(fields=["opinion", "on"], name="verdict_is_given_once"),
            models.CheckConstraint(
                condition=Q(on__in=VerdictOn.values), name="verdict_on_is_known"
            ),
            models.CheckConstraint(
                condition=Q(word__in=VerdictWord.values), name="verdict_word_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reopened=False)
                | (Q(on=VerdictOn.ANSWER) & ~Q(word=VerdictWord.SOLVED) & ~Q(reason="")),
                name="verdict_reopens_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.on}"

    @property
    def said_of(self) -> str:
        """What the word is about, before which it stands."""
        return str(_SAID_OF[VerdictOn(self.on)])
