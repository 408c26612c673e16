"""ไฟล์แนบ: the public sees of a file what somebody has looked at, covered where needed."""

from collections.abc import Sequence
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from feedback.choices import Act, AttachmentKind
from feedback.covering import MOST, Box, covered, is_place
from feedback.models import Attachment, Opinion
from feedback.services.apart import require_apart
from feedback.services.uploading import write_file
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, User

#: What the page of a file has to have seen the last of.
SHOWING = (Act.SHOW_FILE, Act.HIDE_FILE)


@transaction.atomic
def show_file(
    file: Attachment, *, by: User, boxes: Sequence[Box] = (), seen: int | None = None
) -> Attachment:
    """Let the public see a file once its opinion is published: a picture with these places black.

    The file as it came stays. The new one is written before any row names it, and a file that no
    row names goes by itself (see `forget_uploads`).
    """
    file = _locked(file, seen)
    if file.kind == AttachmentKind.PDF and boxes:
        raise DomainError(_("Parts of a PDF cannot be covered. Show it as it is, or not at all."))
    if len(boxes) > MOST:
        raise DomainError(_("So many places cannot be covered. Keep the picture from the public."))
    if not all(map(is_place, boxes)):
        raise DomainError(_("A place lies outside the picture. Choose it again."))
    before, places = file.shown_file.name or "", [list(box) for box in boxes]
    if before and places == file.covers:
        return file
    file.covers, file.shown_file = places, _shown(file, boxes)
    return _keep(file, before, Act.SHOW_FILE, by=by)


@transaction.atomic
def hide_file(file: Attachment, *, by: User, seen: int | None = None) -> Attachment:
    """Keep a file from the public; done already, it is well. What was covered is remembered."""
    file = _locked(file, seen)
    if not (before := file.shown_file.name):
        return file
    file.shown_file = ""
    return _keep(file, before, Act.HIDE_FILE, by=by)


def as_covered(file: Attachment) -> FieldFile | None:
    """A file as staff see it: as it came, unless part of it is covered; then nothing of it hidden.

    Like the text: what was covered is read in a step of its own, by whoever may and on record.
    """
    return file.shown_file or (None if file.covers else file.file)


def read_as_received(file: Attachment, *, by: User) -> FieldFile:
    """The file before anything was covered; that it was read stays on record."""
    AuditEvent.record(Act.READ_RAW, file.opinion, by=by)
    return file.file


def record_uncovering(file: Attachment, boxes: Sequence[Box], *, by: User) -> None:
    """The same where the picture is drawn with these places black alone, and one is missing."""
    if {tuple(box) for box in file.covers} - set(boxes):
        AuditEvent.record(Act.READ_RAW, file.opinion, by=by)


def _locked(file: Attachment, seen: int | None) -> Attachment:
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=file.opinion_id)
    require_apart(opinion)
    refuse_if_changed(opinion, *SHOWING, seen=seen)
    return opinion.attachments.get(pk=file.pk)


def _shown(file: Attachment, boxes: Sequence[Box]) -> str:
    """The name of the file as shown; where nothing is covered it is the file itself."""
    if not boxes:
        return str(file.file.name)
    with file.file.open() as content:
        return write_file(covered(content, boxes), "jpg")


def _keep(file: Attachment, before: str, act: Act, *, by: User) -> Attachment:
    file.save(update_fields=["covers", "shown_file"])
    AuditEvent.record(act, file.opinion, by=by)
    if before and before != file.file.name:
        transaction.on_commit(partial(default_storage.delete, before))
    return file
