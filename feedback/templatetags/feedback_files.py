"""Files that came with opinions, on the pages that may show them."""

import base64
import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse

from feedback.choices import AttachmentKind
from feedback.links import link_to as link_to_file
from feedback.models import Attachment, Opinion, Upload
from feedback.services import showing
from participation.models import User

register = template.Library()

#: The longer side of a picture in a list of files, in points.
THUMBNAIL = 160
#: So many small pictures a process keeps in mind, of some five kilobytes each.
REMEMBERED = 500


@register.filter
def link_to(file: Attachment | Upload) -> str:
    """The address of a file for whoever has this page open."""
    return link_to_file(file)


@register.filter
def thumbnail(file: Attachment | Upload) -> str:
    """A picture small, within the page: no address of it stands in any log. Of a PDF, nothing."""
    shown = showing.as_covered(file) if isinstance(file, Attachment) else file.file
    if file.kind != AttachmentKind.IMAGE or not shown:
        return ""
    try:
        return made_small(shown.path)
    except OSError:
        return ""


@lru_cache(maxsize=REMEMBERED)
def made_small(path: str) -> str:
    """The picture at a path, made small once: no file of ours ever changes under its name."""
    from PIL import Image  # noqa: PLC0415 (only pages with pictures pay for it)

    out = io.BytesIO()
    with Image.open(path, formats=["JPEG"]) as picture:
        picture.draft("RGB", (THUMBNAIL, THUMBNAIL))
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        picture.save(out, "JPEG", quality=70)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"


@register.inclusion_tag("feedback/parts/attachments.html")
def sender_files(opinion: Opinion) -> dict[str, Any]:
    """The files of an opinion for whoever holds its code."""
    return _files(opinion, link_to_file)


@register.inclusion_tag("feedback/parts/attachments.html")
def desk_files(opinion: Opinion, reader: User, *, may_show: bool) -> dict[str, Any]:
    """The files of an opinion that `reader` of the staff may see, or show to the public as well."""
    files = _files(opinion, lambda file: _address("desk_file", opinion, file))["files"]
    may_read = reader.has_perm("feedback.read_raw", opinion)
    seen = [
        (file, url if showing.as_covered(file) else "")
        for file, url in files
        if showing.as_covered(file) or may_read
    ]
    return {"files": seen, "opinion": opinion, "may_show": may_show, "may_read": may_read}


@register.inclusion_tag("feedback/parts/attachments.html")
def public_files(opinion: Opinion) -> dict[str, Any]:
    """The files of an opinion that may be shown to everybody."""
    files = _files(opinion, lambda file: _address("opinion_file", opinion, file))["files"]
    return {"files": [(file, url) for file, url in files if file.shown_file]}


def _files(opinion: Opinion, address: Callable[[Attachment], str]) -> dict[str, Any]:
    return {"files": [(file, address(file)) for file in opinion.attachments.order_by("position")]}


def _address(page: str, opinion: Opinion, file: Attachment) -> str:
    return reverse(f"feedback:{page}", args=[opinion.number, file.position])
