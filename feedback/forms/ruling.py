"""What is typed about the rules by which opinions find their group."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_TEXT, Channel, OpinionKind
from feedback.forms.desk import SortForm
from feedback.forms.fields import WrittenField
from feedback.models import Opinion, RoutingRule
from participation import thai
from participation.choices import StakeholderType
from participation.models import District, ResponsibleOfficer, UnitHead, User
from participation.text import fold

_ANY = ("", _("any"))


class RuleForm(SortForm):
    """Conditions, all of which an opinion has to meet, and where it goes then."""

    name = "rule"
    button = _("Keep the rule")
    title = WrittenField(
        label=_("Name of the rule"),
        limit=120,
        help_text=_("The record of an opinion says by which rule it was sorted."),
        error_messages={"required": _("Give the rule a name.")},
    )
    words = WrittenField(
        label=_("Words, one a line"),
        limit=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A text that holds any of them fits. Left empty: every text does."),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[_ANY, *OpinionKind.choices])
    stakeholder_type = forms.ChoiceField(
        label=_("Sender speaks as"), required=False, choices=[_ANY, *StakeholderType.choices]
    )
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[_ANY, *Channel.choices]
    )
    district = forms.ModelChoiceField(
        District.objects.all(), label=_("District"), required=False, empty_label=_ANY[1]
    )
    officer = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Officer who has it in hand"),
        required=False,
        empty_label=_("all who answer there"),
        help_text=_("Somebody who answers there."),
    )
    field_order = (
        *("title", "words", "kind", "stakeholder_type", "channel", "district"),
        *("place", "officer"),
    )

    def __init__(self, *args: Any, rule: RoutingRule, **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(*args, **kwargs)
        officers, heads = (
            named.objects.on(thai.today()).values("user")
            for named in (ResponsibleOfficer, UnitHead)
        )
        field = self.fields["officer"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        named = Q(pk__in=officers) | Q(pk__in=heads)
        field.queryset = User.objects.filter(named).order_by("full_name", "pk")

    @classmethod
    def begun(cls, rule: RoutingRule, *, seen: int) -> "RuleForm":
        """The form of a rule as it stands."""
        names = ("words", "kind", "stakeholder_type", "channel", "district", "officer")
        initial = {name: getattr(rule, name) for name in names}
        initial |= {"title": rule.name, "place": cls.value_of(rule), "seen": seen}
        return cls(rule=rule, initial=initial)

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if RoutingRule.objects.filter(name=title).exclude(pk=self.rule.pk or 0).exists():
            raise forms.ValidationError(_("Another rule has this name. Choose another name."))
        return title

    def clean_words(self) -> str:
        """Without lines that say nothing; one letter alone would fit everything."""
        words: str = self.cleaned_data["words"]
        lines = [line for line in words.splitlines() if fold(line)]
        if short := next((line for line in lines if len(fold(line)) < 2), None):
            raise forms.ValidationError(
                _("“%(word)s” is too short: it stands in almost every text."),
                params={"word": short},
            )
        return "\n".join(lines)

    @property
    def arguments(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        group, task, unit = self.places[values.pop("place")]
        return values | {"name": values.pop("title"), "group": group, "task": task, "unit": unit}


class TrialForm(forms.Form):
    """An opinion nobody has sent, to see where it would go."""

    text = WrittenField(
        label=_("A text"),
        limit=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nothing of it is kept."),
        error_messages={"required": _("Paste or write a text.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OpinionKind.choices)
    stakeholder_type = forms.ChoiceField(
        label=_("Sender speaks as"),
        choices=StakeholderType.choices,
        initial=StakeholderType.GENERAL_PUBLIC,
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    district = forms.ModelChoiceField(
        District.objects.all(), label=_("District"), required=False, empty_label=_("not stated")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            *self.fields, Div(Submit("try", _("See where it goes")), css_class="acts")
        )

    @property
    def opinion(self) -> Opinion:
        return Opinion(**self.cleaned_data)
