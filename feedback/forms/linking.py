"""What is typed to make an entry link."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import WrittenField
from feedback.forms.places import Place, PlaceField
from participation.models import MissionGroup


class LinkForm(forms.Form):
    """A poster or a link; what it names is filled in for whoever comes by it."""

    name = WrittenField(
        label=_("Where it will be"),
        limit=120,
        help_text=_("Such as: school fair, notice board of the office. It stands on the poster."),
        error_messages={"required": _("Write where the poster or the link will be.")},
    )
    group = forms.ModelChoiceField(
        MissionGroup.objects.none(),
        label=_("Mission group"),
        required=False,
        empty_label=_("Whoever comes chooses"),
    )
    place = PlaceField(label=_("School"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = cast("forms.ModelChoiceField", self.fields["group"])
        groups.queryset = MissionGroup.objects.in_force()
        if not cast("PlaceField", self.fields["place"]).offer():
            del self.fields["place"]
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(*self.fields, Submit("make", _("Make the link")))

    def clean_place(self) -> Place:
        """A link is of a school or of none: a district is too wide to be filled in for somebody."""
        district, school = self.cleaned_data["place"]
        if district and not school:
            raise ValidationError(_("Choose one school, or none."))
        return district, school

    @property
    def arguments(self) -> dict[str, Any]:
        """What `make_link` is called with."""
        data = self.cleaned_data
        return {"group": data["group"], "school": data.get("place", (None, None))[1]}
