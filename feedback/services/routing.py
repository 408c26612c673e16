"""กฎการส่งเรื่อง: where an opinion goes whose sender named no group, by the first fitting rule."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from feedback.models import Opinion, RoutingRule, RuleDecision
from feedback.services.assigning import assign_opinion
from feedback.services.sorting import sort_opinion
from participation import thai
from participation.models import User
from participation.text import fold
from participation.waiting import may_answer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trial:
    """Where an opinion would go, and by which rule; by none, a person sorts it."""

    opinion: Opinion
    rule: RoutingRule | None


def rules_in_use() -> list[RoutingRule]:
    """In the order in which they are asked."""
    rules = RoutingRule.objects.filter(is_active=True).order_by("position", "id")
    return list(rules.select_related("group", "task", "unit", "officer"))


def rule_for(opinion: Opinion, rules: Iterable[RoutingRule]) -> RoutingRule | None:
    """The first of the rules, in the order of the office, that is in use and fits."""
    text = fold(opinion.text)
    ordered = sorted(rules, key=lambda rule: (rule.position, rule.pk))
    return next((rule for rule in ordered if rule.is_active and fits(rule, opinion, text)), None)


def fits(rule: RoutingRule, opinion: Opinion, text: str) -> bool:
    """Whether the opinion, whose folded text is `text`, meets every condition of the rule."""
    wanted = (
        (rule.kind, opinion.kind),
        (rule.stakeholder_type, opinion.stakeholder_type),
        (rule.channel, opinion.channel),
        (rule.district_id, opinion.district_id),
    )
    if any(asked and asked != given for asked, given in wanted):
        return False
    return not rule.words or any(phrase in text for phrase in phrases_of(rule))


def phrases_of(rule: RoutingRule) -> list[str]:
    """What the rule looks for, one a line, as texts are compared."""
    return [phrase for line in rule.words.splitlines() if (phrase := fold(line))]


def try_out(opinions: Sequence[Opinion]) -> list[Trial]:
    """Where each would go by the rules as they stand; changes nothing."""
    rules = rules_in_use()
    return [Trial(opinion, rule_for(opinion, rules)) for opinion in opinions]


def choose(opinions: Sequence[Opinion]) -> list[Trial]:
    """Where each goes that its sender has addressed to nobody, where a rule fits.

    It needs no number: so whoever draws one after it holds up no other sender by it.
    """
    unaddressed = [one for one in opinions if one.group_id is None and one.unit_id is None]
    if not unaddressed:
        return []
    try:
        with transaction.atomic():
            rules = rules_in_use()
    except Exception as error:  # noqa: BLE001 (no fault of a rule may reach the sender)
        log.warning("rules_not_read", extra={"error": type(error).__name__})
        return []
    return [trial for opinion in unaddressed if (trial := _choose(opinion, rules)).rule]


def _choose(opinion: Opinion, rules: Sequence[RoutingRule]) -> Trial:
    try:
        return Trial(opinion, rule_for(opinion, rules))
    except Exception as error:  # noqa: BLE001 (the same)
        log.warning("rule_failed", extra={"error": type(error).__name__})
        return Trial(opinion, None)


def route(chosen: Sequence[Trial]) -> None:
    """Sort as the rules say; in the transaction that receives the opinions, after they are kept.

    Whatever goes wrong with a rule, the opinion stays received and waits for a person.
    """
    for trial in chosen:
        try:
            with transaction.atomic():
                _route(trial.opinion, trial.rule)
        except Exception as error:  # noqa: BLE001 (the same)
            # told by number and kind alone: a trace could hold what somebody wrote
            extra = {"opinion": trial.opinion.pk, "error": type(error).__name__}
            log.warning("rule_failed", extra=extra)


def _route(opinion: Opinion, rule: RoutingRule | None) -> None:
    if rule is None:
        return
    sort_opinion(opinion, by=None, group=rule.group, unit=rule.unit, task=rule.task)
    RuleDecision.objects.create(opinion=opinion, rule=rule, name=rule.name)
    place = rule.group or rule.unit
    answers = may_answer(place, on=thai.today()) if place else User.objects.none()
    # of an officer who answers there no longer the rule says nothing: it waits for all who do
    if rule.officer and answers.filter(pk=rule.officer.pk).exists():
        assign_opinion(opinion, by=None, to=rule.officer)
    opinion.refresh_from_db(fields=["group", "unit", "task", "assignee", "state"])
