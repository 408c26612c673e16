"""Files that come with an opinion: kept with the form until it is sent, then taken over."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from feedback import codes
from feedback.choices import MAX_ATTACHMENTS, AttachmentKind
from feedback.models import Attachment, Opinion, Upload
from participation import database, thai
from participation.errors import DomainError
from participation.harmless import made_harmless, require_size

FOLDER = "opinions"
#: Where files lie that came with an opinion, as received, as shown, or as a restricted case.
FOLDERS = (FOLDER, f"{FOLDER}/shown", "restricted")
#: Below this much room on the disk no file is taken: opinions need it more.
RESERVE = 512 * 1024 * 1024
_ENDINGS = {AttachmentKind.IMAGE: "jpg", AttachmentKind.PDF: "pdf"}
_AT_A_TIME = 500


def staged(key: str) -> list[Upload]:
    """The files kept with the form of this key."""
    return list(Upload.objects.filter(form_hash=codes.turn_hash(key)))


def stage_file(key: str, file: UploadedFile) -> Upload:
    """Make a file harmless and keep it with the form of this key; the same file once."""
    form_hash = codes.turn_hash(key)
    _require_place(Upload.objects.filter(form_hash=form_hash).count())
    require_size(file.size or 0)
    kind, made = made_harmless(file.read())
    sha256 = hashlib.sha256(made).hexdigest()
    with transaction.atomic():
        database.one_at_a_time(form_hash)
        there = {upload.position: upload for upload in Upload.objects.filter(form_hash=form_hash)}
        for upload in there.values():
            if upload.sha256 == sha256:
                return upload
        _require_place(len(there))
        position = next(place for place in range(1, MAX_ATTACHMENTS + 1) if place not in there)
        return Upload.objects.create(
            form_hash=form_hash,
            position=position,
            kind=kind,
            file=write_file(made, _ENDINGS[AttachmentKind(kind)]),
            size=len(made),
            sha256=sha256,
        )


def unstage_file(key: str, position: int) -> None:
    """Take a file off the form."""
    found = Upload.objects.filter(form_hash=codes.turn_hash(key), position=position).first()
    # sent in the same moment it is the opinion's, and no file of the form any more
    if found and found.delete()[0]:
        found.file.delete(save=False)


def take_over(opinion: Opinion, key: str, hashes: Sequence[str]) -> None:
    """Let the files the sender has seen on the form be the opinion's, once however often asked.

    The bytes stay where they are: within the caller's transaction only rows change, under a lock,
    so that nobody deletes the file of a row that is on its way to the opinion.
    """
    there = set(opinion.attachments.values_list("sha256", flat=True))
    wanted = [sha256 for sha256 in dict.fromkeys(hashes) if sha256 not in there]
    if not wanted:
        return
    uploads = Upload.objects.filter(form_hash=codes.turn_hash(key), sha256__in=wanted)
    new = list(uploads.select_for_update().order_by("position"))
    if len(new) < len(wanted):
        raise DomainError(
            _("An attached file is no longer here; we keep it for a day only. Attach it again.")
        )
    if len(there) + len(new) > MAX_ATTACHMENTS:
        raise DomainError(_too_many())
    Attachment.objects.bulk_create(
        Attachment(
            opinion=opinion,
            position=len(there) + number,
            kind=upload.kind,
            file=upload.file.name,
            size=upload.size,
            sha256=upload.sha256,
        )
        for number, upload in enumerate(new, start=1)
    )
    uploads.delete()


def write_file(content: bytes, ending: str) -> str:
    """The name of a new file with this content, on the disk before anybody relies on it."""
    if shutil.disk_usage(settings.DATA_DIR).free < RESERVE:
        raise DomainError(_no_room())
    name = f"{FOLDER}/{secrets.token_hex(16)}.{ending}"
    try:
        name = default_storage.save(name, ContentFile(content))
        path = default_storage.path(name)
        with open(path, "rb") as file:  # noqa: PTH123 (only to have it flushed)
            os.fsync(file.fileno())
        # the day alone, see docs/adr/0012
        day = thai.start_of(thai.today()).timestamp()
        os.utime(path, (day, day))
    except OSError:
        default_storage.delete(name)  # half a file is none
        raise DomainError(_no_room()) from None
    return name


def forget_uploads() -> int:
    """Delete files of forms never sent, and what a killed process has left; returns how many."""
    Upload.objects.filter(uploaded_on__lt=thai.today()).delete()
    strays = [
        name for batch in _batches(_old_files()) for name in sorted(set(batch) - _named(batch))
    ]
    for name in strays:
        default_storage.delete(name)
    return len(strays)


def _require_place(count: int) -> None:
    if count >= MAX_ATTACHMENTS:
        raise DomainError(_too_many())


def _too_many() -> str:
    return _(
        "At most %(count)s files fit. Remove one, or send the others with a second opinion."
    ) % {"count": MAX_ATTACHMENTS}


def _no_room() -> str:
    return _("We cannot keep files at the moment. Your text can be sent without them.")


def _old_files() -> list[str]:
    """Files of ours that were written before today."""
    before = thai.start_of(thai.today())
    there = [folder for folder in FOLDERS if default_storage.exists(folder)]
    names = [f"{one}/{name}" for one in there for name in default_storage.listdir(one)[1]]
    return [name for name in names if default_storage.get_modified_time(name) < before]


def _batches(names: list[str]) -> list[list[str]]:
    return [names[start : start + _AT_A_TIME] for start in range(0, len(names), _AT_A_TIME)]


def _named(names: list[str]) -> set[str]:
    """Those that any row of any table names: whoever took a file over has not moved it."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows: models.QuerySet[Any] = models.QuerySet(model).filter(
                    **{f"{field.name}__in": names}
                )
                found |= set(rows.values_list(field.name, flat=True))
    return found
