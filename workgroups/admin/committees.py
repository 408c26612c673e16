"""The bodies that orders appoint."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from participation.admin import RecordedAdmin
from workgroups.forms import CommitteeForm
from workgroups.mistakes import MistakesNamed
from workgroups.models import Committee


@admin.register(Committee)
class CommitteeAdmin(MistakesNamed, RecordedAdmin):
    form = CommitteeForm
    list_display = ["name", "kind", "group", "orders_link"]
    list_filter = ["kind", "group"]
    list_select_related = ["group"]
    search_fields = ["name"]
    change_form_template = "admin/workgroups/committee/change_form.html"

    class Media:
        css = {"all": ["css/admin_orders.css"]}

    def view_on_site(self, committee: Committee) -> str | None:
        """The public page, once there is one."""
        is_public = Committee.objects.appointed().filter(pk=committee.pk).exists()
        return committee.get_absolute_url() if is_public else None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("workgroups.change_committee", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("workgroups.delete_committee", obj)

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        if obj and not self.has_change_permission(request, obj):  # needs no advice on typing
            kwargs["help_texts"] = dict.fromkeys(CommitteeForm.Meta.help_texts, "")
        return super().get_form(request, obj, *args, **kwargs)

    @admin.display(description=_("orders"))
    def orders_link(self, committee: Committee) -> SafeString:
        url = reverse("admin:workgroups_appointmentorder_changelist")
        return format_html(
            '<a href="{}?committee__id__exact={}">{}</a>', url, committee.pk, _("orders")
        )
