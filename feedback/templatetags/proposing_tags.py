"""What the portal guesses from a text, where somebody is about to decide."""

from typing import Any

from django import template

from feedback.forms.desk import SortForm
from feedback.models import Opinion
from feedback.proposing import groups, likeness
from participation.models import User

register = template.Library()


@register.inclusion_tag("feedback/parts/proposed_group.html")
def proposed_group(text: str) -> dict[str, Any]:
    """The group a text seems to be about, offered to a sender who is not sure; in their form."""
    return {"group": groups.group_for(text)}


@register.inclusion_tag("feedback/parts/proposed_sorting.html", takes_context=True)
def proposed_sorting(context: dict[str, Any], opinion: Opinion, form: SortForm) -> dict[str, Any]:
    """The same for an officer who sorts: one press, and it is sorted there."""
    return {
        "csrf_token": context["csrf_token"],
        "opinion": opinion,
        "seen": form["seen"].value(),
        "group": groups.group_for(opinion.text),
    }


@register.inclusion_tag("feedback/parts/asked_before.html")
def asked_before(text: str) -> dict[str, Any]:
    """Published opinions that ask the same, for a sender to read before sending."""
    return {"opinions": likeness.asked_before(text)}


@register.inclusion_tag("feedback/parts/similar_opinions.html")
def similar_opinions(opinion: Opinion, reader: User, *, may_merge: bool = False) -> dict[str, Any]:
    """Opinions that seem to say the same, for staff."""
    alike = likeness.similar_to(opinion, reader=reader)
    return {"opinions": alike, "this": opinion, "may_merge": may_merge}
