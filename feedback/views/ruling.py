"""The rules by which opinions find their group are written, ordered and tried at the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.forms.ruling import RuleForm, TrialForm
from feedback.models import Opinion, RoutingRule
from feedback.services import routing, ruling
from participation.errors import DomainError
from participation.http import UserRequest, require
from participation.meanwhile import last_seen

#: So many of the latest opinions the rules are run over.
TRIED = 200


@require_safe
def rules(request: UserRequest) -> HttpResponse:
    """All rules in the order in which they are asked."""
    require(request, "feedback.write_rules")
    rules = RoutingRule.objects.select_related("group", "task", "unit", "officer", "district")
    return TemplateResponse(
        request, "feedback/rule_list.html", {"rules": rules.order_by("position", "id")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request: UserRequest) -> HttpResponse:
    require(request, "feedback.write_rules")
    return _edit(request, RoutingRule())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_rule(request: UserRequest, pk: int) -> HttpResponse:
    return _edit(request, _find(request, pk))


@require_POST
def move_rule(request: UserRequest, pk: int) -> HttpResponse:
    ruling.move_rule(_find(request, pk), by=request.user, up=request.POST.get("way") == "up")
    return redirect("feedback:rules")


@require_POST
def switch_rule(request: UserRequest, pk: int) -> HttpResponse:
    rule, on = _find(request, pk), request.POST.get("on") == "1"
    ruling.switch_rule(rule, by=request.user, on=on)
    said = _("The rule “%(name)s” is in use.") if on else _("The rule “%(name)s” is switched off.")
    messages.success(request, said % {"name": rule.name})
    return redirect("feedback:rules")


@require_http_methods(["GET", "HEAD", "POST"])
def try_rules(request: UserRequest) -> HttpResponse:
    """Where a pasted text would go, or the latest opinions; nothing is kept and nothing moves."""
    require(request, "feedback.write_rules")
    form = TrialForm(request.POST if "try" in request.POST else None)
    context: dict[str, Any] = {
        "form": form,
        "trial": None,
        "trials": None,
        "at_most": TRIED,
    }
    if form.is_valid():
        (context["trial"],) = routing.try_out([form.opinion])
    elif "latest" in request.POST:
        latest = Opinion.objects.visible_to(request.user).for_listing().order_by("-pk")[:TRIED]
        trials = routing.try_out(list(latest))
        context |= {
            "trials": [trial for trial in trials if trial.rule],
            "tried": len(trials),
        }
    return TemplateResponse(request, "feedback/rule_trial.html", context)


def _find(request: UserRequest, pk: int) -> RoutingRule:
    require(request, "feedback.write_rules")
    return get_object_or_404(RoutingRule, pk=pk)


def _edit(request: UserRequest, rule: RoutingRule) -> HttpResponse:
    if request.method == "POST":
        form = RuleForm(request.POST, rule=rule)
        if form.is_valid():
            try:
                ruling.write_rule(rule, by=request.user, **form.arguments)
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("The rule is kept."))
                return redirect("feedback:rules")
    else:
        form = RuleForm.begun(rule, seen=last_seen(rule, ruling.WRITE) if rule.pk else 0)
    context = {"form": form, "rule": rule if rule.pk else None}
    status = 409 if form.is_outdated else 200
    return TemplateResponse(request, "feedback/rule_form.html", context, status=status)
