"""What is published and what not: the policy, the officer's decision on reports, the log."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feedback.choices import MODERATING
from feedback.forms.desk import KeepForm
from feedback.models import Moderation
from feedback.services import reporting
from feedback.views.desk_opinion import act_on, find_opinion
from participation.http import UserRequest, require
from participation.models import Office
from participation.paging import page_of, row_number

#: Rows of the log.
PAGE_SIZE = 50


@login_not_required
@require_safe
def moderation_policy(request: HttpRequest) -> HttpResponse:
    """What the office publishes, what it covers or withholds, who decides, how to object."""
    context = {"reports_needed": Office.current().reports_before_looking}
    return TemplateResponse(request, "feedback/moderation_policy.html", context)


@require_POST
def keep_published(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.publish_opinion")
    said = _("Opinion %(number)s stays published.")
    return act_on(request, opinion, KeepForm(request.POST), reporting.keep_published, said)


@require_safe
def moderation_log(request: UserRequest) -> HttpResponse:
    """Every act of moderation with its reason, the latest first; nothing of the texts."""
    require(request, "feedback.read_moderation")
    act = request.GET.get("act")
    chosen = act if act in MODERATING else ""
    log = Moderation.objects.select_related("opinion", "by")
    page = page_of(
        log.filter(act=chosen) if chosen else log,
        before=row_number(request.GET.get("before")),
        after=row_number(request.GET.get("after")),
        size=PAGE_SIZE,
    )
    acts = [(act.value, act.label, act == chosen) for act in MODERATING]
    context = {
        "page": page,
        "acts": acts,
        "is_narrowed": bool(chosen),
        "may_open": request.user.has_perm("feedback.sort_opinion"),
    }
    return TemplateResponse(request, "feedback/moderation_log.html", context)
