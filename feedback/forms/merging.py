"""Which opinion says the same, and why the two are answered together."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback.forms.desk import SeenForm
from feedback.forms.fields import ReasonField
from feedback.models import Opinion
from feedback.querysets import OpinionQuerySet
from participation import thai
from participation.models import User
from participation.text import clean

_NUMBER = re.compile("(?:([0-9]{4}) ?[-/] ?)?([0-9]{1,8})")


class NumberField(forms.CharField):
    """The number of an opinion as people write it: ๒๕๗๐-๐๐๑๒, 2570/12, or 12 of the same year."""

    default_error_messages = {
        "required": _("Write the number of the other opinion."),
        "unknown": _("There is no opinion of this number. It looks like 2570-0012."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def found(self, value: str, *, among: OpinionQuerySet, year_be: int) -> Opinion:
        """The opinion of this number, in this year where none is said."""
        match = _NUMBER.fullmatch(thai.arabic_digits(clean(value)))
        rows = among.filter(year=int(match[1] or year_be), serial=int(match[2])) if match else None
        if rows is None or not (opinion := rows.first()):
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return opinion


class ChooseMainForm(forms.Form):
    """The other opinion by its number; what is typed comes by GET and changes nothing."""

    into = NumberField(
        label=_("Number of the other opinion"),
        help_text=_("Such as 2570-0012; of the same year the last digits are enough."),
    )

    def __init__(self, *args: Any, opinion: Opinion, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opinion, self.by = opinion, by
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True

    def clean_into(self) -> Opinion:
        field = self.fields["into"]
        assert isinstance(field, NumberField)  # noqa: S101 (for the type checker)
        visible = Opinion.objects.visible_to(self.by).for_listing().select_related("merged_into")
        return field.found(self.cleaned_data["into"], among=visible, year_be=self.opinion.year_id)


class MergeForm(SeenForm):
    """Why the two say the same."""

    name = "merge"
    button = _("Merge them")
    reason = ReasonField(
        label=_("Justification"),
        help_text=_("Colleagues read it at both. Such as: the same lamp in front of the school."),
        error_messages={"required": _("Give the justification.")},
    )
