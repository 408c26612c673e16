"""The summary: one page for those who read one page."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from feedback.figures import Timeliness
from participation.disclosure import Row, SafeTable
from reports import wording
from reports.compose.parts import beside, improved, recommendations_in, reviewed
from reports.compose.records import Records
from reports.figures import Figure, Summary


def summary(records: Records) -> Summary:
    time, before = records.time(records.now), records.time(records.before)
    bodies = records.committees()
    members, outside = sum(one.members for one in bodies), sum(one.outside for one in bodies)
    covered, tasks = len(records.covered), len(records.tasks)
    asked, acted_on = recommendations_in(records.reviews)
    with_one = {one.group for one in bodies}
    return Summary(
        figures=(
            Figure(
                f"{time.received:,}",
                _("opinions"),
                beside(records, before.received),
            ),
            Figure(
                wording.per_cent(time.in_time, time.answered),
                _("of the answers in time"),
                _("%(n)s answers") % {"n": f"{time.answered:,}"},
            ),
            Figure(f"{len(records.improvements)}", _("improvements recorded")),
            Figure(
                f"{len(with_one)}",
                _("mission groups with a committee"),
                _("of %(n)s groups") % {"n": len(records.groups)},
            ),
        ),
        sentences=(
            wording.opinions(records.year_be, time.received, before.received),
            wording.answering(time),
            wording.committees(
                (len(with_one), len(records.groups)), members, outside, (covered, tasks)
            ),
            improved(records),
            reviewed(records),
        ),
        by_group=_by_group(records),
        points=wording.points(
            records.year_be,
            without_committee=[
                group.name_th for group in records.groups if group.pk not in with_one
            ],
            uncovered=tasks - covered,
            overdue=time.overdue,
            unanswered=asked - acted_on,
        ),
    )


def _by_group(records: Records) -> SafeTable:
    """Opinions of each group; what belongs to none comes last, if there is any."""
    now = records.now.timeliness
    before = records.before.timeliness if records.has_before else None

    def row(label: str, groups: Collection[int], key: str = "") -> Row:
        return Row(
            label, _received(now, groups), _received(before, groups) if before else None, key
        )

    rows = [row(group.name_th, {group.pk}, str(group.number)) for group in records.groups]
    own = {group.pk for group in records.groups}
    if rest := {*now, *(before or ())} - own:
        rows.append(row(_("Other units and not sorted yet"), rest))
    return SafeTable.of_things(rows, as_of=records.as_of)


def _received(time: Mapping[int, Timeliness], groups: Collection[int]) -> int:
    return sum(time.get(group, Timeliness()).received for group in groups)
