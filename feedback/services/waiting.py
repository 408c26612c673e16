"""Whom an open opinion waits for: the triage officer until it is sorted, then whoever answers."""

import datetime as dt

from django.db.models import F
from django.urls import reverse

from feedback.choices import OpinionState
from feedback.models import Opinion
from participation import services, thai
from participation.choices import Role
from participation.models import (
    Duty,
    MissionGroup,
    OrganisationUnit,
    ResponsibleOfficer,
    UnitHead,
    User,
)


def answerer(
    group: MissionGroup | None, unit: OrganisationUnit | None, *, on: dt.date
) -> User | None:
    """The responsible officer of the group or unit; where none is named, the head of the unit."""
    officers = ResponsibleOfficer.objects.on(on).filter(year=thai.fiscal_year_be(on))
    named = officers.for_group(group) if group else officers.filter(unit=unit, group=None)
    # The officer named for the group itself comes before the one named for its whole unit.
    first = F("group_id").desc(nulls_last=True)
    officer = named.order_by(first, "-started_on", "-id").select_related("user").first()
    if officer:
        return officer.user
    heads = UnitHead.objects.on(on).filter(unit=group.unit_id if group else unit)
    head = heads.order_by("-started_on", "-id").select_related("user").first()
    return head.user if head else None


def duty_key(opinion: Opinion) -> str:
    return f"answer-opinion:{opinion.pk}"


def unsorted_duty(opinion: Opinion) -> Duty:
    """The duty of a new opinion, not saved yet."""
    return Duty(
        key=duty_key(opinion),
        what="sort_opinion",
        subject=opinion.number,
        link=link_to(opinion),
        due_on=opinion.due_on,
        role=Role.TRIAGE_OFFICER,
        group=opinion.group,
    )


def link_to(opinion: Opinion) -> str:
    """Where staff act on it."""
    return reverse("feedback:desk_opinion", args=[opinion.number])


def let_wait(opinion: Opinion) -> Duty:
    """Put an open opinion before the one who has to act on it next."""
    # A sender who named the group has sorted it; the officer passes it on where that was wrong.
    sorted_already = opinion.state != OpinionState.RECEIVED or opinion.group is not None
    owner = answerer(opinion.group, opinion.unit, on=thai.today()) if sorted_already else None
    return services.open_duty(
        duty_key(opinion),
        what="answer_opinion" if sorted_already else "sort_opinion",
        subject=opinion.number,
        link=link_to(opinion),
        due_on=opinion.due_on,
        owner=owner,
        role=None if owner else Role.TRIAGE_OFFICER,
        group=opinion.group,
    )
