"""Form fields of what is written to the office, and at its desk."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from feedback.lengths import require_fits
from feedback.masking import excerpts_of
from feedback.services.reporting import MAX_REASON
from feedback.sheets import MAX_BYTES
from participation import text, thai
from participation.drawn import drawn
from participation.errors import DomainError
from participation.models import User

if TYPE_CHECKING:
    from participation.models import MissionGroup


class WrittenField(forms.CharField):
    """Text as it will be read, up to a limit that the server alone holds.

    Not `max_length`: a browser that knows the limit cuts what is pasted and says nothing.
    """

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = limit

    def to_python(self, value: Any) -> str:
        return text.clean(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            require_fits(value, self.limit)
        except DomainError as error:
            raise ValidationError(str(error)) from error


class SheetField(forms.FileField):
    """A spreadsheet that is sent to be read."""

    widget = forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"})
    default_error_messages = {
        "required": _("Choose a file."),
        "empty": _("The file is empty. Choose another."),
        "too_large": _("The file is larger than 10 MB. Split it into several files."),
    }

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file and file.size > MAX_BYTES:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        return file


class ReasonField(WrittenField):
    """Why something is done, in a line or two; whoever it is done to or with reads it."""

    default_error_messages = {"required": _("Give the reason.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limit=MAX_REASON, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


class OfficerField(forms.ModelChoiceField):
    """One of those who may answer; its form says which."""

    default_error_messages = {
        "required": _("Choose an officer."),
        "invalid_choice": _("This person answers there no longer. Choose another."),
    }

    def __init__(self, *, label: Any) -> None:
        super().__init__(User.objects.none(), label=label, empty_label=_("Choose an officer"))


class ReadTick(forms.CheckboxInput):
    """A tick that counts for what its page has shown, and for nothing that came meanwhile."""

    def __init__(self, shown: Iterable[str]) -> None:
        self.value = hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]
        super().__init__(attrs={"value": self.value})

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        return bool(data.get(name) == self.value)


class ReadField(forms.BooleanField):
    """That somebody has read what may tell of a person; the places stand with it.

    Not ticked it is for the service to refuse, which says what to do.
    """

    def __init__(self, *texts: str) -> None:
        self.places = [one for text in texts for one in excerpts_of(text)]
        rows = (
            (one.before, one.place.words, one.after, one.place.kind.label) for one in self.places
        )
        super().__init__(
            label=_("I have read the marked places; they may be public."),
            help_text=format_html(
                '<ul class="read-places">{}</ul>',
                format_html_join(
                    "", '<li><span lang="th">{}<mark>{}</mark>{}</span> · {}</li>', rows
                ),
            ),
            required=False,
            widget=ReadTick(f"{one.place.kind} {one.place.words}" for one in self.places),
        )


class RawTextField(forms.Field):
    """Text exactly as it arrived: not stripped, and no character refused."""

    widget = forms.Textarea


#: The value of a line of a list, and its words.
_Line = tuple[str, str]


class LongSelect(forms.Select):
    """One of many lines; the same lines with the same one chosen are drawn once."""

    template_name = "feedback/parts/long_select.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = forms.Widget.get_context(self, name, value, attrs)
        lines = tuple(_grouped(self.choices))
        (chosen,) = self.format_value(value) or [""]
        known = {value for _heading, options in lines for value, _words in options}
        context["lines"] = drawn(
            "feedback/parts/lines.html", lines=lines, chosen=chosen if chosen in known else None
        )
        return context


def _grouped(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, tuple[_Line, ...]]]:
    """Each heading with its lines, values and words; a line that stands for itself has none."""
    for value, words in choices:
        if isinstance(words, (list, tuple)):
            yield str(value), tuple((str(one), str(said)) for one, said in words)
        else:
            yield "", ((str(value), str(words)),)


class CardSelect(forms.RadioSelect):
    """Radio buttons as cards; a card may have a hint or a mission group behind it."""

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}
        self.groups: Mapping[str, MissionGroup] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        return option | {"hint": self.hints.get(value), "group": self.groups.get(value)}


class PhoneField(forms.CharField):
    """A Thai telephone number however it is written; kept as +66…"""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    default_error_messages = {
        "mobile": _("Write all 10 digits, such as 081 234 5678."),
        "number": _(
            "Write a mobile number of 10 digits or a landline number of 9, such as 042 123 456."
        ),
    }
    _PUNCTUATION = re.compile("[\\s().\\-\u2010-\u2015]")
    _MOBILE = re.compile(r"0[689][0-9]{8}")
    _LANDLINE = re.compile(r"0[2-57][0-9]{7}")

    def to_python(self, value: Any) -> str:
        digits = self._PUNCTUATION.sub("", thai.arabic_digits(text.clean(str(value or ""))))
        if not digits:
            return ""
        digits = re.sub(r"\A(\+66|0066|66(?=[2-9][0-9]{7,8}\Z))0?", "0", digits)
        if self._MOBILE.fullmatch(digits) or self._LANDLINE.fullmatch(digits):
            return f"+66{digits[1:]}"
        code = "mobile" if digits[:2] in {"06", "08", "09"} else "number"
        raise ValidationError(self.error_messages[code], code=code)
