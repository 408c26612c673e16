"""Addresses of a file that last no longer than the page they stand on.

They stand for no account and hold no code: whoever has the page open sees the file, nobody later.
"""

import datetime as dt
from typing import Any

from django.core import signing
from django.db import models
from django.urls import reverse

from feedback.models import Attachment, Upload

LASTS = dt.timedelta(minutes=30)
_SALT = "feedback.links"
_KINDS: dict[str, models.Manager[Any]] = {"sent": Attachment.objects, "unsent": Upload.objects}


def link_to(file: Attachment | Upload) -> str:
    """Where the file is read for the next half hour."""
    kind = "sent" if isinstance(file, Attachment) else "unsent"
    return reverse("feedback:linked_file", args=[signing.dumps([kind, file.pk], salt=_SALT)])


def file_behind(token: str) -> Attachment | Upload | None:
    """The file, unless the address is too old, was never ours, or the file has gone."""
    try:
        kind, pk = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    found: Attachment | Upload | None = _KINDS[kind].filter(pk=pk).first()
    return found
