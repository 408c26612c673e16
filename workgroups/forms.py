"""What may be typed about a committee, an order and the people it names."""

import datetime as dt
import re
from collections import Counter
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation import text, thai
from participation.choices import StakeholderType, YearState
from participation.errors import DomainError
from participation.fields import ThaiDateField, ThaiDateInput
from participation.forms import AccountField
from participation.meanwhile import ChangedMeanwhileError
from participation.models import Announcement, FiscalYear, MissionTask, Office
from participation.services import require_open
from workgroups import readiness, services, titles
from workgroups.choices import (
    SINGLE_SEATS,
    WHOM,
    CommitteeKind,
    CommitteeRole,
    DepartureReason,
    OrderKind,
)
from workgroups.models import (
    BUDDHIST_YEARS,
    AppointmentOrder,
    Committee,
    CommitteeMember,
    CompositionRule,
    Departure,
)

#: Where people stand that are named without a place of their own: behind all others.
LAST = 999


class NumberInput(forms.TextInput):
    """A short box for a number in Thai or Arabic digits; a browser's own takes Arabic ones only."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "size": "6", "autocomplete": "off"} | (attrs or {})
        )


class DayForm(forms.Form):
    """The day a roster is asked for; nothing means today."""

    on = ThaiDateField(
        required=False,
        label=gettext_lazy("On another day"),
        widget=ThaiDateInput({"class": "form-control"}),
    )

    @property
    def day(self) -> dt.date | None:
        """What was asked for, if it is a day."""
        self.is_valid()
        return cast("dt.date | None", self.cleaned_data.get("on"))


class CommitteeForm(forms.ModelForm):
    class Meta:
        model = Committee
        fields = ["kind", "group", "name"]
        help_texts = {
            "kind": gettext_lazy(
                "The words for positions follow from it: members of a committee, members of a "
                "working group."
            ),
            "group": gettext_lazy(
                "Only for a committee or working group of one mission group; leave it empty for "
                "the other bodies."
            ),
            "name": gettext_lazy("As it is to stand in orders and on the page of the group."),
        }


class CompositionForm(forms.ModelForm):
    class Meta:
        model = CompositionRule
        fields = ["at_least", "whom", "of_chair"]
        widgets = {"at_least": NumberInput}
        help_texts = {
            "of_chair": gettext_lazy(
                "The chair must be one of these; of several lines so ticked one is enough."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whom = self.fields.get("whom")
        if isinstance(whom, forms.ChoiceField):
            whom.choices = [("", _("Choose one")), *WHOM]


class CompositionFormSet(BaseInlineFormSet):
    """What a body asks for, nothing twice."""

    def clean(self) -> None:
        super().clean()
        said: set[tuple[str, bool]] = set()
        for form in self.forms:
            if form.errors or form.cleaned_data.get("DELETE") or "whom" not in form.cleaned_data:
                continue
            rule = form.cleaned_data["whom"], form.cleaned_data["of_chair"]
            if rule in said:
                form.add_error("whom", _("This is said twice. Take one of the lines out."))
            said.add(rule)


class OrderForm(forms.ModelForm):
    """An order of the committee that `committee` names; tasks are those of its group."""

    committee: Committee

    term_start = ThaiDateField(
        label=gettext_lazy("term from"),
        help_text=gettext_lazy("First day on which the members may act. Such as 1/10/2569."),
    )
    term_end = ThaiDateField(
        label=gettext_lazy("term until"),
        help_text=gettext_lazy("Last day on which the members may act."),
    )
    signed_on = ThaiDateField(
        label=gettext_lazy("signed on"),
        required=False,
        help_text=gettext_lazy("Leave it empty until the order is signed."),
    )
    tasks = forms.ModelMultipleChoiceField(
        MissionTask.objects.none(),
        label=gettext_lazy("tasks it covers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "The annual report names the tasks of a group that no committee covers."
        ),
    )

    #: What the page had seen of what was done to the draft, so that nobody overwrites another.
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    class Meta:
        model = AppointmentOrder
        fields = [
            "year", "order_number", "number_year_be", "subject", "reason", "tasks", "duties",
            "term_start", "term_end", "signed_on", "signatory", "signatory_position",
            "signing_capacity",
        ]  # fmt: skip
        widgets = {"order_number": NumberInput, "number_year_be": NumberInput}
        help_texts = {
            "year": gettext_lazy("The year whose work the order is for, October to September."),
            "order_number": gettext_lazy(
                "The registry gives it. Leave it empty until then; the draft prints a gap."
            ),
            "number_year_be": gettext_lazy(
                "Numbers run from January to December: the Buddhist year in which the order is "
                "signed, also when it is for the next fiscal year."
            ),
            "subject": gettext_lazy("What stands behind “Subject:”."),
            "reason": gettext_lazy(
                "Why, and by which power; a new line begins a new paragraph. The paper adds “… is "
                "therefore appointed as follows”."
            ),
            "duties": gettext_lazy("One on each line; the paper numbers them."),
            "signatory": gettext_lazy("With title, such as “นายสมชาย ตัวอย่าง”."),
            "signatory_position": gettext_lazy("The own position, also of somebody acting."),
            "signing_capacity": gettext_lazy(
                "Somebody acting signs with the own position; the director's follows on the next "
                "line."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.committee = self.committee
        years = FiscalYear.objects.filter(state=YearState.OPEN)
        if self.instance.year_id:
            years |= FiscalYear.objects.filter(pk=self.instance.year_id)
        tasks = MissionTask.objects.filter(group=self.committee.group_id)
        self._offer("year", years.order_by("-year_be"))
        if "year" in self.fields:
            self.fields["year"].error_messages["invalid_choice"] = _(
                "This fiscal year is not open for entries. Choose an open year."
            )
        if self.instance.pk:
            self.initial["seen"] = services.last_seen(self.instance)
        self._offer("tasks", tasks.order_by("position"))
        if self.committee.group_id is None:  # the body works for no group, so for none of its tasks
            self.fields.pop("tasks", None)
        if "duties" in self.fields:
            self.fields["duties"].required = True

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    def clean_year(self) -> FiscalYear:
        try:
            return require_open(self.cleaned_data["year"])
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> None:
        """Tell of what another wrote meanwhile; what was typed stays, ready to be sent again."""
        if self.instance.pk:
            try:
                services.require_unchanged(self.instance, seen=self.cleaned_data.get("seen"))
            except ChangedMeanwhileError as error:
                data = QueryDict(mutable=True)
                data.update(self.data)
                data[self.add_prefix("seen")] = str(error.seen)
                self.data = data
                raise ValidationError(str(error)) from error
            except DomainError as error:
                raise ValidationError(str(error)) from error

    def clean_number_year_be(self) -> int:
        year: int = self.cleaned_data["number_year_be"]
        first, last = BUDDHIST_YEARS
        if not first <= year <= last:
            raise ValidationError(
                _("Write the Buddhist year, such as %(year)s."),
                params={"year": thai.calendar_year_be(thai.today())},
            )
        return year


class ChangeForm(OrderForm):
    """An order that changes or revokes the one that `amends` names, from a day on."""

    amends: AppointmentOrder
    what: str

    term_start = ThaiDateField(
        label=gettext_lazy("takes effect on"),
        help_text=gettext_lazy("The first day on which it is as this order says."),
    )
    term_end = None  # type: ignore[assignment]
    tasks = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind, self.instance.amends = self.what, self.amends
        if "reason" in self.fields:
            self.fields["reason"].help_text = _(
                "Why; a new line begins a new paragraph. The paper names the earlier order before "
                "it and says behind it what becomes of that order."
            )
        # Whole before the database's rules look at it: an order that changes another keeps these.
        self.instance.year, self.instance.term_end = self.amends.year, self.amends.term_end

    def clean_term_start(self) -> dt.date:
        day: dt.date = self.cleaned_data["term_start"]
        for sentence in readiness.of_day(day, self.amends):
            raise ValidationError(sentence)
        return day


class SignedForm(forms.Form):
    """The scan of a signed order."""

    scan = forms.FileField(
        label=gettext_lazy("scan of the signed paper (PDF)"),
        help_text=gettext_lazy(
            "At most 10 MB. All its pages as signed, nothing else: the public opens it."
        ),
        widget=forms.FileInput({"accept": "application/pdf"}),
    )

    def read(self) -> bytes:
        content: bytes = self.cleaned_data["scan"].read()
        return content


def first_words(
    committee: Committee,
    year: FiscalYear | None = None,
    *,
    like: AppointmentOrder | None = None,
) -> dict[str, Any]:
    """What a new order of `committee` begins with: the term, and the words orders usually have.

    With `like`, an earlier order of the body, what that one said; its term is over first.
    """
    today = thai.today()
    begins = max(today, like.term_end + dt.timedelta(days=1)) if like else today
    year = year or FiscalYear.objects.open().order_by("-year_be").first()
    year = year or FiscalYear(year_be=thai.fiscal_year_be(today))
    first, last = year.span
    announcement = Announcement.objects.in_force().first()
    office = Office.current()
    with translation.override("th"):
        subject = _("Appointment of %(committee)s for fiscal year B.E. %(year)s") % {
            "committee": committee,
            "year": year,
        }
        reason = _reason(committee.kind) % {
            "office": office.name_th,
            "title": announcement.title if announcement else "",
        }
    return {
        "year": year,
        "number_year_be": thai.calendar_year_be(today),
        "subject": subject,
        "reason": reason,
        "term_start": min(max(first, begins), last),
        "term_end": last,
        "signatory_position": office.director_position,
    } | (_said_by(like) if like else {})


def words_of_change(order: AppointmentOrder, kind: str) -> dict[str, Any]:
    """What an order begins with that changes or revokes another: that one's signatory, today."""
    with translation.override("th"):
        subject, reason = {
            OrderKind.AMEND: (
                _("Change of the appointment of %(committee)s"),
                _("So that the work goes on without a break,"),
            ),
            OrderKind.REVOKE: (
                _("Revocation of the appointment of %(committee)s"),
                _("As its duties are no longer needed,"),
            ),
        }[OrderKind(kind)]
    return {
        "number_year_be": thai.calendar_year_be(thai.today()),
        "subject": subject % {"committee": order.committee},
        "reason": reason,
        "term_start": min(max(order.term_start, thai.today()), order.term_end),
    } | {
        name: getattr(order, name)
        for name in ("signatory", "signatory_position", "signing_capacity")
    }


