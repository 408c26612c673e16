"""What staff remark among themselves, on the page of an opinion at the desk."""

from typing import Any

from django import template
from django.utils import timezone

from feedback.forms.noting import NoteForm
from feedback.models import Opinion
from feedback.services import noting
from participation.models import Duty, User

register = template.Library()


@register.inclusion_tag("feedback/parts/notes.html", takes_context=True)
def internal_notes(context: dict[str, Any], opinion: Opinion, reader: User) -> dict[str, Any]:
    """The notes, oldest first, and the form of the next; one that was refused as it was typed."""
    notes = opinion.notes.select_related("by").prefetch_related("mentions").order_by("id")
    newest = timezone.now() - noting.TAKEN_BACK_WITHIN
    waits = Duty.objects.open().filter(key=noting.duty_key(opinion, reader))
    return {
        "opinion": opinion,
        "notes": [(note, note.by_id == reader.pk and note.at >= newest) for note in notes],
        "waits": waits.exists(),
        "note_form": context.get("note_form") or NoteForm(opinion=opinion, by=reader),
        "csrf_token": context["csrf_token"],
    }
