"""What whoever holds a matter may write on its page; every form sends along what opens it."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback import codes
from feedback.choices import VerdictOn, VerdictWord
from feedback.forms.fields import CardSelect, RawTextField
from feedback.forms.sending import CARDS
from feedback.services.sending import shown_text
from participation import text
from participation.errors import DomainError

#: What is asked, how it may be answered, and what a reason does.
QUESTIONS = {
    VerdictOn.ANSWER: _("Does this answer solve your matter?"),
    VerdictOn.SECOND_ANSWER: _("Does the second answer solve your matter?"),
    VerdictOn.DEED: _("The office noted this as done four weeks ago. Is it solved, as you see it?"),
}
WORDS = [
    (VerdictWord.SOLVED, _("Yes, it is solved")),
    (VerdictWord.PARTLY, _("Partly")),
    (VerdictWord.NOT, _("No, not yet")),
]


class ThreadForm(forms.Form):
    """One of several forms on the page of a matter."""

    #: What is to be mended is said on top of the page, see bootstrap5/errors.html.
    errors_on_top = True
    #: Keeps the ids of its fields apart from those of the others.
    name: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{self.name}-%s"
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def unsent(self) -> str:
        """The words typed into a form that is no longer on its page."""
        return str(self.data.get("reason" if "reason" in self.fields else "text", ""))

    def clean_text(self) -> str:
        """A text the record can hold, exactly as it was typed."""
        typed: str = self.cleaned_data["text"]
        try:
            shown_text(typed)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        return typed


class ReplyForm(ThreadForm):
    """A message of the sender."""

    name = "reply"
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    text = RawTextField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your message; a few words are enough.")},
    )

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        return key if codes.is_submission_key(key) else codes.new_submission_key()


class VerdictForm(ThreadForm):
    """The sender's word on an answer or a deed."""

    name = "verdict"
    on = forms.ChoiceField(choices=VerdictOn.choices, widget=forms.HiddenInput)
    word = forms.ChoiceField(
        choices=WORDS,
        widget=CardSelect(),
        error_messages={
            "required": _("Choose one of the three."),
            "invalid_choice": _("Choose one of the three."),
        },
    )
    reason = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    #: A first answer that left something open is looked at once more, unless its sender says so.
    leave_it = forms.BooleanField(
        label=_("It need not be looked at again; close the matter."), required=False
    )

    def __init__(self, *args: Any, on: VerdictOn, answered_by: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": on} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["word"].label = QUESTIONS[on]
        reason = self.fields["reason"]
        if on == VerdictOn.ANSWER:
            reason.label = _("What is missing?")
            reason.help_text = _(
                "Where it is not solved: if you say what is missing, we look at the matter once "
                "more and answer again by %(day)s."
            ) % {"day": answered_by}
            rows = ["reason", "leave_it"]
        else:
            reason.label = _("Would you like to say why?")
            reason.help_text = _("The officer who answered reads it; it is never published.")
            del self.fields["leave_it"]
            rows = ["reason"]
        self.helper.layout = Layout("on", Field("word", template=CARDS), *rows)

    def clean(self) -> dict[str, Any]:
        """A dispute needs its reason: an empty field must not close what is still open."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        is_open = said.get("word") in {VerdictWord.PARTLY, VerdictWord.NOT}
        if is_open and not text.clean(said.get("reason", "")) and said.get("leave_it") is False:
            self.add_error(
                "reason",
                _(
                    "Say what is missing, and we look at the matter once more. If it need not be "
                    "looked at again, tick that below."
                ),
            )
        return said


class CompareForm(ThreadForm):
    """A text of the sender's own, to be held against what was received; nothing of it is kept."""

    name = "compare"
    text = RawTextField(
        label=_("The text you have kept"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Paste the text you have kept.")},
    )
