"""The public side: send an opinion, follow it by its code, read what is published."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feedback import codes
from feedback.choices import Act, OpinionState
from feedback.forms.sending import SendingForm, TrackForm
from feedback.models import Opinion
from feedback.services.sending import send_opinion as send
from feedback.views import guessing
from participation import thai
from participation.display import switched_with_its_form
from participation.errors import DomainError
from participation.meanwhile import events
from participation.models import MissionGroup, Office
from participation.paging import count_of, page_of, row_number

#: The code goes to the sender's own browser in a cookie, and is kept nowhere else (docs/adr).
RECEIPT_COOKIE = "receipt"
RECEIPT_LASTS = dt.timedelta(minutes=30)
OPINIONS_ON_A_PAGE = 20
LONGEST_QUESTION = 100

#: Of the form's pages, not no-store: the browser's "back" shows the page instead of an error.
_back_leads_here = cache_control(private=True, no_cache=True)


@login_not_required
@_back_leads_here
@require_http_methods(["GET", "HEAD", "POST"])
@switched_with_its_form
def new_opinion(request: HttpRequest) -> HttpResponse:
    """The empty form, or the filled one that comes back to be changed; only the check judges it."""
    if request.method == "POST":
        return _form_page(request, SendingForm(initial=request.POST.dict()))
    number = row_number(request.GET.get("group"))
    return _form_page(
        request, SendingForm(initial={"key": codes.new_submission_key(), "to": f"group-{number}"})
    )


@login_not_required
@_back_leads_here
@require_http_methods(["GET", "HEAD", "POST"])
@switched_with_its_form
def check_opinion(request: HttpRequest) -> HttpResponse:
    """What will be sent, exactly; nothing is kept yet."""
    if request.method != "POST":
        return redirect("feedback:new_opinion")
    form = SendingForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    context = {
        "form": form,
        "shown": form.shown(),
        "answer_by": _answer_by(_office()),
        "switches_to": reverse("feedback:check_opinion"),
    }
    return TemplateResponse(request, "feedback/opinion_check.html", context)


@login_not_required
@_back_leads_here
@require_http_methods(["GET", "HEAD", "POST"])
def send_opinion(request: HttpRequest) -> HttpResponse:
    """Accept the opinion and lead to its receipt; however often it arrives, it is one."""
    if request.method != "POST":
        return redirect("feedback:new_opinion")
    form = SendingForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    try:
        _opinion, code = send(**form.sending())
    except DomainError as error:
        form.add_error(None, str(error))
        return _form_page(request, form)
    response = HttpResponseRedirect(reverse("feedback:opinion_sent"))
    response.set_signed_cookie(
        RECEIPT_COOKIE,
        code,
        max_age=RECEIPT_LASTS,
        path=reverse("feedback:opinion_sent"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return response


@login_not_required
@never_cache
@require_safe
def opinion_sent(request: HttpRequest) -> HttpResponse:
    """The receipt: the code, and what happens next by which day."""
    code = request.get_signed_cookie(RECEIPT_COOKIE, default="", max_age=RECEIPT_LASTS) or ""
    opinion = Opinion.objects.of_code(code).for_listing().first() if code else None
    context = {
        "opinion": opinion,
        "code": codes.shown(code, prefix=_office().code_prefix) if opinion else "",
        "track_address": request.build_absolute_uri(reverse("feedback:track")),
    }
    return TemplateResponse(request, "feedback/opinion_sent.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The thread of whoever holds its code; the code comes by POST and goes nowhere from here."""
    form = TrackForm(request.POST or None, prefix_of_codes=_office().code_prefix)
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "feedback/track.html", {"form": form})
    if guessing.is_excessive(request):
        form.add_error(
            "code", _("Too many wrong codes came from here. Wait ten minutes and try again.")
        )
        return TemplateResponse(request, "feedback/track.html", {"form": form}, status=429)
    opinion = Opinion.objects.of_code(form.cleaned_data["code"]).with_answers().first()
    if opinion is None:
        guessing.note_wrong_code(request)
        form.add_error(
            "code",
            _("There is no matter under this code. Compare each character with your receipt."),
        )
        return TemplateResponse(request, "feedback/track.html", {"form": form})
    is_late = opinion.is_open and opinion.due_on < thai.today()
    context = {"opinion": opinion, "steps": _steps(opinion), "is_late": is_late}
    return TemplateResponse(request, "feedback/thread.html", context)


@login_not_required
@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """What people said in public, newest first."""
    words = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    number = row_number(request.GET.get("group"))
    found = Opinion.objects.saying(words) if words else Opinion.objects.published()
    if number is not None:
        found = found.filter(group__number=number)
    page = page_of(
        found.for_listing(),
        before=row_number(request.GET.get("before")),
        after=row_number(request.GET.get("after")),
        size=OPINIONS_ON_A_PAGE,
    )
    context = {
        "page": page,
        "words": words,
        "number": number,
        "groups": MissionGroup.objects.in_force(),
        "count": count_of(found),
    }
    return TemplateResponse(request, "feedback/opinion_list.html", context)


@login_not_required
@require_safe
def opinion(request: HttpRequest, number: str) -> HttpResponse:
    """One published opinion with its answer."""
    opinion = get_object_or_404(Opinion.objects.published().numbered(number).with_answers())
    return TemplateResponse(
        request, "feedback/opinion_detail.html", {"opinion": opinion, "steps": _steps(opinion)}
    )


def _form_page(request: HttpRequest, form: SendingForm) -> HttpResponse:
    page = "feedback:check_opinion" if form.is_bound else "feedback:new_opinion"
    context = {"form": form, "answer_by": _answer_by(_office()), "switches_to": reverse(page)}
    return TemplateResponse(request, "feedback/opinion_form.html", context)


def _office() -> Office:
    return Office.objects.first() or Office()


def _answer_by(office: Office) -> dt.date:
    """When an opinion sent today is answered at the latest."""
    return thai.today() + dt.timedelta(days=office.answer_within_days)


def _steps(opinion: Opinion) -> list[dict[str, Any]]:
    """Where the opinion stands, for the component `steps`."""
    sorted_at = events(opinion, [Act.SORT]).values_list("at", flat=True).last()
    days = {
        OpinionState.RECEIVED: opinion.received_on,
        OpinionState.UNDER_REVIEW: sorted_at,
        OpinionState.ANSWERED: opinion.answered_at,
    }
    states = list(days)
    reached = states.index(OpinionState(opinion.state))
    return [
        {
            "words": state.label,
            "at": days[state],
            "stage": "done" if place < reached else "now" if place == reached else "to-come",
        }
        for place, state in enumerate(states)
    ]
