"""What is kept for the record: who did what, which file was given out, what can be found."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation import database, thai
from participation.audit_words import act_in_words, kind_in_words
from participation.choices import Audience, DocumentKind
from participation.models.office import FiscalYear
from participation.querysets import PublishedFileQuerySet, SearchEntryQuerySet


class AuditEvent(models.Model):
    """Who did what to which row, and when. Holds no free text, so nothing to redact later."""

    verb = models.CharField(_("act"), max_length=60)
    subject_type = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.CharField(_("its number"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        kind = kind_in_words(self.subject_type)
        return f"{act_in_words(self.verb)} {kind} {self.subject_id}"

    @classmethod
    def record(
        cls, verb: str, subject: models.Model, *, by: Any, at: dt.datetime | None = None
    ) -> "AuditEvent":
        """Write one line; `by` is None for the portal itself and for senders without a name.

        Of whoever has no name the day alone is kept: the moment could tell who it was
        (docs/adr/0012). The command line, which is no sender, says `at`.
        """
        return cls.objects.create(
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            by=by,
            at=at or (timezone.now() if by else thai.start_of(thai.today())),
        )


class Counter(models.Model):
    """The last number given out in a series."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"

    @classmethod
    def next(cls, series: str) -> int:
        """The next number of `series`, from 1. Call it late: the row is locked until the commit."""
        return cls.next_many(series, 1)[0]

    @classmethod
    def next_many(cls, series: str, count: int) -> range:
        """The next `count` numbers of `series`; with none, only its row is locked."""
        last = database.raised(cls, {"series": series}, "last", count)
        return range(last - count + 1, last + 1)


def _path(file: "PublishedFile", _name: str) -> str:
    return f"published/{file.kind}/{file.serial}.pdf"


class PublishedFile(models.Model):
    """A document as it was given out: bytes, SHA-256, serial, what it is of, which version."""

    serial = models.CharField(_("serial"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    #: What it is of, in words stable over versions, such as "annual:2569".
    subject = models.CharField(_("subject"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=300)
    year = models.ForeignKey(
        FiscalYear, models.PROTECT, null=True, blank=True, verbose_name=_("fiscal year")
    )
    audience = models.CharField(_("who may open it"), max_length=20, choices=Audience.choices)
    file = models.FileField(_("file"), upload_to=_path)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    #: What it quotes is no longer public, or not in these words: its bytes are gone, its serial is
    #: not given again.
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = PublishedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("published file")
        verbose_name_plural = _("published files")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "version"], name="file_version_is_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="file_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="file_audience_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("participation:file", args=[self.serial])


class Quotation(models.Model):
    """What a published file quotes: it is withdrawn with it."""

    file = models.ForeignKey(PublishedFile, models.CASCADE, related_name="quotes")
    kind = models.CharField(max_length=30)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("quotation in a published file")
        verbose_name_plural = _("quotations in published files")
        indexes = [models.Index(fields=["kind", "object_id"], name="quotation_of_a_thing")]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "kind", "object_id"], name="thing_is_quoted_once_a_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.kind} {self.object_id}"


class SearchEntry(models.Model):
    """What can be found in public; houses write it when a thing becomes public, and remove it.

    What only staff may find has a table of its own in its house.
    """

    kind = models.CharField(max_length=30)
    object_id = models.PositiveBigIntegerField()
    words = models.TextField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
