"""What is typed at the desk to answer an opinion, and to agree to an answer."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.bootstrap import StrictButton
from crispy_forms.layout import Div
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_TEXT, Outcome, ReasonClass
from feedback.forms.desk import SeenForm
from feedback.forms.fields import WrittenField
from feedback.models import AnswerDraft, AnswerTemplate, Opinion
from feedback.services.answering import require_reason
from feedback.services.drafting import MAX_SENTENCE, needs_sign_off
from participation.errors import DomainError
from participation.models import User
from participation.text import clean


class AnswerForm(SeenForm):
    """The official answer, sent or handed in by one button and kept as a draft by the other."""

    name = "answer"
    #: A draft is not, whatever it tells.
    is_sent = True
    text = WrittenField(
        label=_("Answer"),
        limit=MAX_TEXT,
        help_text=_("The sender reads this on the tracking page."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write the answer.")},
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("Choose the outcome")), *Outcome.choices],
        error_messages={"required": _("Choose the outcome.")},
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("No reason needed")), *ReasonClass.offered()],
        help_text=_("Needed where it is not possible or passed on; the sender reads it."),
    )

    wording = forms.ModelChoiceField(
        AnswerTemplate.objects.none(),
        label=_("Begin with a template"),
        required=False,
        empty_label=_("Choose a template"),
    )

    def __init__(self, *args: Any, opinion: Opinion, by: User, **kwargs: Any) -> None:
        self.insert_at = reverse("feedback:use_wording", args=[opinion.number])
        self.is_handed_in = needs_sign_off(opinion, by=by)
        self.button = _("Hand in for sign-off") if self.is_handed_in else _("Send the answer")
        self.keep_at = reverse("feedback:save_draft", args=[opinion.number])
        super().__init__(*args, **kwargs)
        field = self.fields["wording"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = AnswerTemplate.objects.offered_to(opinion)
        if not field.queryset.exists():
            del self.fields["wording"]
            self.helper.layout.fields.pop(0)
        if self.is_sent and not self.is_handed_in:
            self.ask_to_read(clean(str(self["text"].value() or "")))

    def rows(self) -> Sequence[Any]:
        insert = StrictButton(
            _("Insert it"),
            type="submit",
            formaction=f"{self.insert_at}#answer-title",
            css_class="btn-secondary",
            css_id="wording-button",
        )
        answer = [name for name in self.fields if name != "wording"]
        return [Div("wording", insert, css_class="field"), *answer]

    @property
    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "wording"}

    def buttons(self) -> Sequence[Any]:
        keep = StrictButton(
            _("Save the draft"),
            type="submit",
            formaction=self.keep_at,
            css_class="btn-secondary",
            css_id="draft-button",
        )
        return [Div(*super().buttons(), keep, css_class="acts")]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        try:
            require_reason(values.get("outcome", ""), values.get("reason", ""))
        except DomainError as error:
            self.add_error("reason", str(error))
        return values


class DraftForm(AnswerForm):
    """The same as far as it is written."""

    is_sent = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class AskForm(SeenForm):
    """A question to the sender."""

    name = "ask"
    button = _("Send the question")
    key = forms.CharField(widget=forms.HiddenInput)
    text = WrittenField(
        label=_("Question"),
        limit=MAX_TEXT,
        help_text=_("The sender reads and answers it with the tracking code. Ask for no name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the question.")},
    )


class ResumeForm(SeenForm):
    """Nothing is typed; only what the page had seen."""

    name = "resume"
    button = _("Go on without a reply")


class SignForm(SeenForm):
    """Nothing is typed; what may tell who somebody is has to be read."""

    name = "sign"
    button = _("Sign off and send")

    def __init__(self, *args: Any, draft: AnswerDraft | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_to_read(draft.text if draft else "")

    def buttons(self) -> Sequence[Any]:
        return [Div(*super().buttons(), css_class="acts")]


class SendBackForm(SeenForm):
    """What the head asks to be changed."""

    name = "send_back"
    button = _("Send it back")
    button_class = "btn-secondary"
    sentence = WrittenField(
        label=_("What is to be changed"),
        limit=MAX_SENTENCE,
        help_text=_("Whoever wrote the answer reads this; the sender does not."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what is to be changed.")},
    )
