"""Opinions that came on paper or by telephone are brought in from a spreadsheet."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from feedback import import_sheet
from feedback.choices import Channel, OpinionKind
from feedback.forms.importing import CheckedForm, ImportForm
from feedback.services import importing, keeping
from participation import thai
from participation.choices import StakeholderType
from participation.errors import DomainError
from participation.http import UserRequest, require


@require_http_methods(["GET", "HEAD", "POST"])
def import_opinions(request: UserRequest) -> HttpResponse:
    """A file is imported, or checked first and imported by one press; twice, it is there once."""
    require(request, "feedback.import_opinions")
    if request.method != "POST":
        return _page(request, ImportForm())
    return _import_checked(request) if "checked" in request.POST else _import_file(request)


@require_safe
def import_template(request: UserRequest) -> HttpResponse:
    """A file to fill in: the first line and one example."""
    require(request, "feedback.import_opinions")
    response = HttpResponse(
        import_sheet.template(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response.headers["Content-Disposition"] = 'attachment; filename="opinions.xlsx"'
    return response


def _import_file(request: UserRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    content = form.cleaned_data["file"].read()
    day = form.cleaned_data["received_on"] or thai.today()
    try:
        result = importing.import_opinions(
            content, by=request.user, received_on=day, dry_run=form.cleaned_data["dry_run"]
        )
    except DomainError as error:
        form.add_error("file", str(error))
        return _page(request, form)
    checked = None
    if result.dry_run and result.added:
        key = keeping.keep_checked(content, by=request.user)
        checked = CheckedForm(initial={"checked": key, "received_on": day})
    return _page(request, ImportForm(), result=result, checked_form=checked)


def _import_checked(request: UserRequest) -> HttpResponse:
    """Import what this officer has just checked; pressed twice or reloaded, it says so."""
    form = CheckedForm(request.POST)
    key = form.cleaned_data["checked"] if form.is_valid() else ""
    content = keeping.checked_content(key, by=request.user)
    if not content:
        return _page(request, ImportForm(), is_done=content is not None, is_gone=content is None)
    result = importing.import_opinions(
        content, by=request.user, received_on=form.cleaned_data["received_on"]
    )
    keeping.let_go_imported(key, by=request.user)
    return _page(request, ImportForm(), result=result)


def _page(request: UserRequest, form: ImportForm, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request,
        "feedback/desk_opinion_import.html",
        {
            "form": form,
            "result": None,
            "checked_form": None,
            "is_done": False,
            "is_gone": False,
            "kept_minutes": int(keeping.KEPT_FOR.total_seconds() // 60),
            "types": StakeholderType.choices,
            "channels": Channel.choices,
            "kinds": OpinionKind.choices,
        }
        | context,
    )
