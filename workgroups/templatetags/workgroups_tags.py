"""What pages of several houses show of committees: names and seats, never how to reach a person."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from participation import paper, thai
from participation.models import MissionGroup, User
from workgroups import seating
from workgroups.models import AppointmentOrder, CommitteeMember

register = template.Library()


@register.inclusion_tag("workgroups/parts/group_committee.html")
def group_committee(group: MissionGroup) -> dict[str, Any]:
    """Who is appointed for the group today, by which order."""
    orders = AppointmentOrder.objects.filter(committee__group=group)
    return {"rosters": seating.rosters(orders, thai.today())}


@register.inclusion_tag("workgroups/parts/own_seats.html")
def own_seats(person: User) -> dict[str, Any]:
    """Where somebody sits today, by which order and until when."""
    seats = CommitteeMember.objects.acting_for(person).for_listing()
    shown = ("order__committee__group", "order__document", "order__signed__document", "holding")
    return {"seats": seats.select_related(*shown)}


@register.filter
def in_phrases(line: str) -> SafeString:
    """A line for paper that breaks only between phrases, see `paper.phrases`."""
    pieces = (
        (format_html('<span class="phrase">{}</span>', p) if p.strip() else p,)
        for p in paper.phrases(line)
    )
    return format_html_join("", "{}", pieces)
