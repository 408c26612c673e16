"""What the legal officer types about a restricted case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.choices import MAX_TEXT, CaseState
from feedback.forms.desk import SeenForm
from feedback.forms.fields import WrittenField
from feedback.services.restricting import MAX_REASON


class WriteForm(SeenForm):
    """A message to the sender."""

    name = "write"
    button = _("Send the message")
    key = forms.CharField(widget=forms.HiddenInput)
    text = WrittenField(
        label=_("Message to the sender"),
        limit=MAX_TEXT,
        help_text=_("The sender reads and answers it with the tracking code. Ask for no name."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write the message.")},
    )


class MoveForm(SeenForm):
    """Where the case stands now; the sender sees it."""

    name = "move"
    button = _("Keep the state")
    state = forms.ChoiceField(
        label=_("State"), choices=CaseState.choices, help_text=_("The sender sees it.")
    )


class GiveBackForm(SeenForm):
    """Why it is no complaint."""

    name = "give_back"
    button = _("Give it back")
    button_class = "btn-secondary"
    reason = WrittenField(
        label=_("Why it is no complaint"),
        limit=MAX_REASON,
        help_text=_("It stays with the case; nobody at the ordinary desk reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is no complaint.")},
    )
