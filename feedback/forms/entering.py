"""What an officer types of an opinion that came on paper, by telephone or in person."""

from typing import Any, cast

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from feedback.choices import Channel, OpinionKind
from feedback.forms.sending import FILES, SendingForm
from feedback.services.sending import require_day
from participation.errors import DomainError
from participation.fields import ThaiDateField

#: How something reaches the office that the form did not bring, the most usual first.
CHANNELS = (
    Channel.PAPER_BOX,
    Channel.WALK_IN,
    Channel.PHONE,
    Channel.LETTER,
    Channel.LINE,
    Channel.FACEBOOK,
    Channel.EMAIL,
    Channel.MEETING,
)


#: A form on paper counts as one from the box, also where it is handed over.
_NAMED_HERE = {Channel.PAPER_BOX: _("form on paper, by hand or from the box")}


class EnteringForm(SendingForm):
    """The public form on one page, in the order of the paper form, with how and when it came."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[
            (channel.value, capfirst(_NAMED_HERE.get(channel, channel.label)))
            for channel in CHANNELS
        ],
    )
    received_on = ThaiDateField(
        label=_("Received on"), error_messages={"required": _("Write the day it was received.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "kind": [(kind, capfirst(OpinionKind(kind).label)) for kind in OpinionKind],
            "to": self._addressees(),
        }
        for name, known in choices.items():
            self.fields[name].widget = forms.Select()
            self._choices(name).choices = [("", _("Choose")), *known]
        for name, label in self._LABELS.items():
            self.fields[name].label = label
        self.fields["text"].help_text = _("As it was written or said.")
        for name in {"stakeholder_type", "place"} & set(self.fields):
            self.fields[name].help_text = ""
        self.fields["kind"].widget.attrs["autofocus"] = True

    #: The form is sent to its own page.
    files_lead_back_to = ""

    _LABELS = {
        "kind": _("Kind"),
        "text": _("Text"),
        "stakeholder_type": _("The sender speaks as"),
    }

    def layout(self) -> Layout:
        place = ["place"] if "place" in self.fields else []
        return Layout(
            "key",
            Div("channel", "received_on", css_class="form-row"),
            Div("kind", "to", css_class="form-row"),
            "task",
            "text",
            Div("stakeholder_type", *place, css_class="form-row"),
            Div("email", "phone", css_class="form-row"),
            Field("attachments", template=FILES),
        )

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        try:
            require_day(day)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        return day

    def sending(self) -> dict[str, Any]:
        data = self.cleaned_data
        files = [upload.sha256 for upload in self.staged]
        came = {"channel": Channel(data["channel"]), "received_on": data["received_on"]}
        return super().sending() | came | {"files": files}

    @property
    def came(self) -> dict[str, str]:
        """How and when this one came, for the next: they often come in a pile."""
        return {
            "channel": self.cleaned_data["channel"],
            "received_on": cast("str", self["received_on"].value()),
        }
