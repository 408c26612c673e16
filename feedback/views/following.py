"""What became of opinions: reviews of the monitoring committee, improvements of the groups."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback.forms.following import ImprovementForm, ReviewForm
from feedback.models import ImprovementAction, MonitoringReview, Opinion, Recommendation
from feedback.services import improving, reviewing
from participation.errors import DomainError
from participation.http import UserRequest, require
from participation.meanwhile import last_seen
from participation.models import MissionGroup
from participation.paging import row_number
from participation.querysets import MissionGroupQuerySet
from participation.waiting import groups_answered_by, waiting_for, who_names_answerers

#: Rows of a list.
PAGE_SIZE = 25


@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    """What the monitoring committee has written, newest period first."""
    require(request, "feedback.read_reviews")
    page = Paginator(MonitoringReview.objects.for_listing(), PAGE_SIZE)
    return TemplateResponse(
        request, "feedback/review_list.html", {"page": page.get_page(request.GET.get("page"))}
    )


@require_safe
def review(request: UserRequest, pk: int) -> HttpResponse:
    """A review, and what became of each thing it asks for."""
    require(request, "feedback.read_reviews")
    review = get_object_or_404(MonitoringReview.objects.with_improvements(), pk=pk)
    return TemplateResponse(
        request,
        "feedback/review_detail.html",
        {
            "review": review,
            "may_improve": request.user.has_perm("feedback.record_improvement", review.group),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_review(request: UserRequest) -> HttpResponse:
    require(request, "feedback.write_review")
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review = reviewing.write_review(by=request.user, **form.arguments)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The review is written; its recommendations now wait."))
            return redirect(review)
    return TemplateResponse(request, "feedback/review_form.html", {"form": form})


@require_safe
def improvements(request: UserRequest) -> HttpResponse:
    """What was improved, newest first."""
    require(request, "feedback.read_reviews")
    page = Paginator(ImprovementAction.objects.for_listing(), PAGE_SIZE)
    return TemplateResponse(
        request,
        "feedback/improvement_list.html",
        {
            "page": page.get_page(request.GET.get("page")),
            "own_groups": set(groups_answered_by(request.user).values_list("pk", flat=True)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_improvement(request: UserRequest) -> HttpResponse:
    """Record an improvement of a group of the reader, chosen first where there are several."""
    recommendation = _asked_for(request)
    if recommendation and request.method != "POST" and _is_left_over(request, recommendation):
        return _nobody_answers(request, recommendation)
    require(request, "feedback.record_improvement")
    own = groups_answered_by(request.user).in_force()
    mine = Opinion.objects.visible_to(request.user)
    number = request.GET.get("opinion")
    opinion = get_object_or_404(mine.numbered(number)) if number else None
    group = _group(request, own, recommendation, opinion)
    if group is None:
        return TemplateResponse(request, "feedback/improvement_group.html", {"groups": own})
    require(request, "feedback.record_improvement", group)
    initial = {
        "seen": 0,
        "recommendation": recommendation,
        "opinions": [opinion] if opinion and opinion.group_id == group.pk else [],
    }
    form = ImprovementForm(request.POST or None, group=group, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            improving.record_improvement(group, by=request.user, **form.facts)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The improvement is recorded."))
            return redirect("feedback:improvements")
    return TemplateResponse(
        request,
        "feedback/improvement_form.html",
        {"form": form, "group": group, "action": None},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_improvement(request: UserRequest, pk: int) -> HttpResponse:
    require(request, "feedback.read_reviews")
    action = get_object_or_404(ImprovementAction.objects.for_listing(), pk=pk)
    require(request, "feedback.record_improvement", action)
    form = ImprovementForm(
        request.POST or None, group=action.group, action=action, initial=_facts_of(action)
    )
    if request.method == "POST" and form.is_valid():
        try:
            improving.change_improvement(action, by=request.user, **form.arguments)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The improvement is changed."))
            return redirect("feedback:improvements")
    return TemplateResponse(
        request,
        "feedback/improvement_form.html",
        {"form": form, "group": action.group, "action": action},
        status=409 if form.is_outdated else 200,
    )


def _asked_for(request: UserRequest) -> Recommendation | None:
    """The recommendation the page was opened for."""
    pk = row_number(request.GET.get("recommendation"))
    return Recommendation.objects.select_related("review__group__unit").filter(pk=pk or 0).first()


def _is_left_over(request: UserRequest, recommendation: Recommendation) -> bool:
    """Whether it waits for the reader only because nobody answers for its group."""
    if request.user.has_perm("feedback.record_improvement", recommendation.review.group):
        return False
    return waiting_for(request.user).filter(key=reviewing.duty_key(recommendation)).exists()


def _nobody_answers(request: UserRequest, recommendation: Recommendation) -> HttpResponse:
    """What the triage officer can do about it: have somebody named."""
    return TemplateResponse(
        request,
        "feedback/improvement_nobody.html",
        {"recommendation": recommendation, "namers": who_names_answerers()},
    )


def _group(
    request: UserRequest,
    own: MissionGroupQuerySet,
    recommendation: Recommendation | None,
    opinion: Opinion | None,
) -> MissionGroup | None:
    """The group of what the page was opened for, or the one asked for, or the only one."""
    if recommendation:
        return recommendation.review.group
    if opinion and opinion.group:
        return opinion.group
    if number := row_number(request.GET.get("group")):
        return get_object_or_404(MissionGroup.objects.in_force(), number=number)
    groups = list(own[:2])
    return groups[0] if len(groups) == 1 else None


def _facts_of(action: ImprovementAction) -> dict[str, Any]:
    """What the form shows of a recorded improvement."""
    names = ("title", "before_text", "after_text", "evidence", "done_on", "recommendation")
    return {name: getattr(action, name) for name in names} | {
        "opinions": list(action.opinions.all()),
        "seen": last_seen(action, improving.RECORD, improving.CHANGE),
    }
