"""Reference data in the admin: the office, its units and years, accounts and who is named for what.

Other houses bring their own pages. The admin is entered through the portal's own sign-in.
"""

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import Group
from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Cast, Coalesce, NullIf
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.audit_words import act_in_words, kind_in_words, names_of, said_as
from participation.choices import Role
from participation.fields import ThaiDateField, ThaiDateInput
from participation.forms import AccountForm, OfficeForm, ResponsibleOfficerForm, UnitHeadForm
from participation.http import signed_in
from participation.models import (
    Announcement,
    AuditEvent,
    District,
    FiscalYear,
    Holiday,
    MissionGroup,
    MissionTask,
    Office,
    OrganisationUnit,
    ResponsibleOfficer,
    RoleGrant,
    School,
    UnitHead,
    User,
)
from participation.services import grant_role, withdraw_role
from participation.templatetags.portal import thai_date, thai_date_short, thai_time

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth's manual does it
admin.site.empty_value_display = "–"
# Rights follow from our records, addresses and second factors are each account's own business.
for model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(model)


class RecordedAdmin(admin.ModelAdmin):
    """A page whose changes leave a line in the audit trail; days are typed in either era."""

    formfield_overrides = {models.DateField: {"form_class": ThaiDateField, "widget": ThaiDateInput}}

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No list may be narrowed by what it must not show: a hash is guessed letter by letter."""
        return "password" not in lookup and super().lookup_allowed(lookup, value, request)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        act = "change" if change else "add"
        AuditEvent.record(f"{self.opts.model_name}.{act}", obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        AuditEvent.record(f"{self.opts.model_name}.delete", obj, by=request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


@admin.register(Office)
class OfficeAdmin(RecordedAdmin):
    form = OfficeForm
    list_display = ["name_th", "portal_name_th", "director_position"]
    fieldsets = [
        (_("names"), {"fields": ["name_th", "short_name_th", "portal_name_th"]}),
        (_("names in English"), {"fields": ["name_en", "short_name_en", "portal_name_en"]}),
        (_("paper and codes"), {"fields": ["director_position", "crest", "code_prefix"]}),
        (
            _("how to reach it"),
            {"fields": ["address", "phone", "email", "data_protection_contact"]},
        ),
        (
            _("promises"),
            {
                "fields": [
                    "answer_within_days",
                    "answers_need_sign_off",
                    "close_after_days",
                    "reports_before_looking",
                ]
            },
        ),
    ]


@admin.register(OrganisationUnit)
class OrganisationUnitAdmin(RecordedAdmin):
    list_display = ["position", "name_th", "may_be_responsible"]
    list_display_links = ["name_th"]
    fields = ["position", "name_th", "name_en", "may_be_responsible"]


@admin.register(FiscalYear)
class FiscalYearAdmin(RecordedAdmin):
    list_display = ["year_be", "state"]
    fields = ["year_be", "state"]
    readonly_fields = ["year_be"]


@admin.register(District)
class DistrictAdmin(RecordedAdmin):
    list_display = ["name_th", "name_en", "position"]
    fields = ["name_th", "name_en", "position"]


@admin.register(School)
class SchoolAdmin(RecordedAdmin):
    """A school that has closed is not deleted: what was said about it stays said about it."""

    list_display = ["name_th", "district", "is_open"]
    list_filter = ["district", "is_open"]
    list_select_related = ["district"]
    search_fields = ["name_th"]
    fields = ["district", "name_th", "is_open"]


@admin.register(Holiday)
class HolidayAdmin(RecordedAdmin):
    """The list is loaded by a command; the office adds days and strikes out those it works on."""

    list_display = ["thai_day", "name", "is_off", "source"]
    list_filter = ["is_off", "source"]
    search_fields = ["name"]
    ordering = ["-day"]  # what is added lies ahead; the list goes back for years
    fieldsets = [
        (
            None,
            {
                "fields": ["day", "name", "is_off"],
                "description": _(
                    "Days are counted with it from now on. What has been received already keeps "
                    "the day its answer was promised by."
                ),
            },
        )
    ]

    @admin.display(description=_("day"), ordering="day")
    def thai_day(self, holiday: Holiday) -> str:
        return thai_date(holiday.day)

    def get_readonly_fields(self, _request: HttpRequest, obj: Holiday | None = None) -> list[str]:
        return ["day"] if obj else []  # a day struck out is kept: the list would bring it back


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin):
    """The announcement is loaded by a command and changed by nobody."""

    list_display = ["title", "announced"]
    fields = ("title", "announced", "signatory", "signatory_position", "shown_text")
    readonly_fields = ("title", "announced", "signatory", "signatory_position", "shown_text")

    @admin.display(description=_("announced on"))
    def announced(self, announcement: Announcement) -> str:
        return thai_date(announcement.announced_on)


@admin.register(MissionGroup)
class MissionGroupAdmin(RecordedAdmin):
    """Names and numbers are the announcement's; the office chooses unit, colours and icon."""

    list_display = ["number", "name_th", "unit"]
    list_display_links = ["name_th"]
    list_select_related = ["unit"]
    fields = [
        "number",
        "name_th",
        "name_en",
        "short_name_th",
        "unit",
        "fill",
        "ink",
        "tint",
        "icon",
    ]
    readonly_fields = ["number", "name_th"]


