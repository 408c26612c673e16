"""The public pages of this house: which bodies there are, and who sits in them by which order."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from participation import thai
from participation.kept_pages import may_be_kept
from workgroups import seating
from workgroups.forms import DayForm
from workgroups.models import AppointmentOrder, Committee


@may_be_kept
@login_not_required
@require_safe
def committees(request: HttpRequest) -> HttpResponse:
    """Every body that an order has appointed, with how many sit in it today."""
    context = {"committees": Committee.objects.appointed().with_seats_on(thai.today())}
    return TemplateResponse(request, "workgroups/committee_list.html", context)


@may_be_kept
@login_not_required
@require_safe
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sat in a body on a day (`?on=`; today unless asked), and every order behind it."""
    committee = get_object_or_404(Committee.objects.appointed().select_related("group"), pk=pk)
    form = DayForm(request.GET)
    day = form.day or thai.today()
    orders = AppointmentOrder.objects.filter(committee=committee)
    context = {
        "committee": committee,
        "form": form,
        "day": day,
        "is_today": day == thai.today(),
        "rosters": seating.rosters(orders.prefetch_related("tasks__group"), day),
        "orders": orders.issued().for_listing().select_related("amends"),
    }
    return TemplateResponse(request, "workgroups/committee_detail.html", context)
