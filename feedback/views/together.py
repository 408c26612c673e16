"""The staff's desk: several opinions of the list at once, shown first, then done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback.filters import OpinionFilter
from feedback.forms.together import FORMS, WishForm, acts_of
from feedback.models import Opinion
from feedback.services import together
from feedback.services.together import Result, TogetherAct, Wish
from participation.http import UserRequest, require

#: What a wish may lead to, the narrowest first.
_GOALS = ("task", "group", "unit", "to", "into")


@require_POST
def together_opinions(request: UserRequest) -> HttpResponse:
    """What is chosen and why, then what will come of it, then what has come of it."""
    require(request, "feedback.read_desk")
    if request.POST.get("act") not in dict(acts_of(request.user)):
        raise PermissionDenied
    act, seen = TogetherAct(request.POST["act"]), together.last_event()
    opinions = _chosen(request)
    if not opinions:
        messages.error(request, _("Tick the opinions first, then choose what is to be done."))
        return redirect(_list(request))
    if "order" not in request.POST and "do" not in request.POST:
        return _page(request, act, opinions, FORMS[act](opinions=opinions))
    form = FORMS[act](request.POST, opinions=opinions)
    if not form.is_valid():
        return _page(request, act, opinions, form)
    wish = Wish(act, by=request.user, **form.arguments)
    if "do" in request.POST:
        done = together.carry_out(opinions, wish)
        return _page(request, act, opinions, form, done=done)
    ahead = together.rehearse(opinions, wish)
    return _page(request, act, opinions, form, ahead=ahead, seen=seen)


def _chosen(request: UserRequest) -> list[Opinion]:
    """Those that are ticked, or all that the list shows, as far as can be taken at once."""
    if "whole" in request.POST:
        narrowed = OpinionFilter(QueryDict(request.POST["whole"]), request.user)
        order = ("due_on", "pk") if narrowed.is_queue else ("-pk",)
        rows = narrowed.qs.for_queue().order_by(*order)
    else:
        numbers = request.POST.getlist("opinion")[: together.MAX_TOGETHER]
        visible = Opinion.objects.visible_to(request.user).numbered(*numbers)
        rows = visible.for_queue().order_by("due_on", "pk")
    return list(rows[: together.MAX_TOGETHER])


def _list(request: UserRequest) -> str:
    """The list as it was narrowed when the act was chosen."""
    narrowed = QueryDict(request.POST.get("list", "")).urlencode()
    address = reverse("feedback:desk_opinions")
    return f"{address}?{narrowed}" if narrowed else address


def _page(
    request: UserRequest,
    act: TogetherAct,
    opinions: list[Opinion],
    form: WishForm,
    *,
    ahead: Result | None = None,
    done: Result | None = None,
    seen: int = 0,
) -> HttpResponse:
    return TemplateResponse(
        request,
        "feedback/desk_together.html",
        {
            "act": act,
            "opinions": opinions,
            "form": form,
            "ahead": ahead,
            "done": done,
            "seen": seen,
            "goal": _goal(form),
            "whole": request.POST.get("list", ""),
            "back": _list(request),
        },
    )


def _goal(form: WishForm) -> str:
    """Where they go, or to whom, in words; of what is published or not, nothing."""
    if not form.is_bound or not form.is_valid():
        return ""
    chosen = form.arguments
    return str(next((chosen[name] for name in _GOALS if chosen.get(name)), ""))
