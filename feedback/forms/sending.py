"""What a person without an account types to send an opinion, and to find it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from feedback import codes
from feedback.choices import MAX_TEXT, OpinionKind
from feedback.forms.fields import CardSelect, LongSelect, PhoneField, RawTextField
from feedback.forms.places import PlaceField
from feedback.models import EntryLink, Upload
from feedback.services.sending import NO_CONTACT_FROM, shown_text
from participation import reference
from participation.choices import StakeholderType
from participation.drawn import drawn
from participation.errors import DomainError

if TYPE_CHECKING:
    from participation.models import MissionTask

UNSURE = "unsure"
CARDS = "feedback/parts/cards.html"
FILES = "feedback/parts/files_field.html"
#: In the order in which people are asked, with what each means.
KIND_HINTS: dict[str, Any] = {
    OpinionKind.SUGGESTION: _("Something to do or to improve"),
    OpinionKind.PRAISE: _("Who or what was done well"),
    OpinionKind.PROBLEM: _("Something that makes life hard"),
    OpinionKind.QUESTION: _("Something you would like to know"),
}


@dataclass(frozen=True)
class Part:
    """Words between the fields, the same for everybody."""

    template: str

    def render(self, *_args: Any, **_kwargs: Any) -> SafeString:
        return drawn(self.template)


class SendingForm(forms.Form):
    """The opinion form; the same fields travel through the page that shows what will be sent."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What would you like to tell us?"),
        choices=[(kind, OpinionKind(kind).label) for kind in KIND_HINTS],
        widget=CardSelect(hints=KIND_HINTS),
        error_messages={
            "required": _("Choose one: suggestion, praise, problem or question."),
            "invalid_choice": _("Choose one: suggestion, praise, problem or question."),
        },
    )
    to = forms.ChoiceField(
        label=_("Which group's work is it about?"),
        widget=CardSelect(hints={UNSURE: _("We read it and pass it on to the right group.")}),
        error_messages={
            "required": _("Choose a group. “I am not sure” is a good answer too."),
            "invalid_choice": _(
                "Choose one of the groups below. “I am not sure” is a good answer too."
            ),
        },
    )
    task = forms.ChoiceField(
        label=_("Which of its tasks?"),
        required=False,
        widget=LongSelect(),
        help_text=_("Only if you know. We look it up otherwise."),
        error_messages={"invalid_choice": _("Choose one of the tasks in the list, or none.")},
    )
    text = RawTextField(
        label=_("Tell us about it"),
        widget=forms.Textarea(attrs={"rows": 7, "data-counter": MAX_TEXT}),
        help_text=_("What happened, where, and how should it be?"),
        error_messages={
            "required": _("Write what you would like to tell us; a few words are enough.")
        },
    )
    stakeholder_type = forms.ChoiceField(
        label=_("You speak as"),
        widget=LongSelect(),
        help_text=_("We count who takes part. It says nothing about who you are."),
        error_messages={
            "required": _(
                "Choose what comes closest, such as “parent or guardian” or “general public”."
            ),
            "invalid_choice": _(
                "Choose what comes closest, such as “parent or guardian” or “general public”."
            ),
        },
    )
    place = PlaceField(
        label=_("Which school or district is it about?"),
        help_text=_(
            "Only if it matters. We ask for nothing nearer: where few people live, a village tells "
            "who is speaking."
        ),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write the whole address, such as name@example.com.")},
    )
    phone = PhoneField(label=_("Telephone"), required=False, max_length=40)

    attachments = forms.Field(
        label=_("Pictures or documents"),
        required=False,
        help_text=_(
            "Up to 5 pictures or PDFs of 10 MB each. Where and with what a picture was taken is "
            "removed before we keep it; who can be seen in it stays."
        ),
    )
    #: The files the page before sending has shown, by their SHA-256.
    attached = forms.CharField(required=False, widget=forms.HiddenInput)
    #: The poster or link that led here, by its address.
    entry = forms.Field(required=False, widget=forms.HiddenInput)

    #: The page that shows the form again once a file is taken off; its own button leads on.
    files_lead_back_to: Any = reverse_lazy("feedback:new_opinion")

    def __init__(
        self,
        *args: Any,
        staged: Sequence[Upload] = (),
        refused_files: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        #: The files kept with the form until it is sent, and why others are not.
        self.staged, self.refused_files = staged, refused_files
        self.groups = {f"group-{group.number}": group for group in reference.groups()}
        self.units = {f"unit-{unit.code}": unit for unit in reference.units()}
        self.tasks = {
            str(task.pk): task for group in self.groups.values() for task in group.tasks.all()
        }
        self._choices("to").choices = self._addressees()
        self._choices("task").choices = self._tasks_by_group()
        if not cast("PlaceField", self.fields["place"]).offer():
            del self.fields["place"]
        self._choices("stakeholder_type").choices = [
            ("", _("Choose")),
            *((value, capfirst(label)) for value, label in StakeholderType.choices),
        ]
        self.fields["to"].widget.groups = self.groups
        for name in ("text", "stakeholder_type"):
            field = self.fields[name]
            field.widget.attrs["data-required"] = field.error_messages["required"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        """A question a screen, where a script shows them so; see static/js/opinion.js."""
        return Layout(
            "key",
            "entry",
            Div(Field("kind", template=CARDS), data_step=""),
            Div(Field("to", template=CARDS), "task", data_step=""),
            Div(
                Field("text", wrapper_class="question"),
                Part("feedback/parts/letters_left.html"),
                Field("attachments", template=FILES),
                data_step="",
            ),
            *self.where(),
            Div(
                Field("stakeholder_type", wrapper_class="question"),
                Div(
                    Fieldset(
                        _("How may we reach you?"),
                        Part("feedback/parts/contact_hint.html"),
                        "email",
                        "phone",
                    ),
                    css_class="field question",
                    css_id="contact",
                ),
                data_step="",
            ),
        )

    def where(self) -> list[Div]:
        """The question for a place, where the office has listed any."""
        if "place" not in self.fields:
            return []
        return [
            Div(
                Field("place", wrapper_class="question"),
                Part("feedback/parts/find_place.html"),
                data_step="",
            )
        ]

    @property
    def questions(self) -> range:
        """The questions asked one by one, and the page that shows what will be sent."""
        return range(6 if "place" in self.fields else 5)

    def _choices(self, name: str) -> forms.ChoiceField:
        return cast("forms.ChoiceField", self.fields[name])

    def _addressees(self) -> list[tuple[Any, Any]]:
        return [
            *((value, group.name) for value, group in self.groups.items()),
            (UNSURE, _("I am not sure")),
            (
                _("Another unit of the office"),
                [(value, unit.name) for value, unit in self.units.items()],
            ),
        ]

    def _tasks_by_group(self) -> list[tuple[str, Any]]:
        """Every task under its group, so that the list serves without a script too."""
        return [
            ("", _("No particular task")),
            *(
                (group.name, [(str(task.pk), str(task)) for task in group.tasks.all()])
                for group in self.groups.values()
            ),
        ]

    def clean_entry(self) -> EntryLink | None:
        """The poster; one that is unknown is no fault of the person who follows it."""
        return EntryLink.objects.of_address(self.cleaned_data["entry"])

    def clean_text(self) -> str:
        typed: str = self.cleaned_data["text"]
        try:
            shown_text(typed)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        return typed

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("stakeholder_type") in NO_CONTACT_FROM:
            for name in ("email", "phone"):
                self.errors.pop(name, None)
                data[name] = ""
        self._find_addressee(data)
        for sentence in self.refused_files:
            self.add_error("attachments", sentence)
        return data

    def _find_addressee(self, data: dict[str, Any]) -> None:
        """Turn the choices into rows; who knows the task but not the group has named the group."""
        task: MissionTask | None = self.tasks.get(data.get("task", ""))
        group = self.groups.get(data.get("to", ""))
        if task and data.get("to") == UNSURE:
            group = next(known for known in self.groups.values() if known.pk == task.group_id)
        if task and data.get("to") and (group is None or task.group_id != group.pk):
            self.add_error(
                "task",
                _("This task belongs to another group. Choose one of the chosen group, or none."),
            )
        data |= {
            "mission_group": group,
            "unit": self.units.get(data.get("to", "")),
            "mission_task": task,
        }
        data["district"], data["school"] = data.get("place", (None, None))

    def carried(self) -> list[SafeString]:
        """What was typed, as hidden fields of the next page; a pupil's contact stays behind."""
        typed = {name: self[name].value() or "" for name in self.fields}
        typed |= {"attached": ",".join(upload.sha256 for upload in self.staged)}
        if self.cleaned_data["stakeholder_type"] in NO_CONTACT_FROM:
            typed |= {"email": "", "phone": ""}
        return [forms.HiddenInput().render(name, value) for name, value in typed.items() if value]

    def shown(self) -> dict[str, Any]:
        """What will be sent, as it is read."""
        sending = self.sending()
        return sending | {
            "kind": OpinionKind(sending["kind"]).label,
            "stakeholder_type": StakeholderType(sending["stakeholder_type"]).label,
            "text": shown_text(sending["text"]),
        }

    def sending(self) -> dict[str, Any]:
        """What `send_opinion` is given."""
        data = self.cleaned_data
        names = ("key", "text", "kind", "stakeholder_type", "email", "phone")
        return {name: data[name] for name in (*names, "district", "school", "entry")} | {
            "group": data["mission_group"],
            "unit": data["unit"],
            "task": data["mission_task"],
            "files": [sha256 for sha256 in data["attached"].split(",") if sha256],
        }


class TrackForm(forms.Form):
    """The code a sender holds."""

    code = forms.CharField(
        label=_("Tracking code"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code from your receipt.")},
    )

    def __init__(self, *args: Any, prefix_of_codes: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prefix_of_codes = prefix_of_codes
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_code(self) -> str:
        code = codes.read(self.cleaned_data["code"], prefix=self.prefix_of_codes)
        if code is None:
            raise ValidationError(
                _("This code is not complete. It has twelve letters and digits after %(prefix)s."),
                params={"prefix": self.prefix_of_codes},
            )
        return code
