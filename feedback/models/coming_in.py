"""What comes in with an opinion, and how it comes: files, where the sender is reached, posters."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_ATTACHMENTS, AttachmentKind
from feedback.models.opinion import Opinion
from feedback.querysets import EntryLinkQuerySet
from participation import thai
from participation.models import MissionGroup, School


class Attachment(models.Model):
    """A picture or a PDF that came with an opinion: checked, and freed of what tells of its maker.

    Pictures are kept re-encoded, never as they came. The public sees `shown_file` alone, which
    somebody has looked at and masked where needed.
    """

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=AttachmentKind.choices)
    file = models.FileField(_("file"), upload_to="opinions/")
    shown_file = models.FileField(_("file as shown"), upload_to="opinions/", blank=True)
    #: What is black in the picture as shown: edges in thousandths (see `feedback.covering`).
    covers = models.JSONField(_("covered places"), default=list, blank=True)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["opinion", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["opinion", "position"], name="attachment_position_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(position__range=(1, MAX_ATTACHMENTS)), name="attachments_are_few"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AttachmentKind.values), name="attachment_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.position}"


class Upload(models.Model):
    """A checked file of a form that is not sent yet; it goes within a day."""

    #: Keyed hash of the form's submission key (see `codes`).
    form_hash = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=AttachmentKind.choices)
    #: Where it stays when it is sent: nothing is copied then that could fail.
    file = models.FileField(_("file"), upload_to="opinions/")
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    #: The day alone (docs/adr/0012).
    uploaded_on = models.DateField(default=thai.today)

    class Meta:
        verbose_name = _("file of an unsent form")
        verbose_name_plural = _("files of unsent forms")
        ordering = ["form_hash", "position"]
        constraints = [
            models.UniqueConstraint(fields=["form_hash", "position"], name="upload_once_a_place"),
            models.UniqueConstraint(fields=["form_hash", "sha256"], name="upload_once_a_form"),
            models.CheckConstraint(
                condition=Q(position__range=(1, MAX_ATTACHMENTS)), name="uploads_are_few"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EntryLink(models.Model):
    """A poster or a link of a group, a school or an event, which fills in part of the form."""

    slug = models.SlugField(_("address"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    group = models.ForeignKey(
        MissionGroup, models.PROTECT, null=True, blank=True, verbose_name=_("mission group")
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, verbose_name=_("school")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_on = models.DateField(_("made on"), default=thai.today)

    objects = EntryLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry link")
        verbose_name_plural = _("entry links")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="entry_link_has_a_name")]

    def __str__(self) -> str:
        return self.name


class KeptOpinion(models.Model):
    """A matter somebody with an account has chosen to keep there; staff never see this."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("matter kept in an account")
        verbose_name_plural = _("matters kept in accounts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "opinion"], name="matter_is_kept_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


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
