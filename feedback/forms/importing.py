"""What is given to bring in opinions from a spreadsheet."""

from typing import Any

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import SheetField
from participation.fields import ThaiDateField


class ImportForm(forms.Form):
    """A spreadsheet of opinions."""

    file = SheetField(
        label=_("CSV or Excel file"),
        help_text=_("CSV saved as UTF-8, or Excel (.xlsx), up to 10 MB."),
    )
    received_on = ThaiDateField(
        label=_("Received on"),
        required=False,
        help_text=_("The day of rows that name none. Left empty: today."),
    )
    #: Sent by the button that only checks the file.
    dry_run = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        # the careful one first: it is what Enter presses
        check = StrictButton(
            _("Check the file first"),
            type="submit",
            name="dry_run",
            value="on",
            css_class="btn-primary",
        )
        at_once = StrictButton(_("Import unchecked"), type="submit", css_class="btn-secondary")
        self.helper.layout = Layout(
            "file",
            "received_on",
            Div(check, at_once, css_class="acts"),
        )


class CheckedForm(forms.Form):
    """A file that was checked, by its key, and the day of its rows that name none."""

    checked = forms.CharField(widget=forms.HiddenInput)
    received_on = ThaiDateField(widget=forms.HiddenInput)
