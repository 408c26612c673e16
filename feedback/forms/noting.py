"""What is typed among staff about one opinion."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.desk import SeenForm
from feedback.forms.fields import WrittenField
from feedback.models import Opinion
from feedback.services.noting import MAX_NOTE, who_reads
from participation.models import User


class NoteForm(SeenForm):
    """A remark, and whom it is for: chosen from those who may read the opinion."""

    name = "note"
    button = _("Keep the note")
    button_class = "btn-secondary"
    text = WrittenField(
        label=_("Note"),
        limit=MAX_NOTE,
        help_text=_("Staff alone read this; the sender and the public never do."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note.")},
    )
    mentions = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("For whom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It waits at their desk until they have read it. No e-mail holds its words."),
        error_messages={
            "invalid_choice": _("One of them may not read this opinion any more. Choose again.")
        },
    )

    def __init__(self, *args: Any, opinion: Opinion, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mentions"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = who_reads(opinion).exclude(pk=by.pk)

    @property
    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}
