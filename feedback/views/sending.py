"""Send an opinion: the form, the page that shows what will be sent, the sending, the receipt."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feedback import codes
from feedback.fingerprints import fingerprint, in_blocks
from feedback.forms.places import PlaceField
from feedback.forms.sending import SendingForm
from feedback.marks import For, marks_of
from feedback.masking import numbers_in
from feedback.models import EntryLink, Opinion
from feedback.services.receiving import answered_by
from feedback.services.sending import BecameCaseError, NotBeforeError
from feedback.services.sending import send_opinion as send
from feedback.services.supporting import support_opinion
from feedback.services.uploading import staged
from feedback.views import limits, readers
from feedback.views.files import keep_files
from participation import qr
from participation.display import switched_with_its_form
from participation.errors import DomainError
from participation.models import Office
from participation.paging import row_number

#: The code goes to the sender's own browser in a cookie, and is kept nowhere else (docs/adr).
RECEIPT_COOKIE = "receipt"
RECEIPT_LASTS = dt.timedelta(minutes=30)

#: From one address in ten minutes: a whole school sends at once. Nobody reads what a machine sends
#: without end, and what people have sent would drown in it.
SENT_ALLOWED = 500

#: Of the form's pages, not no-store: the browser's "back" shows the page instead of an error.
_back_leads_here = cache_control(private=True, no_cache=True)


@login_not_required
@_back_leads_here
@require_http_methods(["GET", "HEAD", "POST"])
@switched_with_its_form
def new_opinion(request: HttpRequest) -> HttpResponse:
    """The empty form, or the filled one that comes back to be changed; only the check judges it."""
    if request.method == "POST":
        typed = typed_with_its_key(request)
        files = keep_files(request, str(typed["key"]))
        return _form_page(request, SendingForm(initial=typed.dict(), **files))
    return _form_page(request, SendingForm(initial=_asked_for(request)))


@login_not_required
@_back_leads_here
@require_http_methods(["GET", "HEAD", "POST"])
@switched_with_its_form
def check_opinion(request: HttpRequest) -> HttpResponse:
    """What will be sent, exactly; nothing is kept yet but the files, for a day."""
    if request.method != "POST":
        return redirect("feedback:new_opinion")
    typed = typed_with_its_key(request)
    form = SendingForm(typed, **keep_files(request, str(typed["key"])))
    if not form.is_valid():
        return _form_page(request, form)
    shown = form.shown()
    reader, is_refused = _stands_behind(request) if "support" in request.POST else (None, False)
    context = {
        "form": form,
        "shown": shown,
        "personal": numbers_in(shown["text"]),
        "answer_by": answered_by(),
        "reader": reader or readers.known_reader(request),
        "is_refused": is_refused,
        "switches_to": reverse("feedback:check_opinion"),
    }
    response = TemplateResponse(request, "feedback/opinion_check.html", context)
    return readers.remember(request, response, reader) if reader else response


def _stands_behind(request: HttpRequest) -> tuple[readers.Reader | None, bool]:
    """The reader who supports what was said before, from the page of an own opinion.

    True where it could not be counted; the page is shown all the same, for it holds what was typed.
    The reader's word is never the key of that opinion, or its sender could be told by the support.
    """
    reader = readers.acting_reader(request, word_in="reader")
    opinion = Opinion.objects.published().numbered(request.POST["support"]).first()
    if opinion is None or readers.are_too_many(request, reader):
        return None, True
    try:
        support_opinion(opinion, marks=marks_of(reader.name, opinion, why=For.SUPPORT))
    except DomainError:
        return None, True
    return reader, False


@login_not_required
@_back_leads_here
@require_http_methods(["GET", "HEAD", "POST"])
def send_opinion(request: HttpRequest) -> HttpResponse:
    """Accept the opinion and lead to its receipt; however often it arrives, it is one."""
    if request.method != "POST":
        return redirect("feedback:new_opinion")
    typed = typed_with_its_key(request)
    form = SendingForm(typed, staged=staged(str(typed["key"])))
    if not form.is_valid():
        return _form_page(request, form)
    # what has arrived already is no more for anybody to read: its sender gets the receipt
    is_full = limits.note(request, "sent") > SENT_ALLOWED
    try:
        _sent, code = send(**form.sending(), only_again=is_full)
    except NotBeforeError:
        form.add_error(
            None,
            _(
                "Very many opinions came from here just now. Yours has not been sent; send it "
                "again in ten minutes."
            ),
        )
        return _form_page(request, form, status=429)
    except DomainError as error:
        form.add_error(None, str(error))
        return _form_page(request, form)
    except BecameCaseError:
        return redirect("feedback:opinion_sent")
    receipt = reverse("feedback:opinion_sent")
    return with_code(
        HttpResponseRedirect(receipt), request, code, cookie=RECEIPT_COOKIE, at=receipt
    )


def with_code(
    response: HttpResponse, request: HttpRequest, code: str, *, cookie: str, at: str, salt: str = ""
) -> HttpResponse:
    """The response, and the code with it into this browser, for a while and the page `at` alone."""
    response.set_signed_cookie(
        cookie,
        code,
        salt=salt,
        max_age=RECEIPT_LASTS,
        path=at,
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
    context = receipt_of(request, code) | {"is_handed_over": False}
    return TemplateResponse(request, "feedback/opinion_sent.html", context)


def receipt_of(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the receipt of the opinion of this code shows."""
    opinion = Opinion.objects.of_code(code).for_listing().first() if code else None
    if opinion is None:
        return {"opinion": None}
    shown = codes.shown(code, prefix=Office.current().code_prefix)
    track_address = request.build_absolute_uri(reverse("feedback:track"))
    return {
        "opinion": opinion,
        "code": shown,
        "track_address": track_address,
        # the part behind # is sent to no server
        "qr": qr.drawing(f"{track_address}#{shown}"),
        "fingerprint": in_blocks(fingerprint(opinion.raw_text)),
    }


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """A new form; the group or the poster somebody comes from has filled in part of it."""
    begun: dict[str, Any] = {"key": codes.new_submission_key()}
    entry = EntryLink.objects.of_address(request.GET.get("from"))
    if entry is None or not entry.is_active:
        return begun | {"to": f"group-{row_number(request.GET.get('group'))}"}
    return begun | {
        "entry": entry.slug,
        "to": f"group-{entry.group.number}" if entry.group else "",
        "place": PlaceField.value_of(entry.school) if entry.school else "",
    }


def typed_with_its_key(request: HttpRequest) -> QueryDict:
    """What was typed; a form that lost its key gets another, for the person cannot mend that."""
    typed = request.POST.copy()
    if not codes.is_submission_key(str(typed.get("key"))):
        typed["key"] = codes.new_submission_key()
    return typed


def _form_page(request: HttpRequest, form: SendingForm, *, status: int = 200) -> HttpResponse:
    page = "feedback:check_opinion" if form.is_bound else "feedback:new_opinion"
    context = {
        "form": form,
        "answer_by": answered_by(),
        "switches_to": reverse(page),
    }
    return TemplateResponse(request, "feedback/opinion_form.html", context, status=status)
