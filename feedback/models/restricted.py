"""เรื่องร้องเรียน: what accuses somebody, for the legal officer's eyes alone.

A table of its own, not a flag: the opinion's row is gone, and no list, search, figure or file of
opinions can hold it by a forgotten filter. Of it remains only the hash of its code, here.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.choices import AttachmentKind, CaseState, Side
from participation import thai
from participation.models import FiscalYear


class RestrictedCase(models.Model):
    """A complaint that came as an opinion."""

    code_hash = models.CharField(max_length=64, unique=True)
    year = models.ForeignKey(FiscalYear, models.PROTECT, verbose_name=_("fiscal year"))
    received_on = models.DateField(_("received on"))
    restricted_on = models.DateField(_("restricted on"), default=thai.today)
    restricted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("restricted by")
    )
    #: As received.
    raw_text = models.TextField(_("text as received"))
    #: What stood in the opinion's columns and rows, so that the legal officer loses nothing.
    record = models.JSONField(_("record"), default=dict)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=CaseState.choices, default=CaseState.RECEIVED
    )

    class Meta:
        verbose_name = _("restricted case")
        verbose_name_plural = _("restricted cases")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values), name="case_state_is_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


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
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("file of a restricted case")
        verbose_name_plural = _("files of restricted cases")
        ordering = ["case", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "position"], name="case_file_position_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"
