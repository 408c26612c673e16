"""Pages of the core: home, groups, the announcement, files, the desk."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from participation.http import UserRequest
from participation.models import Duty, MissionGroup, PublishedFile


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    groups = MissionGroup.objects.in_force().for_listing()
    return TemplateResponse(request, "participation/home.html", {"groups": groups})


@login_not_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    groups = MissionGroup.objects.in_force().for_listing()
    return TemplateResponse(request, "participation/group_list.html", {"groups": groups})


@login_not_required
@require_safe
def group(request: HttpRequest, number: int) -> HttpResponse:
    """A mission group: its tasks, its committee, what was said and what became of it."""
    group = get_object_or_404(MissionGroup.objects.in_force().for_listing(), number=number)
    return TemplateResponse(request, "participation/group_detail.html", {"group": group})


@login_not_required
@require_safe
def file(request: HttpRequest, serial: str) -> FileResponse:
    """A published document, as it was given out."""
    file = get_object_or_404(PublishedFile.objects.visible_to(request.user), serial=serial)
    return FileResponse(file.file.open(), filename=f"{file.serial}.pdf", content_type="application/pdf")


@require_safe
def desk(request: UserRequest) -> HttpResponse:
    """What waits for me, from all houses."""
    duties = Duty.objects.waiting_for(request.user)
    return TemplateResponse(request, "participation/desk.html", {"duties": duties})
