"""What the portal guesses from a text, where somebody is about to decide."""

from typing import TYPE_CHECKING, Any

from django import template

from feedback import codes
from feedback.forms.desk import SortForm
from feedback.marks import For, marks_of
from feedback.models import Opinion, Support
from feedback.proposing import groups, likeness
from participation.models import User

if TYPE_CHECKING:
    from feedback.views.readers import Reader

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
def asked_before(text: str, reader: "Reader | None", is_refused: bool) -> dict[str, Any]:  # noqa: FBT001 (a tag)
    """Published opinions that ask the same, for a sender to read or support before sending."""
    opinions = likeness.asked_before(text)
    marks = [
        mark
        for opinion in opinions
        for mark in (marks_of(reader.name, opinion, why=For.SUPPORT) if reader else ())
    ]
    supports = Support.objects.filter(opinion__in=opinions, mark__in=marks)
    return {
        "opinions": opinions,
        "supported": set(supports.values_list("opinion", flat=True)) if marks else set(),
        "is_refused": is_refused,
        "new_word": codes.new_submission_key(),
    }


@register.inclusion_tag("feedback/parts/similar_opinions.html")
def similar_opinions(opinion: Opinion, reader: User, *, may_merge: bool = False) -> dict[str, Any]:
    """Opinions that seem to say the same, for staff."""
    alike = likeness.similar_to(opinion, reader=reader)
    return {"opinions": alike, "this": opinion, "may_merge": may_merge}
