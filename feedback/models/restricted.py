"""เรื่องร้องเรียน: what accuses somebody, for the legal officer's eyes alone.

A table of its own, not a flag: the opinion's row is gone, and no list, search, figure or file of
opinions can hold it by a forgotten filter. Of it remains only the hash of its code, here
(docs/adr/0024).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_ATTACHMENTS, AttachmentKind, CaseState, Side
from feedback.querysets import RestrictedCaseQuerySet
from participation import thai
from participation.models import FiscalYear


class RestrictedCase(models.Model):
    """A complaint that came as an opinion."""

    code_hash = models.CharField(max_length=64, unique=True)
    #: Identity of the spreadsheet row it came from: the row is not taken for a new opinion.
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    year = models.ForeignKey(FiscalYear, models.PROTECT, verbose_name=_("fiscal year"))
    received_on = models.DateField(_("received on"))
    restricted_on = models.DateField(_("restricted on"), default=thai.today)
    restricted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("restricted by")
    )
    #: As received; empty where it was given back, like all that was the opinion's.
    raw_text = models.TextField(_("text as received"), blank=True)
    #: What stood in the opinion's columns and rows (see `feedback.casefile`): nothing is lost.
    record = models.JSONField(_("record"), default=dict)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=CaseState.choices, default=CaseState.RECEIVED
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    #: It was no complaint: it is an opinion again, and here remains what was said meanwhile.
    returned_on = models.DateField(_("given back on"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given back by"),
    )
    return_reason = models.CharField(_("why it was given back"), max_length=500, blank=True)

    objects = RestrictedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("restricted case")
        verbose_name_plural = _("restricted cases")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values), name="case_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_on__isnull=False)
                | (~Q(state=CaseState.CLOSED) & Q(closed_on__isnull=True)),
                name="case_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True, returned_by__isnull=True, return_reason="")
                | (
                    Q(returned_on__isnull=False, returned_by__isnull=False, state=CaseState.CLOSED)
                    & ~Q(return_reason="")
                ),
                name="case_given_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True)
                | Q(raw_text="", record={}, email="", phone=""),
                name="case_given_back_keeps_nothing_of_it",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state != CaseState.CLOSED


class CaseMessage(models.Model):
    """A turn of the conversation about a restricted case."""

    case = models.ForeignKey(RestrictedCase, models.CASCADE, related_name="messages")
    side = models.CharField(_("from"), max_length=10, choices=Side.choices)
    text = models.TextField(_("text"))
    written_on = models.DateField(_("written on"), default=thai.today)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("message about a restricted case")
        verbose_name_plural = _("messages about restricted cases")
        ordering = ["case", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="case_message_says_something"),
            models.CheckConstraint(
                condition=Q(side=Side.SENDER, by__isnull=True)
                | Q(side=Side.OFFICE, by__isnull=False),
                name="case_message_of_a_sender_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.pk}"


class CaseFile(models.Model):
    """A file that came with what became a restricted case."""

    case = models.ForeignKey(RestrictedCase, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=AttachmentKind.choices)
    file = models.FileField(_("file"), upload_to="restricted/")
    size = models.PositiveIntegerField(_("bytes"), default=0)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("file of a restricted case")
        verbose_name_plural = _("files of restricted cases")
        ordering = ["case", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "position"], name="case_file_position_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(position__range=(1, MAX_ATTACHMENTS)), name="case_files_are_few"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AttachmentKind.values), name="case_file_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"
