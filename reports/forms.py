"""What is typed to ask for a report."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation import thai
from reports import compose


class AnnualReportForm(forms.Form):
    """Which year. The years with records are offered; the service refuses any other."""

    year = forms.IntegerField(
        label=_("Fiscal year"), widget=forms.Select, min_value=2540, max_value=2700
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        select = self.fields["year"].widget
        assert isinstance(select, forms.Select)  # noqa: S101 (for the type checker)
        self.years = compose.years_with_records()
        this_year = thai.fiscal_year_be(thai.today())
        select.choices = [(year, _year_label(year, this_year)) for year in self.years]
        # the year that has ended is what a board asks for
        self.fields["year"].initial = next((y for y in self.years if y < this_year), None)
        self.helper = FormHelper()
        self.helper.layout = Layout("year", Submit("ask", _("Build the report")))


def _year_label(year: int, this_year: int) -> str:
    return gettext("%(year)s (so far)") % {"year": year} if year == this_year else str(year)
