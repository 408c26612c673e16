"""Work that waits: for a machine (`Job`), for a person (`Duty`)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation import thai
from participation.choices import JobState, Role
from participation.models.announcement import MissionGroup
from participation.models.office import OrganisationUnit
from participation.models.record import PublishedFile
from participation.querysets import DutyQuerySet, JobQuerySet, NoticeQuerySet


class Job(models.Model):
    """Long work. This row is the truth about it; a message in the broker is only a nudge."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handler = models.CharField(_("work"), max_length=60)
    #: Numbers and ids only.
    arguments = models.JSONField(_("arguments"), default=dict)
    #: The same work asked for again while it waits or runs is the same job.
    key = models.CharField(max_length=120)
    state = models.CharField(
        _("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    progress = models.PositiveSmallIntegerField(_("per cent done"), default=0)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    serial = models.CharField(_("serial of the document"), max_length=40, blank=True)
    queued_at = models.DateTimeField(_("asked at"), default=timezone.now)
    #: Until then the running attempt is believed to be alive; it renews the lease while it works.
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    #: A sentence for the person who asked; never a trace.
    error = models.CharField(_("error"), max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.ForeignKey(
        PublishedFile, models.PROTECT, null=True, blank=True, related_name="jobs"
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="job_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="job_state_is_known"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_per_cent"),
            models.CheckConstraint(
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING], finished_at__isnull=True)
                | Q(state__in=[JobState.DONE, JobState.FAILED], finished_at__isnull=False),
                name="job_ends_with_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
                name="job_runs_under_a_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.key}"

    @property
    def is_finished(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED}


class Duty(models.Model):
    """One thing that waits; the desk reads nothing else.

    It waits for a role, for whoever answers for a group or a unit on the day it is read (see
    `participation.waiting`), or for one person, where nobody else could do it.
    """

    #: What it is about, such as "answer-opinion:148"; the same duty is never written twice.
    key = models.CharField(max_length=80, unique=True)
    #: The name of the sentence, see `participation.duties`.
    what = models.CharField(_("what is to be done"), max_length=60)
    #: The number the sentence is about, such as 2570-0148.
    subject = models.CharField(_("subject"), max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("owner"),
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices, blank=True)
    group = models.ForeignKey(
        MissionGroup, models.PROTECT, null=True, blank=True, verbose_name=_("mission group")
    )
    unit = models.ForeignKey(
        OrganisationUnit, models.PROTECT, null=True, blank=True, verbose_name=_("internal unit")
    )
    #: Only the head of the unit can do it; where there is none, an executive.
    of_head = models.BooleanField(_("for the head of the unit"), default=False)
    link = models.CharField(_("where"), max_length=200)
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, role="")
                | Q(owner__isnull=True, role__in=Role.values)
                | Q(owner__isnull=True, role="", group__isnull=False)
                | Q(owner__isnull=True, role="", unit__isnull=False),
                name="duty_waits_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(unit__isnull=True),
                name="duty_is_of_a_group_or_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(of_head=False) | Q(unit__isnull=False, owner__isnull=True, role=""),
                name="duty_of_a_head_names_the_unit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(done_at__isnull=True), name="duty_open_queue"
            )
        ] + [
            models.Index(
                fields=[whom, "due_on", "id"],
                condition=Q(done_at__isnull=True),
                name=f"duty_open_{whom}",
            )
            for whom in ("owner", "role", "group", "unit")
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return self.link or reverse("participation:desk")


class Notice(models.Model):
    """News that goes out by e-mail once. Whom to tell and what to say is asked when it is sent.

    So neither an address nor a word of the matter is kept here, and a matter that has gone away
    meanwhile is told to nobody (see `participation.notices`).
    """

    #: What it tells of, such as "opinion-answered:148:3"; the same news is never told twice.
    key = models.CharField(max_length=120, unique=True)
    #: The name of the letter, see `participation.notices`.
    what = models.CharField(_("letter"), max_length=60)
    #: The row the letter is about.
    subject_id = models.CharField(max_length=40)
    #: Of a person with an account; a sender without one is found by the letter itself.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    #: The day alone, for the same reason as in an opinion (docs/adr/0012).
    written_on = models.DateField(_("written on"), default=thai.today)
    is_sent = models.BooleanField(_("sent"), default=False)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    #: While a worker has it in hand, and after a refusal: not to be tried before then. It is the
    #: worker's own time, and gone when the letter is sent.
    not_before = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_sent=False), name="notice_to_be_sent")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_sent=False) | Q(not_before__isnull=True),
                name="notice_sent_keeps_no_moment",
            )
        ]

    def __str__(self) -> str:
        return self.key
