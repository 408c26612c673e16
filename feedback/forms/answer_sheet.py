"""What is given to answer many opinions by a spreadsheet."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import SheetField


class AnswersForm(forms.Form):
    """The workbook, filled in."""

    file = SheetField(
        label=_("The filled file"),
        help_text=_("The Excel file (.xlsx) that was taken here, up to 10 MB."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            "file", Div(Submit("check", _("Check the file")), css_class="acts")
        )


class CheckedAnswersForm(forms.Form):
    """A file that was checked, by its key."""

    checked = forms.CharField(widget=forms.HiddenInput)
