"""Who is named in an order: rows of its page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workgroups.forms import (
    DepartureForm,
    DepartureFormSet,
    MemberForm,
    MemberFormSet,
    NewcomerForm,
    NewcomerFormSet,
)
from workgroups.models import AppointmentOrder, CommitteeMember, Departure


class MemberInline(admin.TabularInline):
    """The people an order names; after the issue only to be read."""

    model = CommitteeMember
    form = MemberForm
    formset = MemberFormSet
    ordering = ["sequence", "id"]
    readonly_fields = ["side", "person", "seat"]
    #: What stands before the number of a row.
    row_noun = pgettext_lazy("before a number", "Person")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:  # noqa: ARG002
        if like := order_copied(request):
            return int(like.members.count()) + 3
        return 3 if obj and obj.members.exists() else 15

    def get_queryset(self, request: HttpRequest) -> QuerySet[CommitteeMember]:
        return super().get_queryset(request).select_related("account", "order__committee")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if may_edit(request, obj):
            return [*MemberForm.Meta.fields, "side"]
        return ["sequence", "person", "stakeholder_type", "organisation", "seat", "account", "side"]

    @admin.display(description=_("name"))
    def person(self, member: CommitteeMember) -> str:
        return member.printed_name

    @admin.display(description=_("position in the body"))
    def seat(self, member: CommitteeMember) -> str:
        return str(member.position_title)

    @admin.display(description=_("inside or outside"))
    def side(self, member: CommitteeMember) -> str:
        if not member.pk:
            return ""
        return str(_("outside") if member.is_external else _("inside"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, obj)


class NewcomerInline(MemberInline):
    """The people an order adds that changes another."""

    form = NewcomerForm
    formset = NewcomerFormSet
    verbose_name_plural = _("Who comes")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:  # noqa: ARG002
        return 1 if obj and obj.members.exists() else 3

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if may_edit(request, obj):
            return NewcomerForm.Meta.fields
        return [*super().get_fields(request, obj), "in_place_of"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CommitteeMember]:
        return super().get_queryset(request).select_related("in_place_of")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.amends = order_changed(request, obj)
        return formset


class DepartureInline(admin.TabularInline):
    """The people an order lets go."""

    model = Departure
    form = DepartureForm
    formset = DepartureFormSet
    verbose_name_plural = _("Who leaves")
    row_noun = pgettext_lazy("before a number", "Person")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:  # noqa: ARG002
        return 1 if obj and obj.departures.exists() else 3

    def get_queryset(self, request: HttpRequest) -> QuerySet[Departure]:
        return super().get_queryset(request).select_related("member__order__committee")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.amends = order_changed(request, obj)
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("workgroups.view_appointmentorder", obj)


def may_edit(request: HttpRequest, order: AppointmentOrder | None) -> bool:
    return request.user.has_perm("workgroups.change_appointmentorder", order)


def order_copied(request: HttpRequest) -> AppointmentOrder | None:
    """The issued order of the same body that a new page begins like, see `first_words`.

    What is sent is all new: a row that says what the earlier order said is typed as well.
    """
    named = [request.GET.get(name, "") for name in ("like", "committee")]
    if request.method != "GET" or not all(number.isdecimal() for number in named):
        return None
    like, committee = map(int, named)
    return AppointmentOrder.objects.appointing().filter(pk=like, committee=committee).first()


def order_changed(
    request: HttpRequest, order: AppointmentOrder | None = None
) -> AppointmentOrder | None:
    """The issued appointing order that this page changes or revokes."""
    if order and order.pk:
        return order.amends
    named = request.GET.get("amends", "")
    orders = AppointmentOrder.objects.appointing().select_related("committee__group", "year")
    return orders.filter(pk=named).first() if named.isdecimal() else None
