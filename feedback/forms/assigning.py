"""What is chosen at the desk about who has an opinion in hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.desk import SeenForm
from feedback.forms.fields import OfficerField, ReasonField
from feedback.models import Opinion
from participation import thai
from participation.models import User
from participation.waiting import may_answer


class TakeOnForm(SeenForm):
    """Nothing is typed; only what the page had seen."""

    name = "take_on"
    button = _("I take it on")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    @property
    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"to": self.by}


class GiveForm(SeenForm):
    """Which of those who may answer has it in hand from now on."""

    name = "give"
    button = _("Give it")
    button_class = "btn-secondary"
    to = OfficerField(label=_("Give it to"))

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        if place := opinion.group or opinion.unit:
            field.queryset = may_answer(place, on=thai.today()).exclude(pk=opinion.assignee_id or 0)


class LetGoForm(SeenForm):
    """Nothing is typed; only what the page had seen."""

    name = "let_go"
    button = _("Let it go")

    @property
    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"to": None}


class ReturnForm(SeenForm):
    """Why it is none of theirs."""

    name = "return"
    button = _("Send it back to be sorted")
    button_class = "btn-secondary"
    reason = ReasonField(
        label=_("Why it is none of ours"),
        help_text=_(
            "Such as who it may be for. Staff read it among the notes, the sender does not."
        ),
    )
