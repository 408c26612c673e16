"""What pages of several houses show of committees: names and seats, never how to reach a person."""

from typing import Any

from django import template
from django.db.models import Prefetch

from participation import thai
from participation.models import MissionGroup
from workgroups.models import AppointmentOrder, CommitteeMember

register = template.Library()


@register.inclusion_tag("workgroups/parts/group_committee.html")
def group_committee(group: MissionGroup) -> dict[str, Any]:
    """Who is appointed for the group today, by which order."""
    members = CommitteeMember.objects.for_listing()
    orders = (
        AppointmentOrder.objects.in_force_on(thai.today())
        .filter(committee__group=group)
        .for_listing()
        .prefetch_related(Prefetch("members", members))
    )
    return {"orders": orders}
