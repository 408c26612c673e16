"""Files that came with opinions: to whoever sent them, to staff, and to everybody what is shown."""

import logging
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from feedback import codes
from feedback.choices import AttachmentKind
from feedback.forms.sending import SendingForm
from feedback.links import file_behind
from feedback.models import Opinion
from feedback.services import showing
from feedback.services.uploading import stage_file, staged, unstage_file
from feedback.views import limits
from participation.errors import DomainError
from participation.http import UserRequest, require
from participation.paging import row_number

if TYPE_CHECKING:
    from django.core.files import File

#: A file does nothing but be seen, whatever it is taken for.
_CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_TYPES = {
    AttachmentKind.IMAGE: ("image/jpeg", "jpg"),
    AttachmentKind.PDF: ("application/pdf", "pdf"),
}

#: From one address in ten minutes; a school class attaches its photographs behind one.
FILES_ALLOWED = 300

log = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_POST
def form_files(request: HttpRequest) -> HttpResponse:
    """The list of files of an unsent form, after some were chosen or one was taken off."""
    key = request.POST.get("key", "")
    if not codes.is_submission_key(key):
        raise Http404
    form = SendingForm(initial={"key": key}, **keep_files(request, key))
    return TemplateResponse(request, "feedback/parts/staged_files.html", {"form": form})


def keep_files(request: HttpRequest, key: str) -> dict[str, Any]:
    """Keep what was chosen with the form of this key; what the form is to show of files."""
    if taken_off := request.POST.get("remove", ""):
        unstage_file(key, row_number(taken_off) or 0)
    refused = []
    for file in request.FILES.getlist("attachments"):
        try:
            _take_in_turn(request)
            stage_file(key, file)
        except DomainError as error:
            refused.append(f"{file.name}: {error}")
    return {"staged": staged(key), "refused_files": refused}


def _take_in_turn(request: HttpRequest) -> None:
    """Count a file, or refuse it: each costs a process of its own and stays a day, sent or not."""
    if limits.noted(request, "files") >= FILES_ALLOWED:
        raise DomainError(
            _("Very many files came from here just now. Attach it again in ten minutes.")
        )
    limits.note(request, "files")


@login_not_required
@never_cache
@require_safe
def linked_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """A file to whoever has the page open that shows it (see `links`)."""
    found = file_behind(token)
    if found is None:
        return TemplateResponse(request, "feedback/link_over.html", status=404)
    return answer_with_file(found.file, found.kind, name=f"file-{found.position}")


@never_cache
@require_safe
def desk_file(request: UserRequest, number: str, position: int) -> FileResponse:
    """A file to staff who may read the opinion, as far as they may see it."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user).numbered(number))
    require(request, "feedback.read_desk", opinion)
    file = get_object_or_404(opinion.attachments, position=position)
    held = showing.as_covered(file)
    if held is None:
        raise Http404
    return answer_with_file(held, file.kind, name=f"{opinion.number}-{position}")


@never_cache
@require_POST
def read_file(request: UserRequest, number: str, position: int) -> FileResponse:
    """A file as received, for whoever may read it; each reading is on record."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user).numbered(number))
    require(request, "feedback.read_raw", opinion)
    file = get_object_or_404(opinion.attachments, position=position)
    held = showing.read_as_received(file, by=request.user)
    return answer_with_file(held, file.kind, name=f"{opinion.number}-{position}")


@login_not_required
@never_cache
@require_safe
def opinion_file(request: HttpRequest, number: str, position: int) -> FileResponse:  # noqa: ARG001
    """A file of a published opinion as it may be shown."""
    opinion = get_object_or_404(Opinion.objects.published().numbered(number))
    file = get_object_or_404(opinion.attachments.exclude(shown_file=""), position=position)
    return answer_with_file(file.shown_file, file.kind, name=f"{opinion.number}-{position}")


def opened(file: FieldFile) -> "File[bytes]":
    """The content; where the disk has lost it, whoever looks after the machine hears of it."""
    try:
        return file.open()
    except FileNotFoundError:
        log.exception("file_missing", extra={"file": file.name})
        raise Http404 from None


def answer_with_file(file: FieldFile, kind: str, *, name: str) -> FileResponse:
    """Pictures are shown, documents handed over: what reads them runs more than a picture."""
    content_type, ending = _TYPES[AttachmentKind(kind)]
    response = FileResponse(
        opened(file),
        as_attachment=kind != AttachmentKind.IMAGE,
        filename=f"{name}.{ending}",
        content_type=content_type,
    )
    response.headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
