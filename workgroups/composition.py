"""Whether those who are to sit in a body are who it must have; what to do where they are not."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from workgroups.choices import CommitteeKind, CommitteeRole
from workgroups.models import Committee, CommitteeMember, CompositionRule


def hindrances(committee: Committee, members: list[CommitteeMember]) -> Iterable[str]:
    """What the body asks for and those who are to sit in it are not."""
    rules = list(committee.composition.all())
    yield from _about_watchers(committee, members)
    for rule in rules:
        if not rule.of_chair:
            yield from _about_number(rule, members)
    yield from _about_chair(committee, members, [rule for rule in rules if rule.of_chair])


def _about_watchers(committee: Committee, members: list[CommitteeMember]) -> Iterable[str]:
    is_inside_alone = members and not any(member.is_external for member in members)
    if committee.kind == CommitteeKind.MONITORING and is_inside_alone:
        yield _(
            "Everybody comes from inside, but those who monitor must not watch only themselves. "
            "Add somebody from outside the office and its schools."
        )


def _about_number(rule: CompositionRule, members: list[CommitteeMember]) -> Iterable[str]:
    found = sum(rule.counts(member.stakeholder_type) for member in members)
    if found < rule.at_least:
        yield _(
            "This body needs at least %(least)s who stand for “%(whom)s”; there are %(found)s. Add "
            "members, or change the composition on the page of the body."
        ) % {"least": rule.at_least, "whom": rule.get_whom_display(), "found": found}


def _about_chair(
    committee: Committee, members: list[CommitteeMember], allowed: list[CompositionRule]
) -> Iterable[str]:
    for chair in members:
        if chair.position != CommitteeRole.CHAIR or not allowed:
            continue
        if not any(rule.counts(chair.stakeholder_type) for rule in allowed):
            yield _(
                "%(name)s cannot be %(seat)s: that must be somebody who stands for %(whom)s. "
                "Choose another, or change the composition on the page of the body."
            ) % {
                "name": chair,
                "seat": committee.position_title(CommitteeRole.CHAIR),
                "whom": ", ".join(f"“{rule.get_whom_display()}”" for rule in allowed),
            }
