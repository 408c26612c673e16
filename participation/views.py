"""Pages of the core: home, groups, the announcement, files, the desk."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_POST, require_safe

from participation import desk as desks
from participation import display as displays
from participation import reference, showcase, thai, waiting
from participation import theme as themes
from participation.http import UserRequest
from participation.kept_pages import may_be_kept
from participation.models import (
    Announcement,
    PublishedFile,
    ResponsibleOfficer,
)
from participation.paging import count_of, queue_page_of

#: The day from which the privacy notice says what it says.
PRIVACY_NOTICE_OF = dt.date(2026, 11, 23)
DUTIES_ON_A_PAGE = 25

log = logging.getLogger(__name__)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "participation/home.html", _groups())


@may_be_kept
@login_not_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "participation/group_list.html", _groups())


@may_be_kept
@login_not_required
@require_safe
def group(request: HttpRequest, number: int) -> HttpResponse:
    """A mission group: its tasks, its committee, what was said and what became of it."""
    group = next((one for one in reference.groups() if one.number == number), None)
    if group is None:
        raise Http404
    officers = ResponsibleOfficer.objects.on(thai.today()).for_group(group)
    context = {"group": group, "officers": officers.select_related("user", "unit").order_by("pk")}
    return TemplateResponse(request, "participation/group_detail.html", context)


@may_be_kept
@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The announcement, word for word."""
    announcement = get_object_or_404(Announcement.objects.in_force())
    context = {"announcement": announcement, "parts": announcement.parts.all()}
    return TemplateResponse(request, "participation/about.html", context)


@may_be_kept
@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the Personal Data Protection Act, section 23, asks to be said before data is given."""
    context = {"notice_of": PRIVACY_NOTICE_OF}
    return TemplateResponse(request, "participation/privacy.html", context)


@may_be_kept
@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "participation/accessibility.html")


@login_not_required
@require_safe
def file(request: HttpRequest, serial: str) -> FileResponse:
    """A published document, as it was given out."""
    file = get_object_or_404(PublishedFile.objects.visible_to(request.user), serial=serial)
    try:
        content = file.file.open()
    except FileNotFoundError:
        log.exception("file_missing", extra={"serial": serial})
        raise Http404 from None
    return FileResponse(content, filename=f"{file.serial}.pdf", content_type="application/pdf")


@require_safe
def desk(request: UserRequest) -> HttpResponse:
    """What waits for me, from all houses, soonest due first; and what I can do beside."""
    duties = waiting.waiting_for(request.user)
    page = queue_page_of(
        duties,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=DUTIES_ON_A_PAGE,
    )
    reference.placed(page.rows)
    context = {
        "page": page,
        "waiting_count": count_of(duties),
        "today": thai.today(),
        "steps": desks.steps_for(request.user),
    }
    return TemplateResponse(request, "participation/desk.html", context)


@csrf_exempt  # it changes nothing but this browser's own view, and pages stay free of tokens
@login_not_required
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Size of text, contrast or language, kept in a cookie; back to the page it was asked from."""
    response = redirect(displays.local_path(request, request.POST.get("back", "")))
    for name, value in displays.chosen_by(request).items():
        displays.keep(response, name, value)
    return response


@login_not_required
@cache_control(public=True, max_age=600)
@condition(etag_func=lambda _request: themes.etag())
@require_safe
def theme(_request: HttpRequest) -> HttpResponse:
    """The groups' own colours as classes; they are data of the office."""
    return HttpResponse(themes.sheet(), content_type="text/css; charset=utf-8")


@login_not_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component once, for whoever builds a page; only in development."""
    if not settings.DEBUG:
        raise Http404
    return TemplateResponse(request, "participation/components.html", showcase.context())


def _groups() -> dict[str, Any]:
    """The groups in force and how many tasks they have together."""
    groups = reference.groups()
    return {"groups": groups, "tasks": sum(len(group.tasks.all()) for group in groups)}
