"""What a reader says who objects to a published text."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.choices import ReportReason
from feedback.forms.fields import CardSelect, WrittenField
from feedback.forms.sending import CARDS
from feedback.services.reporting import MAX_WORDS


class ReportForm(forms.Form):
    """Why, and in own words what; no name is asked."""

    #: What is to be mended is said on top of the page, see bootstrap5/errors.html.
    errors_on_top = True
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why should it be looked at again?"),
        choices=ReportReason.choices,
        widget=CardSelect(),
        error_messages={
            "required": _("Choose a reason; “something else” fits too."),
            "invalid_choice": _("Choose one of the reasons."),
        },
    )
    words = WrittenField(
        label=_("What should not be public?"),
        limit=MAX_WORDS,
        required=False,
        help_text=_("Only the officers who decide read it. Please write no names here either."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("key", Field("reason", template=CARDS), "words")
