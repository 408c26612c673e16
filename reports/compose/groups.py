"""A mission group: who was appointed, what was said, what became of it."""

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _

from feedback.choices import OpinionKind, Outcome, VerdictWord
from feedback.figures import REOPENED, ImprovementFigures, Timeliness
from participation.disclosure import Row, SafeTable
from participation.models import MissionGroup, MissionTask
from reports import wording
from reports.compose.parts import beside, mark_of, of_things
from reports.compose.records import Records
from reports.figures import Figure, GroupSection, ImprovementLine, QuotationLine, TaskLine


def group_section(records: Records, group: MissionGroup) -> GroupSection:
    bodies = records.committees(group)
    tasks = list(group.tasks.all())
    time = records.now.timeliness.get(group.pk, Timeliness())
    before = records.before.timeliness.get(group.pk, Timeliness())
    improvements = [one for one in records.improvements if one.group == group.pk]
    told = records.people.parts[str(group.pk)]
    covered = [task for task in tasks if task.pk in records.covered]
    return GroupSection(
        mark=mark_of(group),
        committees=tuple(map(wording.committee, bodies)) or (wording.no_committee(),),
        coverage=wording.coverage(len(covered), len(tasks)) if bodies else "",
        figures=(
            Figure(
                f"{time.received:,}",
                _("opinions"),
                beside(records, before.received),
            ),
            Figure(
                f"{time.answered:,}", _("answered"), _("in time %(n)s") % {"n": f"{time.in_time:,}"}
            ),
            Figure(f"{len(improvements)}", _("improvements recorded")),
            Figure(
                f"{len(covered)}",
                _("tasks with a committee"),
                _("of %(n)s tasks") % {"n": len(tasks)},
            ),
        ),
        tasks=tuple(_task(records, task) for task in tasks),
        without_task=_task_counts(records, group.pk, 0),
        by_stakeholder=told.kinds,
        by_sector=told.headings,
        by_kind=of_things(
            records,
            {one.value: str(one.label) for one in OpinionKind},
            _of_group(records.now.by_kind, group),
        ),
        by_outcome=of_things(
            records,
            {one.value: str(one.label) for one in Outcome}
            | {REOPENED: _("taken up again"), "": _("not answered yet")},
            _of_group(records.now.by_outcome, group),
        ),
        answering=wording.answering(time),
        verdicts_on_answers=_verdicts(records, group, records.now.verdicts_on_answers),
        verdicts_on_deeds=_verdicts(records, group, records.now.verdicts_on_deeds),
        quotations=tuple(
            QuotationLine(one.opinion, one.number, one.text, one.answer, one.outcome)
            for one in records.quotations
            if one.group == group.pk
        ),
        improvements=tuple(map(_improvement, improvements)),
    )


def _verdicts(
    records: Records, group: MissionGroup, said: Mapping[tuple[int, str], int]
) -> SafeTable:
    """Each verdict is one person's: few are told together."""
    counts = _of_group(said, group)
    rows = [Row(str(word.label), counts[word], key=word.value) for word in VerdictWord]
    return SafeTable.of_people(rows, as_of=records.as_of)


def _of_group(counts: Mapping[tuple[int, str], int], group: MissionGroup) -> Counter[str]:
    return Counter({key: n for (own, key), n in counts.items() if own == group.pk})


def _task(records: Records, task: MissionTask) -> TaskLine:
    opinions, before = _task_counts(records, task.group_id, task.pk)
    return TaskLine(
        label=task.label,
        text=task.text_th,
        is_covered=task.pk in records.covered,
        opinions=opinions,
        before=before,
    )


def _task_counts(records: Records, group: int, task: int) -> tuple[int, int | None]:
    before = records.before.by_task.get((group, task), 0) if records.has_before else None
    return records.now.by_task.get((group, task), 0), before


def _improvement(one: ImprovementFigures) -> ImprovementLine:
    return ImprovementLine(
        title=one.title,
        done_on=one.done_on,
        before=one.before,
        after=one.after,
        evidence=one.evidence,
        answers=wording.answers(
            one.opinions, one.numbers, recommendation_year=one.recommendation_year
        ),
    )
