"""The announcement and what it orders: steps, methods, mission groups, tasks.

Groups belong to a version of the announcement: a new one brings new groups, the old ones stay as
they were with everything said about them.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participation.bilingual import either
from participation.choices import PartKind
from participation.models.office import OrganisationUnit
from participation.querysets import AnnouncementQuerySet, MissionGroupQuerySet

_colour = RegexValidator(r"\A#[0-9A-F]{6}\Z", _("A colour such as #22356B."))


class Announcement(models.Model):
    """The office's measure, verbatim: the text as received and a copy with stray spaces removed."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=400)
    year_be = models.PositiveSmallIntegerField(_("for the fiscal year"))
    announced_on = models.DateField(_("announced on"))
    signatory = models.CharField(_("signed by"), max_length=200)
    signatory_position = models.CharField(_("position of the signatory"), max_length=200)
    raw_text = models.TextField(_("text as received"))
    shown_text = models.TextField(_("text as shown"))

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-announced_on"]

    def __str__(self) -> str:
        return self.title


class AnnouncementPart(models.Model):
    """A paragraph or a heading, in the announcement's words: together they are its whole text."""

    announcement = models.ForeignKey(
        Announcement, models.PROTECT, related_name="parts", verbose_name=_("announcement")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=PartKind.choices)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("part of the announcement")
        verbose_name_plural = _("parts of the announcement")
        ordering = ["announcement", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "position"], name="part_position_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PartKind.values), name="part_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ProcessStep(models.Model):
    """One of the five yearly steps (ขั้นตอนการดำเนินงาน), in the announcement's words."""

    announcement = models.ForeignKey(
        Announcement, models.PROTECT, related_name="steps", verbose_name=_("announcement")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text_th = models.TextField(_("text"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["announcement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "number"], name="step_number_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class ParticipationMethod(models.Model):
    """One of the five methods (วิธีการดำเนินงาน), in the announcement's words."""

    announcement = models.ForeignKey(
        Announcement, models.PROTECT, related_name="methods", verbose_name=_("announcement")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    name_th = models.CharField(_("name"), max_length=200)
    text_th = models.TextField(_("text"))

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        ordering = ["announcement", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "number"], name="method_number_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name_th


class MissionGroup(models.Model):
    """A mission group of an announcement; colour and icon are data and never stand alone."""

    announcement = models.ForeignKey(
        Announcement, models.PROTECT, related_name="groups", verbose_name=_("announcement")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    unit = models.ForeignKey(
        OrganisationUnit, models.PROTECT, related_name="groups", verbose_name=_("internal unit")
    )
    name_th = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    short_name_th = models.CharField(_("short name"), max_length=60)
    #: The announcement names experts (ผู้ทรงคุณวุฒิ) beside stakeholders in groups 1–5 only.
    names_experts = models.BooleanField(_("the announcement names experts"), default=True)
    #: Members of such a group's committee never see case files (domain 1.5).
    never_case_files = models.BooleanField(_("members never see case files"), default=False)
    fill = models.CharField(_("colour of tiles and bars"), max_length=7, validators=[_colour])
    ink = models.CharField(_("colour of text"), max_length=7, validators=[_colour])
    tint = models.CharField(_("colour of grounds"), max_length=7, validators=[_colour])
    icon = models.SlugField(_("icon"), max_length=40)

    objects = MissionGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("mission group")
        verbose_name_plural = _("mission groups")
        ordering = ["announcement", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "number"], name="group_number_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("participation:group", args=[self.number])

    @property
    def name(self) -> str:
        return either(self.name_th, self.name_en)

    @property
    def short_name(self) -> str:
        """For narrow places; English has no shorter form."""
        return either(self.short_name_th, self.name_en)


class MissionTask(models.Model):
    """A task of a group, known by its position; the letter is only what the paper prints."""

    group = models.ForeignKey(
        MissionGroup, models.PROTECT, related_name="tasks", verbose_name=_("mission group")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    letter = models.CharField(_("letter as printed"), max_length=2, blank=True)
    text_th = models.CharField(_("text"), max_length=400)
    text_en = models.CharField(_("text in English"), max_length=400)
    note_th = models.CharField(_("editor's note"), max_length=300, blank=True)
    note_en = models.CharField(_("editor's note in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["group", "position"]
        constraints = [
            models.UniqueConstraint(fields=["group", "position"], name="task_position_is_unique"),
            models.CheckConstraint(
                condition=Q(position__gte=1), name="task_position_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text}".strip()

    @property
    def label(self) -> str:
        """(ก) as printed; nothing where the announcement prints no letter."""
        return f"({self.letter})" if self.letter else ""

    @property
    def text(self) -> str:
        return either(self.text_th, self.text_en)

    @property
    def note(self) -> str:
        """What is odd about the task as printed; nothing for most."""
        return either(self.note_th, self.note_en)