def _said_by(order: AppointmentOrder) -> dict[str, Any]:
    """What an order says that holds for another year too."""
    words = ("reason", "duties", "signatory", "signatory_position", "signing_capacity")
    return {name: getattr(order, name) for name in words} | {"tasks": list(order.tasks.all())}


def people_of(order: AppointmentOrder) -> list[dict[str, Any]]:
    """What the rows of another order begin with to name the same people."""
    words = ("stakeholder_type", "organisation", "position")
    return [
        {name: getattr(member, name) for name in words}
        | {
            "sequence": place,
            "name": member.printed_name,
            "account": member.account.email if member.account else None,
        }
        for place, member in enumerate(order.members.select_related("account"), start=1)
    ]


def _reason(kind: str) -> str:
    """Which part of the announcement asks for a body of this kind."""
    if kind == CommitteeKind.MONITORING:
        return _(
            "By the announcement of %(office)s on %(title)s, which asks for a committee that "
            "follows, checks and assesses the work of the mission groups,"
        )
    return _(
        "By the announcement of %(office)s on %(title)s, step 2, which asks for working groups of "
        "those it serves and stakeholders,"
    )


class MemberForm(forms.ModelForm):
    account = AccountField(
        label=gettext_lazy("account (e-mail)"),
        required=False,
        help_text=gettext_lazy("Whoever is to write in the portal needs one before the issue."),
    )

    class Meta:
        model = CommitteeMember
        fields = [
            "sequence", "name", "stakeholder_type", "organisation", "position", "account"
        ]  # fmt: skip
        labels = {
            "sequence": gettext_lazy("place"),
            "name": gettext_lazy("title, given name and surname"),
        }
        widgets = {"sequence": NumberInput}
        help_texts = {
            "sequence": gettext_lazy("Place in the order; left empty: behind the others."),
            "name": gettext_lazy("Such as นายสมชาย ตัวอย่าง"),
            "organisation": gettext_lazy(
                "Such as a school; the paper writes “representative of …” itself."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A block of boxes has no room for advice below them.
        for name, field in self.fields.items():
            if name != "sequence":
                field.widget.attrs["placeholder"] = field.help_text
        kind = self.fields.get("stakeholder_type")
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("Choose one")), *StakeholderType.choices]
        if "sequence" in self.fields:
            self.fields["sequence"].required = False
            if not self.instance.pk:  # stands behind those before it; one stop less on the way
                self.fields["sequence"].widget = forms.HiddenInput()
                self.initial["sequence"] = (kwargs.get("initial") or {}).get("sequence")
        if self.instance.pk:
            self.initial["name"] = self.instance.printed_name
        if self.instance.account:
            self.initial["account"] = self.instance.account.email

    def clean_name(self) -> str:
        self.instance.title, name = titles.split(text.clean(self.cleaned_data["name"]))
        return name

    def clean_sequence(self) -> int:
        place = self.cleaned_data["sequence"]
        return LAST if place is None else int(place)


