"""The desk's pages of reports: ask for one, see it being built, find those that are finished."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HTMX_STOP_POLLING

from participation.choices import DocumentKind, JobState
from participation.errors import DomainError
from participation.http import UserRequest
from participation.models import Job, PublishedFile
from participation.paging import page_of, row_number
from reports import services
from reports.forms import AnnualReportForm
from reports.jobs import ANNUAL

#: Finished reports on one page of the list.
PAGE_SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: UserRequest) -> HttpResponse:
    """Ask for the report of a year; those under way and those finished."""
    _require_leave(request)
    form = AnnualReportForm(request.POST or None)
    if form.is_valid():
        try:
            job = services.ask_annual_report(form.cleaned_data["year"], by=request.user)
        except DomainError as error:
            form.add_error("year", str(error))
        else:
            return redirect("reports:report", job.pk)
    files = PublishedFile.objects.made_for(request.user).filter(kind=DocumentKind.ANNUAL_REPORT)
    page = page_of(
        files,
        before=row_number(request.GET.get("before")),
        after=row_number(request.GET.get("after")),
        size=PAGE_SIZE,
    )
    under_way = Job.objects.filter(handler=ANNUAL, state__in=[JobState.QUEUED, JobState.RUNNING])
    return TemplateResponse(
        request,
        "reports/report_list.html",
        {"form": form, "page": page, "under_way": under_way.order_by("queued_at")},
    )


@require_safe
def report(request: UserRequest, pk: UUID) -> HttpResponse:
    """How far a report is; the page asks again by itself and may be left."""
    _require_leave(request)
    job = get_object_or_404(Job.objects.select_related("file"), pk=pk, handler=ANNUAL)
    context = {"job": job, "year": job.arguments["year"]}
    if not request.htmx:
        return TemplateResponse(request, "reports/report_detail.html", context)
    return TemplateResponse(
        request,
        "reports/parts/report_progress.html",
        context,
        status=HTMX_STOP_POLLING if job.is_finished else 200,
    )


def _require_leave(request: UserRequest) -> None:
    if not request.user.has_perm("reports.ask_report"):
        raise PermissionDenied
