"""Who may, in this house: sorting is a role, answering follows from who is named for a group."""

import rules

from feedback.models import AnswerTemplate, ImprovementAction, Opinion
from participation.models import MissionGroup, User
from participation.rules import is_auditor, is_executive, is_legal_officer, is_triage_officer
from participation.waiting import (
    answered_places,
    groups_headed_by,
    signers,
)
from workgroups.rules import is_monitor


def answers_anywhere(user: User) -> bool:
    """Responsible officer or head of a unit today, of whatever."""
    return any(answered_places(user))


@rules.predicate
def answers_opinion(user: User, opinion: Opinion | None) -> bool:
    """Named for the opinion's group or unit, or heading it; without an opinion, for any."""
    if opinion is None:
        return answers_anywhere(user)
    groups, units = answered_places(user)
    return opinion.group_id in groups if opinion.group_id else opinion.unit_id in units


@rules.predicate
def signs_answer(user: User, opinion: Opinion | None) -> bool:
    """Heads the unit that answers; an executive where nobody heads it."""
    unit = opinion.answering_unit if opinion else None
    return unit is not None and signers(unit).filter(pk=user.pk).exists()


@rules.predicate
def heads_group_of(user: User, wording: AnswerTemplate | None) -> bool:
    """Heads the unit of the template's group today; without a template, of any group."""
    groups = groups_headed_by(user)
    return (groups.filter(pk=wording.group_id or 0) if wording else groups).exists()


@rules.predicate
def runs_group(user: User, thing: MissionGroup | ImprovementAction | None) -> bool:
    """Named for the group today, or heading its unit; without a group, for any."""
    groups = answered_places(user).groups
    if isinstance(thing, ImprovementAction):
        return thing.group_id in groups
    return thing.pk in groups if thing else bool(groups)


reads_desk = is_triage_officer | is_executive | rules.predicate(answers_anywhere)

rules.add_perm("feedback.read_desk", reads_desk)
rules.add_perm("feedback.sort_opinion", is_triage_officer)
# whoever sorts passes it on, and has nobody to send it back to
rules.add_perm("feedback.return_opinion", answers_opinion & ~is_triage_officer)
rules.add_perm("feedback.assign_opinion", is_triage_officer | answers_opinion)
rules.add_perm("feedback.publish_opinion", is_triage_officer)
rules.add_perm("feedback.mask_opinion", is_triage_officer)
rules.add_perm("feedback.merge_opinion", is_triage_officer)
rules.add_perm("feedback.restrict_opinion", is_triage_officer)
rules.add_perm("feedback.read_cases", is_legal_officer)
rules.add_perm("feedback.read_moderation", is_triage_officer | is_auditor)
rules.add_perm("feedback.read_raw", is_triage_officer | answers_opinion)
rules.add_perm("feedback.write_rules", is_triage_officer)
rules.add_perm("feedback.import_opinions", is_triage_officer)
rules.add_perm("feedback.make_links", is_triage_officer)
rules.add_perm("feedback.enter_opinion", is_triage_officer | rules.predicate(answers_anywhere))
rules.add_perm("feedback.answer_opinion", answers_opinion)
rules.add_perm("feedback.sign_answer", signs_answer)
rules.add_perm("feedback.write_wording", is_triage_officer | heads_group_of)
rules.add_perm("feedback.read_reviews", reads_desk | is_monitor)
rules.add_perm("feedback.write_review", is_monitor)
rules.add_perm("feedback.record_improvement", runs_group)
