"""What the page of components shows; nothing of it comes from the records of the office."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation import thai
from participation.desk import Step
from participation.disclosure import Row, SafeTable
from participation.models import MissionGroup
from participation.paging import Page


class ExampleForm(forms.Form):
    """One field of each kind."""

    kind = forms.ChoiceField(
        label=_("Choose one"),
        choices=[("1", _("Suggestion")), ("2", _("Praise"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Tell us"), widget=forms.Textarea, help_text=_("What happened, and where?")
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    group = forms.ModelChoiceField(
        MissionGroup.objects.in_force(), label=_("Mission group"), required=False
    )
    agreed = forms.BooleanField(label=_("I have read it."))


def context() -> dict[str, Any]:
    """Every component with something in it."""
    today = thai.today()
    return {
        "groups": MissionGroup.objects.in_force().for_listing(),
        "due_days": [today + dt.timedelta(days=days) for days in (-1, 0, 1, 4)],
        "steps": [
            {"words": _("received"), "at": today, "stage": "done"},
            {"words": _("under review"), "at": today, "stage": "now"},
            {"words": _("answered"), "at": None, "stage": "to-come"},
        ],
        "next_steps": [
            Step("participation:home", _("Home"), _("Where every page begins."), "house"),
            Step("participation:groups", _("Mission groups"), _("What the office does."), "flag"),
        ],
        "chart": SafeTable.of_people(
            [
                Row(str(_("parent or guardian")), 27, 19, "parent"),
                Row(str(_("teacher")), 16, 22, "teacher"),
                Row(str(_("expert")), 4, 2, "expert"),
                Row(str(_("alumnus")), 2, 3, "alumni"),
            ],
            as_of=today,
        ),
        "page": Page[MissionGroup]([], newer=3, older=1),
        "now": timezone.now(),
        "form": ExampleForm(),
        "refused_form": ExampleForm({"text": "", "email": "someone"}),
    }
