"""การปรับปรุงพัฒนา: what was changed because of what people said, or what a review asked for."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feedback.models import ImprovementAction, Opinion, Recommendation
from feedback.services import reviewing
from feedback.services.vetting import require_filled, require_read
from participation import services, thai
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, FiscalYear, MissionGroup, User
from participation.text import clean

RECORD, CHANGE, VET = "improvement.record", "improvement.change", "improvement.vet"


class Facts(TypedDict):
    """What is said of an improvement."""

    title: str
    before_text: str
    after_text: str
    evidence: str
    done_on: dt.date
    opinions: NotRequired[Collection[Opinion]]
    recommendation: NotRequired[Recommendation | None]
    #: `by` has read what may tell who somebody is.
    may_be_public: NotRequired[bool]


@transaction.atomic
def record_improvement(
    group: MissionGroup, *, by: User, **facts: Unpack[Facts]
) -> ImprovementAction:
    """Record what was changed, with before, after and evidence, and whom it answers."""
    # One at a time for a group: a form sent twice meets its own first improvement below.
    group = MissionGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    return _keep(ImprovementAction(group=group, recorded_by=by), facts, RECORD, by=by)


@transaction.atomic
def change_improvement(
    action: ImprovementAction, *, by: User, seen: int | None = None, **facts: Unpack[Facts]
) -> ImprovementAction:
    """Put a recorded improvement right, while its fiscal year is open."""
    MissionGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=action.group_id)
    action = ImprovementAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    refuse_if_changed(action, RECORD, CHANGE, seen=seen)
    services.require_open(action.year)
    return _keep(action, facts, CHANGE, by=by)


def _keep(action: ImprovementAction, facts: Facts, act: str, *, by: User) -> ImprovementAction:
    """Let the improvement say what `facts` say; called under the lock of its group."""
    opinions, recommendation = facts.get("opinions", ()), facts.get("recommendation")
    year = _require_done(facts["done_on"])
    linked = action.opinions.all() if action.pk else ()
    _require_reason(action.group, opinions, recommendation, linked=linked)
    others = action.group.improvements.exclude(pk=action.pk)
    _refuse_repeated(others, facts["title"], facts["done_on"])
    before = action.recommendation
    action.year, action.done_on, action.recommendation = year, facts["done_on"], recommendation
    action.title, action.evidence = clean(facts["title"]), clean(facts["evidence"])
    action.before_text, action.after_text = clean(facts["before_text"]), clean(facts["after_text"])
    if not all((action.title, action.before_text, action.after_text, action.evidence)):
        raise DomainError(
            _("Say what was improved, how it was before and is now, and what shows it.")
        )
    named = _require_fit(action, may_be_public=facts.get("may_be_public", False))
    action.save()
    action.opinions.set(opinions)
    AuditEvent.record(act, action, by=by)
    if named:
        AuditEvent.record(VET, action, by=by)
    _settle([before, recommendation], by=by)
    return action


def _require_fit(action: ImprovementAction, *, may_be_public: bool) -> bool:
    """Whether it names somebody; everybody reads it at once, so that somebody stands for it."""
    texts = (action.title, action.before_text, action.after_text, action.evidence)
    for text in texts:
        require_filled(text)
    return bool(require_read(*texts, may_be_public=may_be_public))


def _require_done(day: dt.date) -> FiscalYear:
    if day > thai.today():
        raise DomainError(_("This day has not come yet. Record an improvement once it is done."))
    return services.require_open(services.year_of(day))


def _refuse_repeated(others: QuerySet[ImprovementAction], title: str, done_on: dt.date) -> None:
    """Once for a group, a title and a day."""
    if others.filter(title=clean(title), done_on=done_on).exists():
        raise DomainError(_("This improvement is already recorded. Open it in the list."))


def _require_reason(
    group: MissionGroup,
    opinions: Collection[Opinion],
    recommendation: Recommendation | None,
    *,
    linked: Iterable[Opinion],
) -> None:
    """An improvement answers somebody: opinions of its group, or a recommendation to it."""
    if not opinions and not recommendation:
        raise DomainError(_("Name at least one opinion or the recommendation this answers."))
    known = {opinion.pk for opinion in linked}
    # An opinion that was sorted elsewhere later stays with the improvement it led to.
    strangers = [o.number for o in opinions if o.group_id != group.pk and o.pk not in known]
    if strangers:
        raise DomainError(
            _("These opinions belong to another group: %(numbers)s. Name opinions of %(group)s.")
            % {"numbers": ", ".join(strangers), "group": group}
        )
    if recommendation and recommendation.review.group_id != group.pk:
        raise DomainError(_("This recommendation was made to another group."))


def _settle(recommendations: Iterable[Recommendation | None], *, by: User) -> None:
    """A recommendation waits as long as no improvement answers it."""
    for recommendation in recommendations:
        if recommendation is None:
            continue
        if recommendation.improvements.exists():
            services.close_duty(reviewing.duty_key(recommendation), by=by)
        else:
            services.open_duties(reviewing.duty_of(recommendation))
