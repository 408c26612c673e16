"""What is typed at the desk about one opinion."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import ReadField, ReasonField
from feedback.models import Opinion, RoutingRule
from feedback.services.publishing import read_in_public
from participation.meanwhile import ChangedMeanwhileError
from participation.models import MissionGroup, MissionTask, OrganisationUnit

#: A group as a whole, one of its tasks, or another unit.
Place = tuple[MissionGroup | None, MissionTask | None, OrganisationUnit | None]


class MeanwhileForm(forms.Form):
    """A form that knows what its page had seen, so that no officer overwrites another."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    #: Somebody else acted after the page was opened.
    is_outdated = False

    def refuse(self, error: Exception) -> None:
        """Show the sentence above what was typed, ready to be sent again."""
        if isinstance(error, ChangedMeanwhileError):
            self.is_outdated = True
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["seen"] = str(error.seen)
            self.data = data
        self.add_error(None, str(error))


class SeenForm(MeanwhileForm):
    """One of the forms of a page of the desk."""

    #: What is to be mended is said on top of the page, see bootstrap5/errors.html.
    errors_on_top = True
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

    def ask_to_read(self, *texts: str) -> None:
        """A tick above the button, where something in the texts may tell of a person."""
        field = ReadField(*texts)
        if field.places:
            self.fields["may_be_public"] = field
            self.helper.layout.fields.insert(-1, "may_be_public")

    @property
    def arguments(self) -> dict[str, Any]:
        """What the service is called with."""
        return self.cleaned_data


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
            of_all = _("whole group")  # not inside the braces: makemessages reads none there
            options = [(whole, f"{group.number}. {group} ({of_all})")]
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
    def value_of(opinion: Opinion | RoutingRule) -> str:
        """The line of the list where an opinion stands now, or a rule leads."""
        if opinion.task_id:
            return f"task-{opinion.task_id}"
        if opinion.group_id:
            return f"group-{opinion.group_id}"
        return f"unit-{opinion.unit_id}" if opinion.unit_id else ""

    @property
    def arguments(self) -> dict[str, Any]:
        group, task, unit = self.places[self.cleaned_data["place"]]
        return {"group": group, "task": task, "unit": unit, "seen": self.cleaned_data["seen"]}


class PublishForm(SeenForm):
    """Asked to be sure only where something in the text may tell who is meant."""

    name = "publish"
    button = _("Publish")
    button_class = "btn-secondary"

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_to_read(*read_in_public(opinion))


class RestrictForm(SeenForm):
    """Nothing is typed, and nothing that came meanwhile would be lost."""

    name = "restrict"
    button = _("Hand it to the legal officer")

    @property
    def arguments(self) -> dict[str, Any]:
        return {}


class KeepForm(SeenForm):
    """Why a text readers object to may stay as it is."""

    name = "keep"
    button = _("It stays published")
    latest = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = ReasonField(
        label=_("Why it may stay"),
        help_text=_("Stands in the log of moderation, which the auditor reads."),
    )


class WithholdForm(SeenForm):
    """Why an opinion is not published."""

    name = "withhold"
    button = _("Keep it unpublished")
    button_class = "btn-secondary"
    reason = ReasonField(
        label=_("Reason for not publishing"),
        help_text=_(
            "Such as: names a person, tells about a child's health. The sender reads it with the "
            "tracking code."
        ),
    )
