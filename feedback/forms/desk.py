"""What is typed at the desk about one opinion."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_TEXT, Outcome, ReasonClass
from feedback.forms.fields import WrittenField
from feedback.models import AnswerTemplate, Opinion
from feedback.services.answering import require_reason
from feedback.services.drafting import MAX_SENTENCE, needs_sign_off
from feedback.services.publishing import MAX_REASON
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError
from participation.models import MissionGroup, MissionTask, OrganisationUnit, User

#: A group as a whole, one of its tasks, or another unit.
Place = tuple[MissionGroup | None, MissionTask | None, OrganisationUnit | None]


class SeenForm(forms.Form):
    """A form that knows what its page had seen, so that no officer overwrites another."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    #: What is to be mended is said on top of the page, see bootstrap5/errors.html.
    errors_on_top = True
    #: Somebody else acted after the page was opened.
    is_outdated = False
    #: Several forms stand on one page; this keeps the ids of their fields apart.
    name: str
    #: What its button says, and how it looks.
    button: str | Promise
    button_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{self.name}-%s"
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.rows(), *self.buttons())

    def rows(self) -> Sequence[Any]:
        """The fields, as they stand below one another."""
        return [*self.fields]

    def buttons(self) -> Sequence[Any]:
        """What sends it, the main one first."""
        css = {"css_id": f"{self.name}-button", "css_class": self.button_class}
        return [Submit(self.name, self.button, **css)]

    @property
    def arguments(self) -> dict[str, Any]:
        """What the service is called with."""
        return self.cleaned_data

    def refuse(self, error: Exception) -> None:
        """Show the sentence above what was typed, ready to be sent again."""
        if isinstance(error, ChangedMeanwhileError):
            self.is_outdated = True
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["seen"] = str(error.seen)
            self.data = data
        self.add_error(None, str(error))


class SortForm(SeenForm):
    """Where an opinion goes: one list, so that no task can stand beside the wrong group."""

    name = "sort"
    button = _("Send it there")
    place = forms.ChoiceField(
        label=_("Goes to"), error_messages={"required": _("Choose a group, task or unit")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Place] = {}
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        field.choices = [("", _("Choose a group, task or unit")), *self._groups(), *self._units()]

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        choices = []
        for group in MissionGroup.objects.in_force().for_listing():
            whole = f"group-{group.pk}"
            self.places[whole] = (group, None, None)
            options = [(whole, f"{group.number}. {group} ({_('whole group')})")]
            for task in group.tasks.all():
                self.places[f"task-{task.pk}"] = (group, task, None)
                options.append((f"task-{task.pk}", f"{group.number} {task}"))
            choices.append((f"{group.number}. {group}", options))
        return choices

    def _units(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Units that are the home of no mission group."""
        units = OrganisationUnit.objects.filter(may_be_responsible=True, groups=None)
        self.places |= {f"unit-{unit.pk}": (None, None, unit) for unit in units}
        options = [(f"unit-{unit.pk}", unit.name) for unit in units]
        return [(str(_("Other units")), options)] if options else []

    @staticmethod
    def value_of(opinion: Opinion) -> str:
        """The line of the list where the opinion stands now."""
        if opinion.task_id:
            return f"task-{opinion.task_id}"
        if opinion.group_id:
            return f"group-{opinion.group_id}"
        return f"unit-{opinion.unit_id}" if opinion.unit_id else ""

    @property
    def arguments(self) -> dict[str, Any]:
        group, task, unit = self.places[self.cleaned_data["place"]]
        return {"group": group, "task": task, "unit": unit, "seen": self.cleaned_data["seen"]}


class AnswerForm(SeenForm):
    """The official answer, sent or handed in by one button and kept as a draft by the other."""

    name = "answer"
    text = WrittenField(
        label=_("Answer"),
        limit=MAX_TEXT,
        help_text=_("The sender reads this on the tracking page."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write the answer.")},
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("Choose the outcome")), *Outcome.choices],
        error_messages={"required": _("Choose the outcome.")},
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("No reason needed")), *ReasonClass.offered()],
        help_text=_("Needed where it is not possible or passed on; the sender reads it."),
    )

    wording = forms.ModelChoiceField(
        AnswerTemplate.objects.none(),
        label=_("Begin with a template"),
        required=False,
        empty_label=_("Choose a template"),
    )

    def __init__(self, *args: Any, opinion: Opinion, by: User, **kwargs: Any) -> None:
        self.insert_at = reverse("feedback:use_wording", args=[opinion.number])
        self.is_handed_in = needs_sign_off(opinion, by=by)
        self.button = _("Hand in for sign-off") if self.is_handed_in else _("Send the answer")
        self.keep_at = reverse("feedback:save_draft", args=[opinion.number])
        super().__init__(*args, **kwargs)
        field = self.fields["wording"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = AnswerTemplate.objects.offered_to(opinion)
        if not field.queryset.exists():
            del self.fields["wording"]
            self.helper.layout.fields.pop(0)

    def rows(self) -> Sequence[Any]:
        insert = StrictButton(
            _("Insert it"),
            type="submit",
            formaction=self.insert_at,
            css_class="btn-secondary",
            css_id="wording-button",
        )
        answer = [name for name in self.fields if name != "wording"]
        return [Div("wording", insert), *answer]

    @property
    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "wording"}

    def buttons(self) -> Sequence[Any]:
        keep = StrictButton(
            _("Save the draft"),
            type="submit",
            formaction=self.keep_at,
            css_class="btn-secondary",
            css_id="draft-button",
        )
        return [Div(*super().buttons(), keep, css_class="acts")]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        try:
            require_reason(values.get("outcome", ""), values.get("reason", ""))
        except DomainError as error:
            self.add_error("reason", str(error))
        return values


class AskForm(SeenForm):
    """A question to the sender."""

    name = "ask"
    button = _("Send the question")
    key = forms.CharField(widget=forms.HiddenInput)
    text = WrittenField(
        label=_("Question"),
        limit=MAX_TEXT,
        help_text=_("The sender reads and answers it with the tracking code. Ask for no name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the question.")},
    )


class ResumeForm(SeenForm):
    """Nothing is typed; only what the page had seen."""

    name = "resume"
    button = _("Go on without a reply")


class DraftForm(AnswerForm):
    """The same as far as it is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class SignForm(SeenForm):
    """Nothing is typed; only what the page had seen."""

    name = "sign"
    button = _("Sign off and send")

    def buttons(self) -> Sequence[Any]:
        return [Div(*super().buttons(), css_class="acts")]


class SendBackForm(SeenForm):
    """What the head asks to be changed."""

    name = "send_back"
    button = _("Send it back")
    button_class = "btn-secondary"
    sentence = WrittenField(
        label=_("What is to be changed"),
        limit=MAX_SENTENCE,
        help_text=_("Whoever wrote the answer reads this; the sender does not."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what is to be changed.")},
    )


class PublishForm(SeenForm):
    """Nothing is typed; only what the page had seen."""

    name = "publish"
    button = _("Publish")


class WithholdForm(SeenForm):
    """Why an opinion is not published."""

    name = "withhold"
    button = _("Keep it unpublished")
    button_class = "btn-secondary"
    reason = WrittenField(
        label=_("Reason for not publishing"),
        limit=MAX_REASON,
        help_text=_("Such as: names a person, tells about a child's health."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give the reason.")},
    )
