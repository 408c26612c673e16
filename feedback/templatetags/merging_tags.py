"""What was merged with an opinion, on the pages of either."""

from typing import Any

from django import template
from django.db.models import Prefetch

from feedback.choices import Act, Side
from feedback.models import Merging, Message, Opinion
from feedback.services.merging import why_bound
from participation.meanwhile import events
from participation.models import User

register = template.Library()


@register.inclusion_tag("feedback/parts/merged_into.html", takes_context=True)
def merged_into(context: dict[str, Any], opinion: Opinion, reader: User) -> dict[str, Any]:
    """That an opinion is answered with another: who said so, why, and the way back."""
    merging = Merging.objects.filter(opinion=opinion, ended_at=None).select_related("by", "into")
    is_bound = Opinion.objects.filter(pk=opinion.pk).bound_to_main().exists()
    return {
        "opinion": opinion,
        "merging": merging.get(),
        "may_undo": reader.has_perm("feedback.merge_opinion", opinion),
        "why_bound": why_bound(opinion.merged_into) if is_bound and opinion.merged_into else "",
        "csrf_token": context["csrf_token"],
    }


@register.inclusion_tag("feedback/parts/merged_here.html", takes_context=True)
def merged_here(context: dict[str, Any], opinion: Opinion, reader: User) -> dict[str, Any]:
    """What is answered with an opinion, for whoever answers it, with what its senders add."""
    added = Message.objects.filter(side=Side.SENDER).order_by("id")
    mergings = (
        Merging.objects.filter(into=opinion, ended_at=None)
        .select_related("by", "opinion")
        .prefetch_related(Prefetch("opinion__messages", added, to_attr="added"))
        .order_by("id")
    )
    visible = Opinion.objects.visible_to(reader).filter(merged_into=opinion)
    merged = Opinion.objects.filter(merged_into=opinion)
    bound = set(merged.bound_to_main().values_list("pk", flat=True)) if mergings else set()
    return {
        "mergings": mergings,
        "bound": bound,
        "why_bound": why_bound(opinion) if bound else "",
        "opened": set(visible.values_list("pk", flat=True)) if mergings else set(),
        "may_undo": reader.has_perm("feedback.merge_opinion", opinion),
        "csrf_token": context["csrf_token"],
    }


@register.inclusion_tag("feedback/parts/joined.html")
def joined(opinion: Opinion) -> dict[str, Any]:
    """For its sender: that the matter is answered with another, or was for a time."""
    apart_again = None if opinion.merged_into else events(opinion, [Act.UNMERGE]).first()
    merging = opinion.mergings.filter(ended_at=None).first() if opinion.merged_into else None
    return {"opinion": opinion, "merging": merging, "apart_again": apart_again}
