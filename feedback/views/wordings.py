"""Wordings that answers begin with are kept at the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.forms.wording import WordingForm
from feedback.models import AnswerTemplate
from feedback.services import wording as services
from participation.choices import Role
from participation.errors import DomainError
from participation.http import UserRequest, require
from participation.meanwhile import last_seen
from participation.models import MissionGroup
from participation.waiting import groups_headed_by


@require_safe
def wordings(request: UserRequest) -> HttpResponse:
    """What is there, for whoever answers; those who may write it find the way to it."""
    require(request, "feedback.read_desk")
    rows = list(AnswerTemplate.objects.select_related("group"))
    may = {row.pk for row in rows if request.user.has_perm("feedback.write_wording", row)}
    return TemplateResponse(
        request,
        "feedback/wording_list.html",
        {"wordings": rows, "own": may, "may_add": request.user.has_perm("feedback.write_wording")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_wording(request: UserRequest) -> HttpResponse:
    require(request, "feedback.write_wording")
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_wording(request: UserRequest, pk: int) -> HttpResponse:
    return _edit(request, _find(request, pk))


@require_POST
def delete_wording(request: UserRequest, pk: int) -> HttpResponse:
    wording = _find(request, pk)
    services.delete_wording(wording, by=request.user)
    messages.success(request, _("The wording “%(name)s” is gone.") % {"name": wording.name})
    return redirect("feedback:wordings")


def _find(request: UserRequest, pk: int) -> AnswerTemplate:
    require(request, "feedback.read_desk")
    wording = get_object_or_404(AnswerTemplate.objects.select_related("group"), pk=pk)
    require(request, "feedback.write_wording", wording)
    return wording


def _edit(request: UserRequest, wording: AnswerTemplate | None) -> HttpResponse:
    for_all = Role.TRIAGE_OFFICER in request.user.roles
    groups = MissionGroup.objects.all() if for_all else groups_headed_by(request.user)
    initial = (
        {"name": wording.name, "text": wording.text, "outcome": wording.outcome}
        | {"group": wording.group_id, "seen": last_seen(wording, services.WRITE)}
        if wording
        else {}
    )
    form = WordingForm(
        request.POST or None,
        groups=groups.in_force(),
        for_all=for_all,
        wording=wording,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.write_wording(wording, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The wording is kept."))
            return redirect("feedback:wordings")
    context = {"form": form, "wording": wording}
    status = 409 if form.is_outdated else 200
    return TemplateResponse(request, "feedback/wording_form.html", context, status=status)
