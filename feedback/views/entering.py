"""What came on paper, by telephone or in person is entered, one after the other."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feedback import codes
from feedback.forms.entering import EnteringForm
from feedback.models import Opinion
from feedback.services.sending import BecameCaseError, send_opinion
from feedback.views.files import keep_files
from feedback.views.sending import RECEIPT_LASTS, receipt_of, typed_with_its_key, with_code
from participation import thai
from participation.errors import DomainError
from participation.http import UserRequest, require

#: The code of the last one, in the officer's own browser until it is handed over (docs/adr/0008).
HANDED_COOKIE = "handed"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_opinion(request: UserRequest) -> HttpResponse:
    """An empty form at once after each saving, with the number and the code of the last one."""
    require(request, "feedback.enter_opinion")
    if request.method != "POST":
        return _page(request, EnteringForm(initial=_begun(request.GET)))
    typed = typed_with_its_key(request)
    files = keep_files(request, str(typed["key"]))
    if "remove" in typed:
        return _page(request, EnteringForm(initial=typed.dict(), **files))
    form = EnteringForm(typed, **files)
    if not form.is_valid():
        return _page(request, form)
    try:
        opinion, code = send_opinion(**form.sending(), by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, form)
    except BecameCaseError:
        return HttpResponseRedirect(_next(form))
    messages.success(request, _("Opinion %(number)s is saved.") % {"number": opinion.number})
    return with_code(
        HttpResponseRedirect(_next(form)),
        request,
        code,
        cookie=HANDED_COOKIE,
        at=reverse("feedback:enter_opinion"),
        salt=_salt(request),
    )


@never_cache
@require_safe
def slip(request: UserRequest) -> HttpResponse:
    """The receipt of the last one, to be printed for whoever stands at the counter."""
    require(request, "feedback.enter_opinion")
    return TemplateResponse(request, "feedback/opinion_sent.html", _last(request))


def _salt(request: UserRequest) -> str:
    """Bound to who entered it: another who signs in at the same counter reads no code of it."""
    return f"handed:{request.user.pk}"


def _begun(asked: QueryDict) -> dict[str, Any]:
    """A new form, with how and when the last one came."""
    begun: dict[str, Any] = {"key": codes.new_submission_key(), "received_on": thai.today()}
    return begun | {name: asked[name] for name in ("channel", "received_on") if asked.get(name)}


def _next(form: EnteringForm) -> str:
    asked = QueryDict(mutable=True)
    asked.update(form.came)
    return f"{reverse('feedback:enter_opinion')}?{asked.urlencode()}"


def _page(request: UserRequest, form: EnteringForm) -> HttpResponse:
    context = {"form": form, **_last(request)}
    if last := context["opinion"]:
        visible = Opinion.objects.visible_to(request.user)
        context["may_open"] = visible.filter(pk=last.pk).exists()
    return TemplateResponse(request, "feedback/desk_enter.html", context)


def _last(request: UserRequest) -> dict[str, Any]:
    """What this officer entered last, as its receipt shows it."""
    handed = request.get_signed_cookie(
        HANDED_COOKIE, default="", salt=_salt(request), max_age=RECEIPT_LASTS
    )
    return receipt_of(request, handed or "") | {"is_handed_over": True}
