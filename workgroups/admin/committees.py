"""The bodies that orders appoint."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.admin import RecordedAdmin
from participation.http import signed_in
from participation.models import AuditEvent
from workgroups.forms import CommitteeForm, CompositionForm, CompositionFormSet
from workgroups.mistakes import MistakesNamed
from workgroups.models import Committee, CompositionRule


class CompositionInline(admin.TabularInline):
    """Of whom the body must have how many."""

    model = CompositionRule
    form = CompositionForm
    formset = CompositionFormSet
    extra = 2
    row_noun = pgettext_lazy("before a number", "Rule")


@admin.register(Committee)
class CommitteeAdmin(MistakesNamed, RecordedAdmin):
    form = CommitteeForm
    inlines = [CompositionInline]
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

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """The composition may be changed always; the body itself until it is appointed."""
        return request.user.has_perm("workgroups.change_compositionrule")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["is_appointed"] = not self._may_change(request, context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if self._may_change(request, obj) else list(CommitteeForm.Meta.fields)

    def _may_change(self, request: HttpRequest, committee: Committee | None) -> bool:
        return committee is None or request.user.has_perm("workgroups.change_committee", committee)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if self._may_change(request, obj if change else None):
            super().save_model(request, obj, form, change)
        else:  # what was changed is its composition
            AuditEvent.record("committee.change", obj, by=signed_in(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("workgroups.delete_committee", obj)

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        if not self._may_change(request, obj):  # needs no advice on typing
            kwargs["help_texts"] = dict.fromkeys(CommitteeForm.Meta.help_texts, "")
        return super().get_form(request, obj, *args, **kwargs)

    @admin.display(description=_("orders"))
    def orders_link(self, committee: Committee) -> SafeString:
        url = reverse("admin:workgroups_appointmentorder_changelist")
        return format_html(
            '<a href="{}?committee__id__exact={}">{}</a>', url, committee.pk, _("orders")
        )
