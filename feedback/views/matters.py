"""The matters somebody keeps in the own account."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from feedback.models import KeptOpinion
from feedback.services.matters import let_go
from feedback.views.thread import kept_matter
from participation.http import UserRequest


@never_cache
@require_safe
def matters(request: UserRequest) -> HttpResponse:
    """Own matters with where each stands, the latest kept first."""
    kept = KeptOpinion.objects.filter(user=request.user).select_related(
        "opinion__group", "opinion__unit"
    )
    return TemplateResponse(request, "feedback/matter_list.html", {"kept": kept.order_by("-id")})


@never_cache
@require_safe
def matter(request: UserRequest, pk: int) -> HttpResponse:
    """The thread of an own matter, as its code would open it."""
    held = kept_matter(request, pk)
    if held is None:
        raise Http404
    return held.page(request)


@require_POST
def let_matter_go(request: UserRequest, pk: int) -> HttpResponse:
    """Keep it no longer; its code still opens it."""
    let_go(get_object_or_404(KeptOpinion, user=request.user, pk=pk))
    return redirect("feedback:matters")
