"""What is typed about what became of opinions: reviews and improvements."""

import re
from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_TEXT
from feedback.forms.desk import SeenForm
from feedback.forms.fields import WrittenField
from feedback.models import ImprovementAction, Opinion, Recommendation
from feedback.quoting import opening
from participation import thai
from participation.fields import ThaiDateField
from participation.models import MissionGroup
from participation.text import clean

#: How many recommendations one review may make.
RECOMMENDATIONS = 5
#: How many of a group's newest opinions are offered to be ticked; older ones are named by number.
OFFERED_OPINIONS = 40
#: Letters; room for some forty numbers.
NUMBERS_TYPED = 400


def _area(label: Any, *, rows: int = 4, limit: int = MAX_TEXT, **kwargs: Any) -> WrittenField:
    return WrittenField(
        label=label, limit=limit, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class ReviewForm(forms.Form):
    """A review of one group for one period."""

    group = forms.ModelChoiceField(
        MissionGroup.objects.none(),
        label=_("Mission group"),
        empty_label=_("Choose a group"),
        error_messages={"required": _("Choose a group")},
    )
    period_start = ThaiDateField(label=_("Period from"))
    period_end = ThaiDateField(label=_("Period until"))
    findings = _area(_("Findings"), help_text=_("What the committee saw: facts and figures."))
    analysis = _area(_("Analysis"), help_text=_("What they mean, and why it came to that."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        assert isinstance(group, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        group.queryset = MissionGroup.objects.in_force()
        names = [f"recommendation_{position}" for position in range(1, RECOMMENDATIONS + 1)]
        for position, name in enumerate(names, start=1):
            self.fields[name] = _area(
                _("Recommendation %(number)s") % {"number": position},
                rows=2,
                limit=1000,
                required=position == 1,
                help_text=_("One thing the group should do; it becomes a duty of its officer.")
                if position == 1
                else "",
            )
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            "group",
            Div("period_start", "period_end", css_class="form-row"),
            "findings",
            "analysis",
            *names,
            Submit("write", _("Write the review")),
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the service is called with."""
        names = [name for name in self.fields if name.startswith("recommendation_")]
        facts = {name: value for name, value in self.cleaned_data.items() if name not in names}
        return facts | {"recommendations": [self.cleaned_data[name] for name in names]}


class OpinionsField(forms.ModelMultipleChoiceField):
    """Opinions to tick, each with its number, day and words."""

    def label_from_instance(self, opinion: Any) -> str:
        day = thai.thai_date_short(opinion.received_on)
        return f"{opinion.number} · {day} · {opening(opinion.text)}"


class ImprovementForm(SeenForm):
    """What was changed in a group, and whom it answers."""

    name = "improvement"
    button = _("Keep the improvement")
    errors_on_top = False
    title = WrittenField(
        label=_("What was improved"),
        limit=200,
        help_text=_("One sentence that the people who asked for it understand."),
    )
    before_text = _area(_("Before"), rows=3)
    after_text = _area(_("After"), rows=3)
    evidence = _area(
        _("Evidence"),
        rows=3,
        help_text=_("Where the change can be seen: a letter number, a page, photographs, minutes."),
    )
    done_on = ThaiDateField(label=_("Done on"))
    recommendation = forms.ModelChoiceField(
        Recommendation.objects.none(),
        label=_("Recommendation it answers"),
        required=False,
        empty_label=_("None"),
    )
    opinions = OpinionsField(
        Opinion.objects.none(),
        label=_("Opinions it answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    numbers = WrittenField(
        label=_("Other opinions, by number"),
        required=False,
        limit=NUMBERS_TYPED,
        help_text=_("Such as 2570-0148, 2570-0151. Opinions older than those above."),
    )

    def __init__(
        self,
        *args: Any,
        group: MissionGroup,
        action: ImprovementAction | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        newest = Opinion.objects.filter(group=group).order_by("-id").values_list("pk", flat=True)
        linked = action.opinions.values_list("pk", flat=True) if action else []
        offered = {*newest[:OFFERED_OPINIONS], *linked, *self._named_first(kwargs)}
        self._offer("opinions", Opinion.objects.filter(pk__in=offered).order_by("-id"))
        self._offer(
            "recommendation",
            Recommendation.objects.filter(review__group=group).order_by("-review", "position"),
        )
        told = ("title", "before_text", "after_text", "evidence")
        self.ask_to_read(*(clean(str(self[name].value() or "")) for name in told))
        self.helper.form_tag = True
        self.helper.attrs = {"novalidate": ""}

    def rows(self) -> Sequence[Any]:
        return [
            "title",
            Div("before_text", "after_text", css_class="form-row"),
            "evidence",
            "done_on",
            "recommendation",
            Div("opinions", css_class="choose-opinions"),
            "numbers",
            "seen",
        ]

    @staticmethod
    def _named_first(options: dict[str, Any]) -> list[int]:
        """Opinions the page was opened for, however old."""
        return [opinion.pk for opinion in (options.get("initial") or {}).get("opinions", [])]

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = rows

    def clean_numbers(self) -> list[Opinion]:
        """The opinions of the numbers typed; a number that is none of the group's is named."""
        typed = thai.arabic_digits(self.cleaned_data["numbers"]).replace("–", "-")
        parts = [part for part in re.split(r"[\s,;]+", typed) if part]
        opinions = Opinion.objects.filter(group=self.group).numbered(*parts)
        found = {opinion.number: opinion for opinion in opinions}
        unknown = [part for part in parts if part not in found]
        if unknown:
            raise forms.ValidationError(
                _("No opinion of this group has the number %(numbers)s."),
                params={"numbers": ", ".join(unknown)},
            )
        return list(found.values())

    @property
    def arguments(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        # Ticked and typed, each once.
        chosen = {opinion.pk: opinion for opinion in [*facts["opinions"], *facts.pop("numbers")]}
        return facts | {"opinions": list(chosen.values())}

    @property
    def facts(self) -> dict[str, Any]:
        """What a new one is recorded with."""
        return {name: value for name, value in self.arguments.items() if name != "seen"}
