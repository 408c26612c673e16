"""The legal officer's desk: restricted cases, which nobody else sees more of than a 404.

A GET shows no word of a case. It is opened by POST, for each reading is on record.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import casefile, codes, conversation
from feedback.choices import Act, CaseAct, CaseState
from feedback.forms.cases import GiveBackForm, MoveForm, WriteForm
from feedback.forms.desk import SeenForm
from feedback.models import InternalNote, Moderation, Opinion, RestrictedCase
from feedback.services import cases as services
from feedback.services.receiving import answer_by
from feedback.services.restricting import give_back
from feedback.views.files import answer_with_file
from participation import thai
from participation.errors import DomainError
from participation.http import UserRequest, gone_is_404
from participation.meanwhile import events, last_seen
from participation.paging import count_of, page_of, row_number

#: Rows of the list.
PAGE_SIZE = 25


@never_cache
@require_safe
def cases(request: UserRequest) -> HttpResponse:
    """Cases the reader may open, the newest first; without a choice those that are open."""
    if not request.user.has_perm("feedback.read_cases"):
        raise Http404
    visible = RestrictedCase.objects.visible_to(request.user)
    is_closed = request.GET.get("state") == CaseState.CLOSED
    still_open, closed = (
        visible.exclude(state=CaseState.CLOSED),
        visible.filter(state=CaseState.CLOSED),
    )
    page = page_of(
        closed if is_closed else still_open,
        before=row_number(request.GET.get("before")),
        after=row_number(request.GET.get("after")),
        size=PAGE_SIZE,
    )
    context = {
        "page": page,
        "is_closed": is_closed,
        "open_count": count_of(still_open),
        "closed_count": count_of(closed),
        "rows": [(case, answer_by(case.restricted_on)) for case in page.rows],
    }
    return TemplateResponse(request, "feedback/case_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: UserRequest, pk: int) -> HttpResponse:
    """The cover of a case; by POST what is in it, and that it was read is on record."""
    case = _find(request, pk)
    if request.method == "POST":
        return _page(request, case)
    context = {
        "case": case,
        "due_on": answer_by(case.restricted_on),
        "files": case.files.count(),
        "from_sender": case.messages.filter(side="sender").count(),
    }
    return TemplateResponse(request, "feedback/case_cover.html", context)


@never_cache
@require_POST
def write_to_sender(request: UserRequest, pk: int) -> HttpResponse:
    said = _("The message to the sender of complaint %(number)s is sent.")
    form = WriteForm(request.POST)
    return _act_on(request, _find(request, pk), form, services.write_to_sender, said)


@never_cache
@require_POST
def move_case(request: UserRequest, pk: int) -> HttpResponse:
    said = _("Where complaint %(number)s stands is kept.")
    form = MoveForm(request.POST)
    return _act_on(request, _find(request, pk), form, services.move_case, said)


@never_cache
@require_POST
def give_back_case(request: UserRequest, pk: int) -> HttpResponse:
    said = _("Complaint %(number)s is an opinion again, under a new number.")
    form = GiveBackForm(request.POST)
    return _act_on(request, _find(request, pk), form, give_back, said, is_gone=True)


@never_cache
@require_POST
def case_file(request: UserRequest, pk: int, position: int) -> FileResponse:
    """A file as it came; that it was read is on record."""
    case = _find(request, pk)
    file = get_object_or_404(case.files, position=position)
    services.open_file(case, by=request.user)
    return answer_with_file(file.file, file.kind, name=f"{case.pk}-{position}")


def _find(request: UserRequest, pk: int) -> RestrictedCase:
    return get_object_or_404(RestrictedCase.objects.visible_to(request.user), pk=pk)


def _act_on(
    request: UserRequest,
    case: RestrictedCase,
    form: SeenForm,
    act: Callable[..., object],
    said: str,
    *,
    is_gone: bool = False,
) -> HttpResponse:
    """Do what the form asks for and say so, or bring the form back with what is to be mended."""
    if form.is_valid():
        try:
            with gone_is_404():
                act(case, by=request.user, **form.arguments)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, said % {"number": case.pk})
            return redirect("feedback:cases") if is_gone else redirect("feedback:case", case.pk)
    with gone_is_404():
        case.refresh_from_db()  # somebody else may have acted meanwhile: show it as it is now
    return _page(request, case, refused=form)


def _page(
    request: UserRequest, case: RestrictedCase, *, refused: SeenForm | None = None
) -> HttpResponse:
    """All that is in the case."""
    services.open_case(case, by=request.user)
    seen = {"seen": last_seen(case, *services.TURNS)}
    context: dict[str, Any] = {
        "case": case,
        "was": casefile.opinion_in(case.record),
        "turns": conversation.of_case(case, own=False),
        "notes": casefile.earlier(case, InternalNote, "by"),
        "moderations": casefile.earlier(case, Moderation, "by"),
        "files": case.files.order_by("position"),
        "history": _history(case),
        "due_on": answer_by(case.restricted_on),
        "days_since": (thai.today() - case.received_on).days,
        "refused": refused,
        "move_form": MoveForm(initial=seen | {"state": case.state}),
        "give_back_form": GiveBackForm(initial=seen),
    }
    if not case.import_key:
        key = {"key": codes.new_submission_key()}
        context["write_form"] = WriteForm(initial=seen | key)
    if refused:
        context[f"{refused.name}_form"] = refused
    return TemplateResponse(
        request,
        "feedback/case_detail.html",
        context,
        status=409 if refused and refused.is_outdated else 200,
    )


def _history(case: RestrictedCase) -> list[tuple[Any, str]]:
    """What was done to the opinion it was, and to the case since, newest first."""
    since = [
        (event, str(CaseAct(event.verb).label))
        for event in events(case, CaseAct.values).select_related("by")
    ]
    was = Opinion(pk=case.record["opinion"]["pk"])
    before = [
        (event, str(Act(event.verb).label))
        for event in events(was, Act.values).select_related("by")
    ]
    return [*since, *before]