class NewcomerForm(MemberForm):
    """Somebody whom an order adds to a body, in the place of somebody else or beside the others."""

    class Meta(MemberForm.Meta):
        fields = [*MemberForm.Meta.fields, "in_place_of"]
        help_texts = MemberForm.Meta.help_texts | {
            "in_place_of": gettext_lazy("Takes over the position and the place in the roster."),
        }

    def clean(self) -> None:
        if before := self.cleaned_data.get("in_place_of"):
            self.cleaned_data["position"] = before.position


class DepartureForm(forms.ModelForm):
    class Meta:
        model = Departure
        fields = ["member", "reason"]
        help_texts = {"reason": gettext_lazy("The order says it in public.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields.get("reason")
        if isinstance(reason, forms.ChoiceField):
            reason.choices = [("", _("Choose one")), *DepartureReason.choices]


class DeleteBox(forms.CheckboxInput):
    """A box that says beside it what it does."""

    template_name = "workgroups/parts/delete_box.html"


class MemberFormSet(BaseInlineFormSet):
    """The people of one order: nobody twice, no single seat twice."""

    deletion_widget = DeleteBox

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.data, QueryDict):
            standing = {str(member.pk) for member in self.get_queryset()}
            self.data = _vanished_as_new(
                self.data, str(self.prefix), standing, most=self.absolute_max
            )

    def named(self) -> list[CommitteeMember]:
        """The people the rows name, by the places typed."""
        rows = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        rows.sort(key=lambda form: form.cleaned_data["sequence"])
        return [form.instance for form in rows]

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Call the positions after the kind of body."""
        super().add_fields(form, index)
        if "position" in form.fields:
            committee = self.instance.committee
            cast("forms.ChoiceField", form.fields["position"]).choices = [
                (role.value, committee.position_title(role)) for role in CommitteeRole
            ]

    def clean(self) -> None:
        named = [
            form
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if not form.errors and not form.cleaned_data.get("DELETE")
        ]
        _refuse_repeats(named, "name", _("This person is named twice. Remove one line."))
        _refuse_repeats(named, "account", _("This account is named twice. Remove one line."))
        seats = [form for form in named if form.cleaned_data.get("position") in SINGLE_SEATS]
        _refuse_repeats(
            seats, "position", _("Only one person can hold this seat. Choose another position.")
        )
        taken_over = _("Two people cannot take over one seat. Choose another for one of them.")
        _refuse_repeats(named, "in_place_of", taken_over)
        super().clean()


def _refuse_repeats(rows: list[Any], field: str, sentence: str) -> None:
    """Tell each of the rows that say the same in a field."""
    values = [_comparable(form.cleaned_data.get(field)) for form in rows]
    often = Counter(values)
    for form, value in zip(rows, values, strict=True):
        if value and often[value] > 1:
            form.add_error(field, sentence)


class NewcomerFormSet(MemberFormSet):
    """Those an order adds; whom they can follow sits, or left an empty seat, by `amends`."""

    amends: AppointmentOrder

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields.get("in_place_of")
        if isinstance(field, forms.ModelChoiceField):
            offer_members(field, self.amends, empty=_("nobody: an additional seat"))


class DepartureFormSet(BaseInlineFormSet):
    """Those an order lets go; they sit by the order that `amends` names."""

    deletion_widget = DeleteBox
    amends: AppointmentOrder

    def named(self) -> list[Departure]:
        """Those who leave."""
        return [
            form.instance
            for form in self.forms
            if form not in self.deleted_forms and form.cleaned_data.get("member")
        ]

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields.get("member")
        if isinstance(field, forms.ModelChoiceField):
            offer_members(field, self.amends, empty=_("Choose one"))

    def clean(self) -> None:
        named = [f for f in self.forms if not f.errors and not f.cleaned_data.get("DELETE")]
        sentence = _("This person is already leaving by this order. Remove one of the two lines.")
        _refuse_repeats(named, "member", sentence)
        super().clean()


def offer_members(field: forms.ModelChoiceField, order: AppointmentOrder, *, empty: str) -> None:
    """Let those be chosen who sit, or sat, by an order, each told with the position."""
    members = CommitteeMember.objects.filter(holding__appointment=order)
    field.queryset = members.select_related("order__committee").order_by("holding")
    field.empty_label = empty
    field.label_from_instance = _named_with_position  # type: ignore[assignment,method-assign]


def _named_with_position(member: CommitteeMember) -> str:
    return f"{member} – {member.position_title}"


def _vanished_as_new(data: QueryDict, prefix: str, standing: set[str], *, most: int) -> QueryDict:
    """What was typed, with rows of people another took out meanwhile as rows of new people.

    Numbers of rows that no page of ours sends are taken out, and so refused by Django.
    """
    total, initial = (_number(data.get(f"{prefix}-{name}_FORMS")) for name in ("TOTAL", "INITIAL"))
    if not 0 <= initial <= total <= most:
        refused = data.copy()
        refused[f"{prefix}-TOTAL_FORMS"] = ""
        return refused
    stays = [row for row in range(initial) if data.get(f"{prefix}-{row}-id") in standing]
    if len(stays) == initial:
        return data
    moved = data.copy()
    for place, row in enumerate([*stays, *sorted(set(range(total)) - set(stays))]):
        for name in [*NewcomerForm.Meta.fields, "id", "DELETE"]:
            moved[f"{prefix}-{place}-{name}"] = data.get(f"{prefix}-{row}-{name}", "")
        if place >= len(stays):
            moved[f"{prefix}-{place}-id"] = ""
    moved[f"{prefix}-INITIAL_FORMS"] = str(len(stays))
    return moved


def _number(word: str | None) -> int:
    """-1 for what is none, and for what is too long to be a number of rows."""
    return int(word) if word and re.fullmatch(r"[0-9]{1,9}", word) else -1


def _comparable(value: Any) -> str:
    """Two spellings of one name are the same person."""
    return str(value.pk) if isinstance(value, Model) else text.fold(str(value or ""))
