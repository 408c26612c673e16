"""Rules of routing are written, put in order, switched off and on."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from feedback.models import RoutingRule
from participation import thai
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, User
from participation.waiting import may_answer

#: What the record says of a rule that was written.
WRITE = "rule.write"


@transaction.atomic
def write_rule(
    rule: RoutingRule, *, by: User, seen: int | None = None, **fields: Any
) -> RoutingRule:
    """Write a new rule, which is asked last, or write one anew; `fields` are its columns."""
    if rule.pk:
        rule = RoutingRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        refuse_if_changed(rule, WRITE, seen=seen)
    else:
        rule.position = (RoutingRule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    for name, value in fields.items():
        setattr(rule, name, value)
    _require_whole(rule)
    rule.save()
    AuditEvent.record(WRITE, rule, by=by)
    return rule


def _require_whole(rule: RoutingRule) -> None:
    """Raise DomainError for a rule that leads nowhere, asks nothing, or names a stranger."""
    place, officer = rule.group or rule.unit, rule.officer
    if place is None:
        raise DomainError(_("Choose either a mission group or another unit."))
    if not any((rule.words, rule.kind, rule.stakeholder_type, rule.channel, rule.district)):
        raise DomainError(_("Give the rule at least one condition."))
    if officer and not may_answer(place, on=thai.today()).filter(pk=officer.pk).exists():
        raise DomainError(
            _("%(person)s does not answer for %(place)s. Choose somebody who does.")
            % {"person": officer, "place": place}
        )


@transaction.atomic
def move_rule(rule: RoutingRule, *, by: User, up: bool) -> None:
    """Let a rule be asked before the one above it, or after the one below."""
    rules = list(RoutingRule.objects.order_by("position", "id").select_for_update())
    place = rules.index(rule)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rules):
        return
    rules[place], rules[other] = rules[other], rules[place]
    for position, one in enumerate(rules, start=1):
        one.position = position
    RoutingRule.objects.bulk_update(rules, ["position"])
    AuditEvent.record("rule.move", rule, by=by)


@transaction.atomic
def switch_rule(rule: RoutingRule, *, by: User, on: bool) -> None:
    """Use a rule, or use it no more; what it has sorted stays where it is."""
    if RoutingRule.objects.filter(pk=rule.pk).exclude(is_active=on).update(is_active=on):
        AuditEvent.record("rule.switch", rule, by=by)
