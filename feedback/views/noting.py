"""The staff's desk: remarks among staff about one opinion."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback.forms.noting import NoteForm
from feedback.services import noting
from feedback.views.desk_opinion import act_on, find_opinion
from participation.errors import DomainError
from participation.http import UserRequest, gone_is_404


@require_POST
def write_note(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.read_desk")
    form = NoteForm(request.POST, opinion=opinion, by=request.user)
    said = _("The note on %(number)s is kept.")
    return act_on(request, opinion, form, noting.write_note, said)


@require_POST
@gone_is_404()
def delete_note(request: UserRequest, number: str, pk: int) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.read_desk")
    note = get_object_or_404(opinion.notes.select_related("opinion", "by"), pk=pk)
    try:
        noting.delete_note(note, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The note is gone."))
    return redirect("feedback:desk_opinion", opinion.number)


@require_POST
def read_notes(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.read_desk")
    noting.read_notes(opinion, by=request.user)
    messages.success(request, _("The note on %(number)s is read.") % {"number": opinion.number})
    return redirect("feedback:desk_opinion", opinion.number)
