"""Read what people said in public."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from feedback.models import Opinion
from feedback.standing import steps
from participation.models import MissionGroup
from participation.paging import MANY, count_of, page_of, row_number

OPINIONS_ON_A_PAGE = 20
LONGEST_QUESTION = 100


@login_not_required
@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """What people said in public, newest first."""
    words = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    number = row_number(request.GET.get("group"))
    found, are_many = (
        Opinion.objects.search(words) if words else (Opinion.objects.published(), False)
    )
    if number is not None:
        found, are_many = found.filter(group__number=number), False
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
        "count": MANY if are_many else count_of(found),
    }
    return TemplateResponse(request, "feedback/opinion_list.html", context)


@login_not_required
@require_safe
def opinion(request: HttpRequest, number: str) -> HttpResponse:
    """One published opinion with its answer."""
    opinion = get_object_or_404(Opinion.objects.published().numbered(number).with_answers())
    return TemplateResponse(
        request, "feedback/opinion_detail.html", {"opinion": opinion, "steps": steps(opinion)}
    )
