"""Who is named in an order: rows of its page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workgroups.forms import MemberForm, MemberFormSet
from workgroups.models import AppointmentOrder, CommitteeMember


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
        return 3 if obj and obj.members.exists() else 12

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
    return AppointmentOrder.objects.issued().filter(pk=like, committee=committee).first()
