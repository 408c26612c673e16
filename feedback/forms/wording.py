"""What is typed about a wording that answers begin with."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_TEXT, Outcome
from feedback.forms.desk import MeanwhileForm
from feedback.forms.fields import WrittenField
from feedback.models import AnswerTemplate
from feedback.services.wording import require_known
from participation.errors import DomainError
from participation.models import MissionGroup
from participation.querysets import MissionGroupQuerySet


class WordingForm(MeanwhileForm):
    """One wording."""

    name = WrittenField(label=_("Name"), limit=120, help_text=_("As it is chosen from the list."))
    text = WrittenField(
        label=_("Wording"),
        limit=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "These are filled in when it is used: {number} {group} {unit} {received} {days} "
            "(days since it was received)."
        ),
        error_messages={"required": _("Write the wording.")},
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("Chosen when answering")), *Outcome.choices],
    )
    group = forms.ModelChoiceField(
        MissionGroup.objects.none(), label=_("Group"), empty_label=_("Every group")
    )

    def __init__(
        self,
        *args: Any,
        groups: MissionGroupQuerySet,
        for_all: bool,
        wording: AnswerTemplate | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.wording = wording
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset, field.required = groups, not for_all
        if not for_all:
            field.empty_label = _("Choose the group")
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            "seen", "name", "group", "outcome", "text", Submit("keep", _("Keep the wording"))
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = AnswerTemplate.objects.filter(name=name)
        if self.wording:
            others = others.exclude(pk=self.wording.pk)
        if others.exists():
            raise forms.ValidationError(_("Another wording has this name. Choose another name."))
        return name

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            require_known(text)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return text
