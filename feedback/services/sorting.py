"""คัดแยกเรื่อง: an opinion goes to the group or unit that answers it."""

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.choices import ANSWERING, TURNS, Act, OpinionState
from feedback.lengths import require_fits
from feedback.models import Opinion
from feedback.services.apart import require_apart
from feedback.services.drafting import withdraw_draft
from feedback.services.noting import release_who_reads_no_longer, write_note
from feedback.services.reporting import MAX_REASON
from feedback.services.waiting import (
    STANDING,
    duty_of,
    end_waiting,
    late_duty_of,
    late_key,
    sorted_by,
)
from participation import services, thai
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, MissionGroup, MissionTask, OrganisationUnit, User
from participation.text import clean


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
    services.reopen_duty(late_duty_of(opinion))
    release_who_reads_no_longer(opinion, by=by)
    return opinion


@transaction.atomic
def return_opinion(opinion: Opinion, *, by: User, reason: str, seen: int | None = None) -> Opinion:
    """Let what is not for the group or unit it was given to be sorted anew.

    The reason stays among staff. The day of the answer stays too; what waited for its sender goes
    on, as when it is sorted.
    """
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    require_apart(opinion)
    refuse_if_changed(opinion, *ANSWERING, seen=seen)
    if not opinion.is_open:
        raise DomainError(_("This opinion has been answered. It can no longer be sorted."))
    if not (opinion.group_id or opinion.unit_id):
        raise DomainError(_("Nobody has been given this opinion yet. It waits to be sorted."))
    reason = clean(reason)
    if not reason:
        raise DomainError(_("Give the reason."))
    require_fits(reason, MAX_REASON)
    opinion.group = opinion.unit = opinion.task = opinion.assignee = None
    end_waiting(opinion)
    opinion.state = OpinionState.RECEIVED
    opinion.save(update_fields=["group", "unit", "task", "assignee", *STANDING])
    AuditEvent.record(Act.RETURN, opinion, by=by)
    write_note(opinion, by=by, text=reason)
    withdraw_draft(opinion, by=by)
    services.open_duties(duty_of(opinion, sort_by=sorted_by(thai.today())))
    # the head it was late with has it no more; an executive looks after it as before
    services.close_duty(late_key(opinion), by=by)
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
