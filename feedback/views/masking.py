"""Personal data is covered before an opinion is published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from feedback.choices import Act
from feedback.forms.masking import MaskForm
from feedback.services.masking import mask_opinion as mask
from feedback.services.masking import read_as_received
from feedback.views.desk_opinion import find_opinion
from participation.errors import DomainError
from participation.http import UserRequest, gone_is_404
from participation.meanwhile import last_seen


@never_cache
@require_POST
@gone_is_404()
def mask_opinion(request: UserRequest, number: str) -> HttpResponse:
    """Show the places that may tell of a person, or cover those that were chosen.

    By POST in both cases: the page shows what is covered elsewhere, and that is on record.
    """
    opinion = find_opinion(request, number, "feedback.mask_opinion")
    if MaskForm.name not in request.POST:
        form = MaskForm(opinion=opinion, initial={"seen": last_seen(opinion, Act.MASK)})
    else:
        form = MaskForm(request.POST, opinion=opinion)
        if form.is_valid():
            try:
                mask(opinion, by=request.user, **form.arguments)
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Opinion %(number)s is masked.") % {"number": number})
                return redirect("feedback:desk_opinion", number)
    if opinion.masks:  # refused or not, the page shows what is covered
        read_as_received(opinion, by=request.user)
    return TemplateResponse(
        request, "feedback/desk_opinion_mask.html", {"opinion": opinion, "form": form}
    )


@never_cache
@require_POST
def read_opinion(request: UserRequest, number: str) -> HttpResponse:
    """The text as received, for whoever may read it; each reading is on record."""
    opinion = find_opinion(request, number, "feedback.read_raw")
    whole = read_as_received(opinion, by=request.user)
    return TemplateResponse(
        request, "feedback/desk_opinion_raw.html", {"opinion": opinion, "whole": whole}
    )
