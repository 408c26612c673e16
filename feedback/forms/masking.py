"""What is covered in an opinion before it is published."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_TEXT, MaskKind
from feedback.forms.desk import SeenForm
from feedback.masking import Span, excerpt, suggested
from feedback.models import Opinion
from participation.text import clean


class MaskForm(SeenForm):
    """Places that may tell of a person, each in its sentence; and words nobody has suggested."""

    name = "mask"
    button = _("Show it like this")
    places = forms.MultipleChoiceField(
        label=_("Cover these places"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("The text has changed. Choose again.")},
    )
    more = forms.CharField(
        label=_("Further words to cover, one phrase a line"),
        required=False,
        help_text=_("Exactly as they stand in the text, such as the name of a village."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        self.whole = clean(opinion.raw_text)
        now = [Span(*mask) for mask in opinion.masks]
        kwargs["initial"] = kwargs.get("initial", {}) | {
            "places": [_value(span) for span in now or self._likely()]
        }
        super().__init__(*args, **kwargs)
        self.spans = {_value(span): span for span in sorted({*now, *suggested(self.whole)})}
        field = self.fields["places"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (for the type checker)
        field.choices = [(value, self._in_words(span)) for value, span in self.spans.items()]
        if not self.spans:
            del self.fields["places"]

    def _likely(self) -> list[Span]:
        """What is ticked at first: of health words and numbers most are nobody's."""
        doubtful = {MaskKind.HEALTH, MaskKind.NUMBER}
        return [span for span in suggested(self.whole) if span.kind not in doubtful]

    def _in_words(self, span: Span) -> str:
        """The place between its neighbours, and what it may be."""
        before, place, after = excerpt(self.whole, span)
        return f"{before}“{place.words}”{after} · {place.kind.label}"

    @property
    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "spans": [self.spans[value] for value in data.get("places", [])],
            "phrases": [line for line in map(clean, data["more"].splitlines()) if line],
            "seen": data["seen"],
        }

    def clean_more(self) -> str:
        more: str = self.cleaned_data["more"]
        if len(more) > MAX_TEXT:
            raise forms.ValidationError(_("These are more words than the text has. Shorten it."))
        return more


def _value(span: Span) -> str:
    return f"{span.start}-{span.end}-{span.kind}"
