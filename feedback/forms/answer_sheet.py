"""What is given to answer many opinions by a spreadsheet."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.sheets import MAX_BYTES


class AnswersForm(forms.Form):
    """The workbook, filled in."""

    file = forms.FileField(
        label=_("The filled file"),
        help_text=_("The Excel file (.xlsx) that was taken here, up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            "file", Div(Submit("check", _("Check the file")), css_class="acts")
        )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Split it into several files.")
            )
        return file


class CheckedAnswersForm(forms.Form):
    """A file that was checked, by its key."""

    checked = forms.CharField(widget=forms.HiddenInput)
