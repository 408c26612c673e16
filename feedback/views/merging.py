"""The staff's desk: what says the same is found, laid beside the other, merged, and parted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback.forms.merging import ChooseMainForm, MergeForm
from feedback.models import Opinion
from feedback.proposing import likeness
from feedback.services import merging
from feedback.services.together import last_event
from feedback.views.desk_opinion import find_opinion
from participation.errors import DomainError
from participation.http import UserRequest, gone_is_404


@require_http_methods(["GET", "HEAD", "POST"])
def merge_opinion(request: UserRequest, number: str) -> HttpResponse:
    """What says the same; with one of them chosen the two side by side; by POST they are merged."""
    opinion = find_opinion(request, number, "feedback.merge_opinion")
    if opinion.merged_into_id:
        return redirect("feedback:desk_opinion", opinion.number)
    chosen = request.POST or request.GET
    choice = ChooseMainForm(chosen if "into" in chosen else None, opinion=opinion, by=request.user)
    if not choice.is_valid():
        alike = likeness.similar_to(opinion, reader=request.user)
        context = {"opinion": opinion, "form": choice, "alike": alike}
        return TemplateResponse(request, "feedback/desk_merge_choose.html", context)
    asked = choice.cleaned_data["into"]
    form = MergeForm(request.POST or None, initial={"seen": last_event()})
    if form.is_valid():
        try:
            with gone_is_404():
                merging.merge(opinion, into=asked, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            said = _("%(number)s is merged now and is answered with %(main)s.")
            main = asked.merged_into or asked
            messages.success(request, said % {"number": opinion.number, "main": main.number})
            return redirect("feedback:desk_opinion", opinion.number)
    return _side_by_side(request, opinion, asked, form)


@require_POST
def unmerge_opinion(request: UserRequest, number: str) -> HttpResponse:
    """Undo it; who pressed at the main one comes back to that."""
    opinion = find_opinion(request, number, "feedback.merge_opinion")
    main = opinion.merged_into
    try:
        with gone_is_404():
            merging.unmerge(opinion, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        said = _("%(number)s is answered by itself again, as before.")
        messages.success(request, said % {"number": opinion.number})
    back = main if main and "at_main" in request.POST else opinion
    return redirect("feedback:desk_opinion", back.number)


def _side_by_side(
    request: UserRequest, opinion: Opinion, asked: Opinion, form: MergeForm
) -> HttpResponse:
    # somebody else may have acted meanwhile: show both as they are now
    shown = Opinion.objects.for_listing().in_bulk([opinion.pk, asked.merged_into_id or asked.pk])
    main = shown[asked.merged_into_id or asked.pk]
    opinion = shown[opinion.pk]
    refusal = ""
    try:
        merging.require_mergeable(opinion, main)
    except DomainError as error:
        refusal = str(error)
    context = {
        "opinion": opinion,
        "main": main,
        "asked": asked,
        "form": form,
        "refusal": refusal,
        "answer": main.responses.order_by("-id").first(),
        "may_turn": opinion != main and main.is_open and not main.merged.exists(),
        "is_due_earlier": main.is_open and opinion.due_on < main.due_on,
    }
    return TemplateResponse(request, "feedback/desk_merge.html", context)
