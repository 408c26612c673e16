"""What a person without an account types to send an opinion, and to find it again."""

import re
from collections.abc import Mapping
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from feedback import codes
from feedback.choices import MAX_TEXT, OpinionKind
from feedback.services.sending import NO_CONTACT_FROM, shown_text
from participation import text, thai
from participation.choices import StakeholderType
from participation.errors import DomainError
from participation.models import MissionGroup, MissionTask, OrganisationUnit

UNSURE = "unsure"
CARDS = "feedback/parts/cards.html"
#: In the order in which people are asked, with what each means.
KIND_HINTS: dict[str, Any] = {
    OpinionKind.SUGGESTION: _("Something to do or to improve"),
    OpinionKind.PRAISE: _("Who or what was done well"),
    OpinionKind.PROBLEM: _("Something that makes life hard"),
    OpinionKind.QUESTION: _("Something you would like to know"),
}


class RawTextField(forms.Field):
    """Text exactly as it arrived: not stripped, and no character refused."""

    widget = forms.Textarea


class CardSelect(forms.RadioSelect):
    """Radio buttons as cards; a card may have a hint or a mission group behind it."""

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}
        self.groups: Mapping[str, MissionGroup] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        return option | {"hint": self.hints.get(value), "group": self.groups.get(value)}


class PhoneField(forms.CharField):
    """A Thai telephone number however it is written; kept as +66…"""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    default_error_messages = {
        "mobile": _("Write all 10 digits, such as 081 234 5678."),
        "number": _(
            "Write a mobile number of 10 digits or a landline number of 9, such as 042 123 456."
        ),
    }
    _PUNCTUATION = re.compile("[\\s().\\-\u2010-\u2015]")
    _MOBILE = re.compile(r"0[689][0-9]{8}")
    _LANDLINE = re.compile(r"0[2-57][0-9]{7}")

    def to_python(self, value: Any) -> str:
        digits = self._PUNCTUATION.sub("", thai.arabic_digits(text.clean(str(value or ""))))
        if not digits:
            return ""
        digits = re.sub(r"\A(\+66|0066|66(?=[2-9][0-9]{7,8}\Z))0?", "0", digits)
        if self._MOBILE.fullmatch(digits) or self._LANDLINE.fullmatch(digits):
            return f"+66{digits[1:]}"
        code = "mobile" if digits[:2] in {"06", "08", "09"} else "number"
        raise ValidationError(self.error_messages[code], code=code)


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
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write the whole address, such as name@example.com.")},
    )
    phone = PhoneField(label=_("Telephone"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {
            f"group-{group.number}": group
            for group in MissionGroup.objects.in_force().for_listing()
        }
        self.units = {
            f"unit-{unit.code}": unit
            for unit in OrganisationUnit.objects.filter(may_be_responsible=True).exclude(
                pk__in=[group.unit_id for group in self.groups.values()]
            )
        }
        self.tasks = {
            str(task.pk): task for group in self.groups.values() for task in group.tasks.all()
        }
        self._choices("to").choices = self._addressees()
        self._choices("task").choices = self._tasks_by_group()
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
        self.helper.layout = Layout(
            "key",
            Div(Field("kind", template=CARDS), data_step=""),
            Div(Field("to", template=CARDS), "task", data_step=""),
            Div(
                Field("text", wrapper_class="question"),
                HTML("{% include 'feedback/parts/letters_left.html' %}"),
                data_step="",
            ),
            Div(
                Field("stakeholder_type", wrapper_class="question"),
                Div(
                    Fieldset(
                        _("How may we reach you?"),
                        HTML("{% include 'feedback/parts/contact_hint.html' %}"),
                        "email",
                        "phone",
                    ),
                    css_class="field question",
                    css_id="contact",
                ),
                data_step="",
            ),
        )

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

    def clean_key(self) -> str:
        """The form's own key; a form that lost it gets another, for the person cannot mend that."""
        key: str = self.cleaned_data["key"]
        return key if codes.is_submission_key(key) else codes.new_submission_key()

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

    def carried(self) -> list[SafeString]:
        """What was typed, as hidden fields of the next page; a pupil's contact stays behind."""
        typed = {name: self[name].value() or "" for name in self.fields} | {
            "key": self.cleaned_data["key"]
        }
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
        return {name: data[name] for name in names} | {
            "group": data["mission_group"],
            "unit": data["unit"],
            "task": data["mission_task"],
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