@admin.register(MissionTask)
class MissionTaskAdmin(admin.ModelAdmin):
    """Tasks are the announcement's; nobody changes them here."""

    list_display = ["group", "numbering", "text_th"]
    list_display_links = ["text_th"]
    list_filter = ["group"]
    list_select_related = ["group"]
    search_fields = ["text_th", "text_en"]
    fields = ("group", "position", "letter", "text_th", "text_en", "note_th", "note_en")
    readonly_fields = fields

    @admin.display(description=pgettext_lazy("of a task", "letter"), ordering="position")
    def numbering(self, task: MissionTask) -> str:
        return task.label


class RoleInline(admin.TabularInline):
    """Roles of an account; nobody gives or takes their own."""

    model = RoleGrant
    fk_name = "user"
    fields = ["role"]
    extra = 1

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[RoleGrant]:
        return super().get_queryset(request).filter(withdrawn_at=None)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj != request.user and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """One is taken away and another given, so that the trail tells of both."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj != request.user and super().has_delete_permission(request, obj)


class RoleFilter(admin.SimpleListFilter):
    """Accounts by a role they hold now."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        return Role.choices

    def queryset(
        self,
        request: HttpRequest,  # noqa: ARG002 (the signature is Django's)
        queryset: models.QuerySet[User],
    ) -> models.QuerySet[User]:
        if not self.value():
            return queryset
        holders = RoleGrant.objects.open().filter(role=self.value()).values("user")
        return queryset.filter(pk__in=holders)


