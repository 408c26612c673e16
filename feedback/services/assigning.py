"""Who among those who answer has an opinion in hand."""

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.choices import ASSIGNING, Act
from feedback.models import Opinion
from feedback.services.apart import require_apart
from feedback.services.waiting import duty_of
from participation import services, thai
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, MissionGroup, OrganisationUnit, User
from participation.waiting import may_answer


@transaction.atomic
def assign_opinion(
    opinion: Opinion, *, by: User | None, to: User | None, seen: int | None = None
) -> Opinion:
    """Give an opinion to one who answers for its group or unit, or with `to` None to them all.

    Given already, it is well. `by` is None where a rule gives it, in the second in which
    it was sent, and where the clock lets go what nobody can hold any more: then the day alone
    is kept.
    """
    opinion = _locked(opinion)
    require_apart(opinion)
    if opinion.assignee_id == (to.pk if to else None):
        return opinion
    refuse_if_changed(opinion, *ASSIGNING, seen=seen)
    require_assignable(opinion, to)
    opinion.assignee = to
    opinion.save(update_fields=["assignee"])
    act = Act.LET_GO if to is None else Act.TAKE_ON if to == by else Act.GIVE
    AuditEvent.record(act, opinion, by=by)
    services.reopen_duty(duty_of(opinion))
    return opinion


def require_assignable(opinion: Opinion, to: User | None) -> None:
    """Raise DomainError where it has been answered, is nobody's yet, or is none of theirs."""
    if not opinion.is_open:
        raise DomainError(_("This opinion has been answered. It waits for nobody any more."))
    place = opinion.group or opinion.unit
    if place is None:
        raise DomainError(_("Sort this opinion into a group or unit before somebody takes it on."))
    if to and not may_answer(place, on=thai.today()).filter(pk=to.pk).exists():
        raise DomainError(
            _("%(person)s does not answer for %(place)s. Choose somebody who does.")
            % {"person": to, "place": place}
        )


def release_left() -> int:
    """Give back to all what is in the hands of who answers there no longer; returns how many."""
    held = Opinion.objects.open().apart().exclude(assignee=None).order_by("pk")
    hands = held.order_by().values("assignee", "group", "unit").distinct()
    named = [hand for hand in hands if not _still_answers(**hand)]
    return sum(
        _let_go(pk, held_by=hand["assignee"])
        for hand in named
        for pk in held.filter(**hand).values_list("pk", flat=True)
    )


def _still_answers(assignee: int, group: int | None, unit: int | None) -> bool:
    groups, units = MissionGroup.objects, OrganisationUnit.objects
    place = groups.get(pk=group) if group else units.get(pk=unit or 0)
    return may_answer(place, on=thai.today()).filter(pk=assignee).exists()


@transaction.atomic
def _let_go(pk: int, *, held_by: int) -> bool:
    """Unless it has been answered, given to another or handed to the legal officer meanwhile."""
    opinion = Opinion.objects.open().filter(pk=pk, assignee=held_by).select_for_update().first()
    if opinion:
        assign_opinion(opinion, by=None, to=None)
    return opinion is not None


def _locked(opinion: Opinion) -> Opinion:
    found = Opinion.objects.select_related("group", "unit", "assignee")
    return found.select_for_update(of=("self",)).get(pk=opinion.pk)
