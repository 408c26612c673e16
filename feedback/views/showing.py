"""A file that came with an opinion is looked at, covered where needed, and shown to the public."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feedback.choices import AttachmentKind
from feedback.covering import Box, Preview, preview
from feedback.forms.showing import Drawing, FileForm, PlaceForm
from feedback.models import Attachment
from feedback.services import showing
from feedback.views.desk_opinion import find_opinion
from feedback.views.files import opened
from participation.errors import DomainError
from participation.http import UserRequest, gone_is_404
from participation.meanwhile import last_seen

#: As wide as the picture is on a telephone, in points.
NARROW = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404()
def show_file(request: UserRequest, number: str, position: int) -> HttpResponse:
    """The picture with what is to be covered of it: drawn press by press, then shown or kept."""
    opinion = find_opinion(request, number, "feedback.mask_opinion")
    file = get_object_or_404(opinion.attachments, position=position)
    if request.method != "POST":
        drawing = Drawing(tuple(Box(*box) for box in file.covers))
        seen = FileForm(initial={"seen": last_seen(opinion, *showing.SHOWING)})
        return _page(request, file, drawing, seen, PlaceForm())
    drawing, seen = Drawing.on_page(request.POST).pressed(request.POST), FileForm(request.POST)
    place = PlaceForm(request.POST)
    if "place" in request.POST:
        if not place.is_valid():
            return _page(request, file, drawing, seen, place)
        drawing, place = drawing.with_box(place.box), PlaceForm()
    elif {"show", "hide"} & request.POST.keys() and seen.is_valid():
        try:
            if "show" in request.POST:
                _require_finished(drawing, place)
                showing.show_file(file, by=request.user, boxes=drawing.boxes, **seen.arguments)
                said = _("File %(position)s of %(number)s is shown once the opinion is published.")
            else:
                showing.hide_file(file, by=request.user, **seen.arguments)
                said = _("File %(position)s of %(number)s is kept from the public.")
        except DomainError as error:
            seen.refuse(error)
        else:
            messages.success(request, said % {"position": position, "number": number})
            return redirect("feedback:desk_opinion", number)
    return _page(request, file, drawing, seen, PlaceForm(initial=dict(place.data.items())))


def _require_finished(drawing: Drawing, place: PlaceForm) -> None:
    """Refuse while a place is only begun: the public would see what somebody meant to cover."""
    if drawing.corner or place.is_begun:
        raise DomainError(_("You began to cover a place. Finish it or leave it out first."))


def _page(
    request: UserRequest,
    file: Attachment,
    drawing: Drawing,
    seen: FileForm,
    place: PlaceForm,
) -> HttpResponse:
    context: dict[str, Any] = {
        "opinion": file.opinion,
        "file": file,
        "drawing": drawing,
        "form": seen,
        "place": place,
        # whoever has named one place in numbers names the next one so
        "in_numbers": "place" in request.POST or place.is_begun,
    }
    if file.kind == AttachmentKind.IMAGE:
        showing.record_uncovering(file, drawing.boxes, by=request.user)
        with opened(file.file) as content:
            context["picture"] = _address(preview(content, drawing.boxes, drawing.corner))
    return TemplateResponse(
        request,
        "feedback/desk_file.html",
        context,
        status=409 if seen.is_outdated else 200,
    )


def _address(drawn: Preview) -> dict[str, Any]:
    """The picture within the page, in the two sizes it may be pressed in."""
    narrow = min(NARROW, drawn.width)
    return {
        "address": f"data:image/jpeg;base64,{base64.b64encode(drawn.content).decode()}",
        "sizes": [
            ("wide", drawn.width, drawn.height),
            ("narrow", narrow, max(1, drawn.height * narrow // drawn.width)),
        ],
    }
