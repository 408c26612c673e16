"""คัดแยกเรื่อง: an opinion goes to the group or unit that answers it."""

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.choices import TURNS, Act, OpinionState
from feedback.models import Opinion
from feedback.services.apart import require_apart
from feedback.services.drafting import withdraw_draft
from feedback.services.noting import release_who_reads_no_longer
from feedback.services.waiting import STANDING, duty_of, end_waiting
from participation import services
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, MissionGroup, MissionTask, OrganisationUnit, User


@transaction.atomic
def sort_opinion(
    opinion: Opinion,
    *,
    by: User | None,
    group: MissionGroup | None = None,
    unit: OrganisationUnit | None = None,
    task: MissionTask | None = None,
    seen: int | None = None,
) -> Opinion:
    """Give an open opinion to a mission group (and a task of it) or to another unit.

    `by` is None for a rule of the office (see `routing`).
    """
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    require_apart(opinion)
    refuse_if_changed(opinion, *TURNS, seen=seen)
    _require_sortable(opinion, group, unit, task)
    if (opinion.group, opinion.unit) != (group, unit):
        opinion.assignee = None  # who had it in hand there need not answer here
    opinion.group, opinion.unit, opinion.task = group, unit, task
    end_waiting(opinion)
    opinion.state = OpinionState.UNDER_REVIEW
    opinion.save(update_fields=["group", "unit", "task", "assignee", *STANDING])
    # Of a rule the day alone: it acts in the second in which the sender does (docs/adr/0012).
    AuditEvent.record(Act.SORT, opinion, by=by)
    withdraw_draft(opinion, by=by)
    services.open_duties(duty_of(opinion))
    release_who_reads_no_longer(opinion, by=by)
    return opinion


def _require_sortable(
    opinion: Opinion,
    group: MissionGroup | None,
    unit: OrganisationUnit | None,
    task: MissionTask | None,
) -> None:
    if not opinion.is_open:
        raise DomainError(_("This opinion has been answered. It can no longer be sorted."))
    if (group is None) == (unit is None):
        raise DomainError(_("Choose either a mission group or another unit."))
    if unit and not unit.may_be_responsible:
        raise DomainError(_("%(unit)s does not answer opinions. Choose another.") % {"unit": unit})
    if task and (group is None or task.group_id != group.pk):
        raise DomainError(_("This task belongs to another group. Choose a task of this group."))