@admin.register(User)
class UserAdmin(RecordedAdmin):
    form = AccountForm
    fields = ["email", "full_name", "is_active"]
    list_display = ["email", "full_name", "is_active", "role_names"]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["email", "full_name"]
    ordering = ["email"]
    inlines = [RoleInline]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        held = models.Prefetch("role_grants", RoleGrant.objects.open().order_by("role"))
        return super().get_queryset(request).prefetch_related(held)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002
        """Who changes an address takes the account over by “forgot password” (docs/adr)."""
        return ["email"] if obj else []

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(str(grant.get_role_display()) for grant in user.role_grants.all())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Roles are given and taken by somebody, and that is kept."""
        formset.save(commit=False)
        by = signed_in(request)
        for grant in formset.deleted_objects:
            withdraw_role(grant, by=by)
        for grant in formset.new_objects:
            grant_role(grant.user, Role(grant.role), by=by)


@admin.register(ResponsibleOfficer)
class ResponsibleOfficerAdmin(RecordedAdmin):
    form = ResponsibleOfficerForm
    list_display = ["user", "unit", "group", "year", "since", "until"]
    list_filter = ["year", "unit"]
    list_select_related = ["user", "unit", "group", "year"]
    search_fields = ["user__full_name", "user__email"]
    fields = ["user", "unit", "group", "year", "started_on", "ended_on"]

    @admin.display(description=_("from"))
    def since(self, officer: ResponsibleOfficer) -> str:
        return thai_date(officer.started_on)

    @admin.display(description=_("until"))
    def until(self, officer: ResponsibleOfficer) -> str:
        return thai_date(officer.ended_on)


@admin.register(UnitHead)
class UnitHeadAdmin(RecordedAdmin):
    form = UnitHeadForm
    list_display = ["user", "unit", "since", "until"]
    list_filter = ["unit"]
    list_select_related = ["user", "unit"]
    search_fields = ["user__full_name", "user__email"]
    fields = ["user", "unit", "started_on", "ended_on"]

    @admin.display(description=_("from"))
    def since(self, head: UnitHead) -> str:
        return thai_date(head.started_on)

    @admin.display(description=_("until"))
    def until(self, head: UnitHead) -> str:
        return thai_date(head.ended_on)


class NewestPaginator(Paginator):
    """Pages through the newest rows without counting a table of millions."""

    counted_at_most = 10_000

    @cached_property
    def count(self) -> int:
        rows = cast("models.QuerySet[Any]", self.object_list)  # the admin hands in no list
        return rows.order_by()[: self.counted_at_most].count()


class TrailPage(ChangeList):
    """One page of the trail, with what its things are known by, asked for at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        names = names_of((event.subject_type, event.subject_id) for event in self.result_list)
        for event in self.result_list:
            event.subject_name = names.get((event.subject_type, event.subject_id), "")


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """The audit trail, for the auditor's eyes; nobody writes in it. What is old is searched for."""

    list_display = ["moment", "act", "kind", "subject", "by"]
    fields = ("moment", "act", "kind", "subject", "by")
    list_select_related = ["by"]
    paginator = NewestPaginator
    search_fields = ["verb", "subject_id", "by__email", "by__full_name"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[AuditEvent]:
        """With the role and its holder, where the event is of one."""
        of_event = models.OuterRef("subject_id")
        grants = RoleGrant.objects.alias(key=Cast("pk", models.CharField())).filter(key=of_event)
        own_name = NullIf("user__full_name", models.Value(""))
        name = Coalesce(own_name, "user__email", output_field=models.CharField())
        is_of_role = models.Q(subject_type=RoleGrant._meta.label_lower)
        told = {"role": grants.values("role"), "holder": grants.values_list(name)}
        events: models.QuerySet[AuditEvent] = super().get_queryset(request)
        for word, grant in told.items():
            only_then = models.When(is_of_role, then=models.Subquery(grant[:1]))
            events = events.annotate(**{word: models.Case(only_then)})
        return events

    def get_changelist(self, request: HttpRequest, **_rest: Any) -> type[ChangeList]:  # noqa: ARG002
        return TrailPage

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 (the signature is Django's)
        queryset: models.QuerySet[AuditEvent],
        search_term: str,
    ) -> tuple[models.QuerySet[AuditEvent], bool]:
        """By the words the list shows, each of which stands in the event somewhere."""
        for words in search_term.split():
            found = said_as(words)
            for field in self.search_fields:
                found |= models.Q(**{f"{field}__icontains": words})
            queryset = queryset.filter(found)
        return queryset, False

    @admin.display(description=_("at"), ordering="id")
    def moment(self, event: AuditEvent) -> str:
        """The short day with its time, in one line also where the column is narrow."""
        return f"{thai_date_short(event.at)} {thai_time(event.at)}".replace(
            " ", "\N{NO-BREAK SPACE}"
        )

    @admin.display(description=_("act"))
    def act(self, event: AuditEvent) -> str:
        return act_in_words(event.verb)

    @admin.display(description=_("kind of thing"))
    def kind(self, event: AuditEvent) -> str:
        return kind_in_words(event.subject_type)

    @admin.display(description=_("which"))
    def subject(self, event: Any) -> str:
        """The role and its holder where it is one, else the number or name people know."""
        if event.role:
            return f"{event.holder}: {Role(event.role).label}"
        thing = (event.subject_type, event.subject_id)
        name = (
            event.subject_name if hasattr(event, "subject_name") else names_of([thing]).get(thing)
        )
        return name or _("no longer kept (%(key)s)") % {"key": event.subject_id}
