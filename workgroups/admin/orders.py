"""Orders: drafted, previewed, issued; an issued one is read."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from participation.admin import RecordedAdmin
from participation.errors import DomainError
from participation.http import signed_in
from participation.templatetags.portal import thai_date
from workgroups import readiness, services
from workgroups.admin.members import (
    DepartureInline,
    MemberInline,
    NewcomerInline,
    order_changed,
    order_copied,
)
from workgroups.choices import OrderKind
from workgroups.forms import (
    ChangeForm,
    OrderForm,
    SignedForm,
    first_words,
    people_of,
    words_of_change,
)
from workgroups.mistakes import MistakesNamed
from workgroups.models import AppointmentOrder, Committee, CommitteeMember, Departure

SIGNATURE = (
    _("Signature"),
    {"fields": ["signed_on", "signatory", "signatory_position", "signing_capacity"]},
)


@admin.register(AppointmentOrder)
class AppointmentOrderAdmin(MistakesNamed, RecordedAdmin):
    """A draft is edited here and issued by a button; an issued order can only be read."""

    form = OrderForm
    list_display = ["number_label", "subject", "kind", "term", "state", "paper"]
    list_display_links = ["subject"]
    list_filter = ["state", "kind", "year", "committee__kind", "committee__group"]
    list_select_related = ["committee__group", "document", "signed__document"]
    search_fields = ["subject", "order_number", "committee__name", "members__name"]
    change_form_template = "admin/workgroups/appointmentorder/change_form.html"
    view_on_site = False

    class Media:
        css = {"all": ["css/admin_orders.css"]}

    # --- what is shown ---

    @admin.display(description=_("number"), ordering="order_number")
    def number_label(self, order: AppointmentOrder) -> str:
        return order.number_label

    @admin.display(description=_("term"), ordering="term_start")
    def term(self, order: AppointmentOrder) -> str:
        if not order.appoints:
            return str(_("from %(day)s") % {"day": thai_date(order.term_start)})
        return f"{thai_date(order.term_start)} – {thai_date(order.term_end)}"

    @admin.display(description=_("signed on"))
    def signature_day(self, order: AppointmentOrder) -> str:
        return thai_date(order.signed_on)

    @admin.display(description=_("tasks it covers"))
    def covered(self, order: AppointmentOrder) -> SafeString | str:
        tasks = [(str(task),) for task in order.tasks.order_by("position")]
        return (
            format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", tasks)) if tasks else "–"
        )

    @admin.display(description=_("paper"))
    def paper(self, order: AppointmentOrder) -> SafeString | str:
        document = order.public_document
        if document is None:
            return "–"
        return format_html(
            '<a href="{}">PDF<span class="visually-hidden"> {}</span></a>',
            document.get_absolute_url(),
            order.number_label,
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj and not obj.is_draft:
            words = ["reason", "covered", "duties", "term"] if obj.appoints else ["reason", "term"]
            return [
                (_("Order"), {"fields": ["committee", "number_label", "year", "subject", "paper"]}),
                (_("What it says"), {"fields": words}),
                (
                    _("Signature"),
                    {
                        "fields": [
                            "signature_day",
                            "signatory",
                            "signatory_position",
                            "signing_capacity",
                        ]
                    },
                ),
            ]
        if order_changed(request, obj):
            return [
                (_("Order"), {"fields": ["seen", ("order_number", "number_year_be"), "subject"]}),
                (_("What it says"), {"fields": ["reason", "term_start"]}),
                SIGNATURE,
            ]
        committee = obj.committee if obj else self._chosen_committee(request)
        words = (
            ["reason", "tasks", "duties"]
            if committee and committee.group_id
            else ["reason", "duties"]
        )
        return [
            (
                _("Order"),
                {"fields": ["seen", "year", ("order_number", "number_year_be"), "subject"]},
            ),
            (_("What it says"), {"fields": words}),
            (_("Term"), {"fields": [("term_start", "term_end")]}),
            SIGNATURE,
        ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[type[InlineModelAdmin]]:
        inlines: dict[OrderKind, list[type[InlineModelAdmin]]] = {
            OrderKind.APPOINT: [MemberInline],
            OrderKind.AMEND: [DepartureInline, NewcomerInline],
            OrderKind.REVOKE: [],
        }
        return inlines[kind_of(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None or obj.is_draft:
            return []
        return [
            field for _name, part in self.get_fieldsets(request, obj) for field in part["fields"]
        ]

    # --- who may ---

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("workgroups.change_appointmentorder", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("workgroups.delete_appointmentorder", obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting by the handful: issued orders stay."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # --- adding and changing ---

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An order belongs to a body: without one, ask for it first."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        committee = self._chosen_committee(request)
        if committee is None:
            issued = AppointmentOrder.objects.appointing().order_by("-term_start", "-pk")
            committees = Committee.objects.with_last_day().order_by("group__number", "name")
            committees = committees.prefetch_related(Prefetch("orders", issued, "issued_orders"))
            return self._page(request, "choose", committees=committees, title=_("Whom to appoint?"))
        extra = {
            "committee": committee,
            "changed": order_changed(request),
            "kind": kind_of(request),
            "show_save_and_add_another": False,
        }
        return super().add_view(request, form_url, {**extra, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        found = readiness.of_order(order) if order else None
        extra = {
            "order": order,
            "readiness": found,
            "committee": order and order.committee,
            "changed": order and order.amends,
            "kind": order and order.kind,
            "changes": order and order.changes.order_by("term_start", "pk"),
            "show_save_and_add_another": False,
        }
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def _chosen_committee(self, request: HttpRequest) -> Committee | None:
        if changed := order_changed(request):
            return changed.committee
        chosen = request.GET.get("committee", "")
        return Committee.objects.filter(pk=chosen).first() if chosen.isdecimal() else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        if changed := order_changed(request):
            return words_of_change(changed, kind_of(request))
        committee = self._chosen_committee(request)
        return first_words(committee, like=order_copied(request)) if committee else {}

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        if obj and not obj.is_draft:  # what is only read needs no advice on typing
            kwargs["help_texts"] = dict.fromkeys(OrderForm.Meta.help_texts, "")
        changed = order_changed(request, obj)
        if changed:
            kwargs["form"] = ChangeForm
        form: Any = super().get_form(request, obj, *args, **kwargs)
        form.committee = obj.committee if obj else self._chosen_committee(request)
        form.amends, form.what = changed, kind_of(request, obj)
        return form

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The bare field: no door from an order to the reference data behind it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_formset_kwargs(
        self, request: HttpRequest, obj: AppointmentOrder, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """The words for positions depend on the body, also before the order is saved."""
        if not obj.committee_id and (committee := self._chosen_committee(request)):
            obj.committee = committee
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if like := order_copied(request):
            kwargs["initial"] = people_of(like)
        return kwargs

    def save_model(self, *args: Any, **kwargs: Any) -> None:
        """Not yet: an order is written with the people it names."""

    def save_related(
        self,
        request: HttpRequest,
        form: OrderForm,
        formsets: list[Any],
        change: bool,  # noqa: ARG002, FBT001
    ) -> None:
        for formset in formsets:
            formset.save(commit=False)  # the admin's history asks it what has changed
        people = [rows for rows in formsets if rows.model is CommitteeMember]
        leaving = [rows for rows in formsets if rows.model is Departure]
        services.draft_order(
            form.instance,
            by=signed_in(request),
            members=[member for rows in people for member in rows.named()],
            dismissed=[member for rows in people for member in rows.deleted_objects],
            departures=[departure for rows in leaving for departure in rows.named()],
            tasks=form.cleaned_data.get("tasks", ()),
            seen=form.cleaned_data["seen"],
        )

    # --- preview and issue ---

    def get_urls(self) -> list[URLPattern]:
        name = "workgroups_appointmentorder"
        return [
            path(
                "<int:pk>/preview/",
                self.admin_site.admin_view(self.preview),
                name=f"{name}_preview",
            ),
            path(
                "<int:pk>/signed/",
                self.admin_site.admin_view(self.signed),
                name=f"{name}_signed",
            ),
            path("<int:pk>/issue/", self.admin_site.admin_view(self.issue), name=f"{name}_issue"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The draft on paper, as saved."""
        order = self._order(request, pk)
        if not self.has_change_permission(request, order):
            raise PermissionDenied
        return HttpResponse(services.preview_order(order), content_type="application/pdf")

    def issue(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask once more, then issue."""
        order = self._order(request, pk)
        if not request.user.has_perm("workgroups.issue_order", order):
            raise PermissionDenied
        if request.method == "POST":
            try:
                services.issue_order(order, by=signed_in(request))
            except DomainError as error:
                messages.error(request, str(error))
            else:
                messages.success(
                    request, _("The order is issued. From now on it cannot be changed.")
                )
            return HttpResponseRedirect(order.get_absolute_url())
        found = readiness.of_order(order)
        return self._page(
            request, "issue", order=order, readiness=found, title=_("Issue the order?")
        )

    def signed(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the scan of the signed paper; from then on the public opens it."""
        order = self._order(request, pk)
        if not request.user.has_perm("workgroups.publish_signed", order):
            raise PermissionDenied
        form = SignedForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                services.publish_signed(order, form.read(), by=signed_in(request))
            except DomainError as error:
                form.add_error("scan", str(error))
            else:
                messages.success(request, _("The public now opens the signed paper."))
                return HttpResponseRedirect(order.get_absolute_url())
        return self._page(
            request, "signed", order=order, form=form, title=_("The signed paper of the order")
        )

    def _order(self, request: HttpRequest, pk: int) -> AppointmentOrder:
        if not self.has_view_permission(request):
            raise PermissionDenied
        orders = self.get_queryset(request).select_related("committee__group", "year")
        order: AppointmentOrder = get_object_or_404(orders, pk=pk)
        return order

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        return TemplateResponse(
            request,
            f"admin/workgroups/appointmentorder/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "media": self.media,
                **context,
            },
        )


def kind_of(request: HttpRequest, order: AppointmentOrder | None = None) -> OrderKind:
    """What the order of this page does; a new one that names another changes or revokes it."""
    if order and order.pk:
        return OrderKind(order.kind)
    if order_changed(request) is None:
        return OrderKind.APPOINT
    return OrderKind.REVOKE if "revoke" in request.GET else OrderKind.AMEND
