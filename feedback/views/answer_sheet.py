"""Many opinions are answered in a spreadsheet: taken, filled in, brought back, handed in."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from feedback.forms.answer_sheet import AnswersForm, CheckedAnswersForm
from feedback.services import answering_by_sheet, keeping
from participation import thai
from participation.errors import DomainError
from participation.http import UserRequest, require
from participation.models import Office
from participation.paging import count_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def answers_file(request: UserRequest) -> HttpResponse:
    """The workbook of what the officer has to answer; a form asks for it, for it is on record."""
    require(request, "feedback.answer_opinion")
    content = answering_by_sheet.make_sheet(by=request.user)
    name = f"answers-{thai.today().isoformat()}.xlsx"
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: UserRequest) -> HttpResponse:
    """A filled workbook is checked first and handed in by one press; twice is once."""
    require(request, "feedback.answer_opinion")
    if request.method != "POST":
        return _page(request, AnswersForm())
    return _hand_in_checked(request) if "checked" in request.POST else _check(request)


def _check(request: UserRequest) -> HttpResponse:
    form = AnswersForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    content = form.cleaned_data["file"].read()
    try:
        ahead = answering_by_sheet.check(content, by=request.user)
    except DomainError as error:
        form.add_error("file", str(error))
        return _page(request, form)
    checked = None
    if ahead.ready:
        key = keeping.keep_checked(content, by=request.user)
        checked = CheckedAnswersForm(initial={"checked": key})
    return _page(request, AnswersForm(), ahead=ahead, checked_form=checked)


def _hand_in_checked(request: UserRequest) -> HttpResponse:
    """Hand in what this officer has just checked; pressed twice or reloaded, it says so."""
    form = CheckedAnswersForm(request.POST)
    key = form.cleaned_data["checked"] if form.is_valid() else ""
    content = keeping.checked_content(key, by=request.user)
    if not content:
        gone = content is None
        return _page(request, AnswersForm(), is_done=not gone, is_gone=gone)
    done = answering_by_sheet.take(content, by=request.user)
    keeping.let_go_imported(key, by=request.user)
    return _page(request, AnswersForm(), done=done)


def _page(request: UserRequest, form: AnswersForm, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request,
        "feedback/desk_answers.html",
        {
            "form": form,
            "ahead": None,
            "done": None,
            "checked_form": None,
            "is_done": False,
            "is_gone": False,
            "waiting": count_of(answering_by_sheet.to_answer(request.user)),
            "most": answering_by_sheet.MAX_ANSWERS,
            "kept_minutes": int(keeping.KEPT_FOR.total_seconds() // 60),
            "needs_sign_off": Office.current().answers_need_sign_off,
        }
        | context,
    )
