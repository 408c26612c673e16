"""A reader objects to a published opinion."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feedback import codes
from feedback.choices import ReportReason
from feedback.forms.reporting import ReportForm
from feedback.marks import For, marks_of
from feedback.models import Opinion
from feedback.services import reporting
from feedback.views import readers
from participation.errors import DomainError


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_opinion(request: HttpRequest, number: str) -> HttpResponse:
    """Why it should be looked at again; answered by the page itself, for no session is begun."""
    opinion = get_object_or_404(Opinion.objects.published().for_listing().numbered(number))
    if request.method != "POST":
        form = ReportForm(initial={"key": codes.new_submission_key()})
        return _page(request, opinion, form)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, opinion, form)
    reader = readers.acting_reader(request)
    if readers.are_too_many(request, reader):
        return render(request, "429.html", status=429)
    try:
        reporting.report_opinion(
            opinion,
            marks=marks_of(reader.name, opinion, why=For.REPORT),
            reason=ReportReason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
        )
    except DomainError as error:
        raise Http404 from error
    return readers.remember(request, _page(request, opinion, None), reader)


def _page(request: HttpRequest, opinion: Opinion, form: ReportForm | None) -> HttpResponse:
    """The form, or without one the thanks."""
    context = {"opinion": opinion, "form": form}
    return TemplateResponse(request, "feedback/report_form.html", context)
