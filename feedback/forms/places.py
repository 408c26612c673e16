"""Where people speak from: a school or a district out of the office's list, nothing nearer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import LongSelect
from participation import reference
from participation.models import District, School

Place = tuple[District | None, School | None]


class PlaceField(forms.ChoiceField):
    """A district as a whole or one of its schools; cleaned into both."""

    widget = LongSelect
    default_error_messages = {
        "invalid_choice": _("Choose a school or district in the list, or none.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.places: dict[str, Place] = {}

    def offer(self) -> bool:
        """Read the list; whether the office has one."""
        self.places = {}  # of this form's field alone: a copy of a field shares what is in it
        choices: list[tuple[Any, Any]] = [("", _("No particular place"))]
        for district in reference.districts():
            whole = f"district-{district.pk}"
            options = [(whole, _("All of %(district)s") % {"district": district})]
            self.places[whole] = (district, None)
            for school in district.schools.all():
                # one that has closed meanwhile may stand in a form filled in before
                self.places[self.value_of(school)] = (district, school)
                if school.is_open:
                    options.append((self.value_of(school), school.name_th))
            choices.append((str(district), options))
        self.choices = choices
        return bool(self.places)

    @staticmethod
    def value_of(school: School) -> str:
        return f"school-{school.pk}"

    def valid_value(self, value: Any) -> bool:
        return value in self.places

    def clean(self, value: Any) -> Place:
        return self.places.get(super().clean(value), (None, None))
