"""Follow a matter without an account: read its thread, reply, judge the answer.

The code comes by POST and goes along as a hidden field of each form; it stands in no address,
cookie, session or log (docs/adr/0008). So an act is answered by the page itself and not by a
redirect, and each act may arrive twice.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feedback.choices import VerdictOn, VerdictWord
from feedback.fingerprints import fingerprint
from feedback.forms.sending import TrackForm
from feedback.forms.thread import CompareForm, ReplyForm
from feedback.models import Opinion, RestrictedCase
from feedback.services import judging
from feedback.services.matters import keep
from feedback.services.sending import recorded
from feedback.views import guessing
from feedback.views.case_thread import HeldCase
from feedback.views.thread import Held, kept_matter, verdict_form
from participation import reference
from participation.display import switched_with_its_form
from participation.errors import DomainError
from participation.paging import row_number
from participation.text import clean

#: A switch of the header was pressed beside a code that is not sent yet.
_AT_THE_DOOR = "typing"


def as_it_stands(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask once more where the matter changed its nature between two lines.

    An opinion becomes a restricted case, and a case an opinion; the same code opens either, and
    nothing was kept of the first try.
    """

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except (Opinion.DoesNotExist, RestrictedCase.DoesNotExist):
            return view(request)

    return asked


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@switched_with_its_form
@as_it_stands
def track(request: HttpRequest) -> HttpResponse:
    """The thread of whoever holds its code."""
    held, door = _open(request)
    if held is None:
        return door
    return held.page(request, typed=request.POST, as_opened=True)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@as_it_stands
def reply(request: HttpRequest) -> HttpResponse:
    """The sender writes, asked or not, while the matter is open."""
    held, door = _open(request)
    if held is None:
        return door
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            held.write(**form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return held.page(request, said=_("Your message has arrived. Thank you."))
    return held.page(request, refused=form)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@as_it_stands
def judge(request: HttpRequest) -> HttpResponse:
    """The sender says whether it is solved, once of each answer and of the deed."""
    held, door = _open(request)
    if held is None:
        return door
    if isinstance(held, HeldCase):  # it became one meanwhile: what was typed stays
        return held.page(request, typed={"text": request.POST.get("reason", "")})
    on = request.POST.get("on", "")
    question = VerdictOn(on) if on in VerdictOn.values else VerdictOn.ANSWER
    form = verdict_form(question, request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("on", "word", "reason")}
        try:
            verdict = judging.judge(held.opinion, **said)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return held.page(request, said=_thanks(verdict.reopened, verdict.word))
    return held.page(request, refused=form)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@as_it_stands
def compare(request: HttpRequest) -> HttpResponse:
    """Whether a text is the one that was received; the text is held against it and forgotten."""
    held, door = _open(request)
    if held is None:
        return door
    if isinstance(held, HeldCase):
        return held.page(request)
    form = CompareForm(request.POST)
    if not form.is_valid():
        return held.page(request, refused=form)
    return held.page(request, compared=_compared(form.cleaned_data["text"], held.opinion))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@as_it_stands
def forget_me(request: HttpRequest) -> HttpResponse:
    """Delete the contact the sender left, and so every further letter."""
    held, door = _open(request)
    if held is None:
        return door
    held.forget()
    said = _("Your contact is deleted. From now on news of this matter stands only here.")
    return held.page(request, said=said)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@as_it_stands
def keep_matter(request: HttpRequest) -> HttpResponse:
    """Keep the matter in the account of who is signed in, and holds its code."""
    held, door = _open(request)
    if held is None or not request.user.is_authenticated:
        return door
    if isinstance(held, HeldCase):
        return held.page(request)
    keep(held.opinion, by=request.user)
    return redirect("feedback:matters")


def _open(request: HttpRequest) -> tuple[Held | HeldCase | None, HttpResponse]:
    """The matter that the request's code, or the account it is kept in, opens; else the door."""
    if request.method != "POST" or _AT_THE_DOOR in request.GET:
        typed = {"code": request.POST.get("code", "")}
        form = TrackForm(prefix_of_codes=reference.office().code_prefix, initial=typed)
        return None, _door(request, form)
    if kept := kept_matter(request, row_number(request.POST.get("matter"))):
        return kept, HttpResponse()
    form = TrackForm(request.POST, prefix_of_codes=reference.office().code_prefix)
    if not form.is_valid():
        return None, _door(request, form)
    code = form.cleaned_data["code"]
    if held := _held_by(code):
        return held, HttpResponse()
    if guessing.is_excessive(request):
        form.add_error(
            "code",
            _(
                "Too many wrong codes came from here. Compare yours once more: the right one "
                "always opens."
            ),
        )
        return None, _door(request, form, status=429)
    guessing.note_wrong_code(request)
    form.add_error(
        "code", _("There is no matter under this code. Compare each character with your receipt.")
    )
    return None, _door(request, form)


def _held_by(code: str) -> Held | HeldCase | None:
    """What a code opens: an opinion, or the restricted case it has become."""
    if opinion := Opinion.objects.of_code(code).for_thread().first():
        return Held(opinion, {"code": code})
    case = RestrictedCase.objects.of_code(code).first()
    return HeldCase(case, {"code": code}) if case else None


def _door(request: HttpRequest, form: TrackForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "switches_to": f"{reverse('feedback:track')}?{_AT_THE_DOOR}"}
    return TemplateResponse(request, "feedback/track.html", context, status=status)


def _thanks(reopened: bool, word: str) -> str:  # noqa: FBT001 (said of a verdict, not a switch)
    if reopened:
        return _("Thank you. We look at the matter once more and answer again by the day below.")
    if word == VerdictWord.SOLVED:
        return _("Thank you. We are glad that it is solved.")
    return _("Thank you. What you say stands beside the office's own word.")


def _compared(text: str, opinion: Opinion) -> str:
    """Whether the text is the same: "same", "spaces" or "other"."""
    if fingerprint(recorded(text)) == fingerprint(opinion.raw_text):
        return "same"
    return "spaces" if clean(text) == clean(opinion.raw_text) else "other"
