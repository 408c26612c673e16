"""The announcement the year stands on, and what was done for each of its steps."""

from django.utils.translation import gettext as _

from feedback.choices import CaseState, Channel, Outcome, ReasonClass
from feedback.figures import OpinionFigures
from participation import thai
from participation.choices import PartKind
from participation.disclosure import Row, SafeTable
from participation.models import Announcement
from reports import wording
from reports.compose.parts import improved, of_things, quoted, recommendations_in
from reports.compose.records import Records
from reports.figures import Basis, Step, Steps

_ANSWERS = [(outcome, reason) for outcome in Outcome for reason in ("", *ReasonClass)]


def basis(announcement: Announcement) -> Basis:
    return Basis(
        title=announcement.title,
        announced=_("announced on %(day)s by the %(position)s")
        % {
            "day": thai.thai_date(announcement.announced_on),
            "position": announcement.signatory_position,
        },
        paragraphs=quoted(announcement, PartKind.LAW),
    )


def steps(records: Records) -> Steps:
    done = _deeds(records)
    return Steps(
        steps=tuple(
            Step(step.number, step.text_th, done.get(step.number, ()))
            for step in records.announcement.steps.all()
        ),
        by_channel=of_things(
            records,
            {one.value: str(one.label) for one in Channel},
            records.now.by_channel,
            records.before.by_channel,
        ),
        by_stakeholder=records.people.whole.kinds,
        by_sector=records.people.whole.headings,
        by_answer=of_things(
            records,
            {_answer_key(*key): wording.outcome(*key) for key in _ANSWERS},
            _by_answer(records.now),
            _by_answer(records.before),
        ),
        by_case=_by_case(records),
    )


def _by_case(records: Records) -> SafeTable:
    """Each complaint is one person's: few are told together, and no year beside another."""
    rows = [Row(str(one.label), records.cases.get(one, 0), key=one.value) for one in CaseState]
    return SafeTable.of_people(rows, as_of=records.as_of)


def _by_answer(figures: OpinionFigures) -> dict[str, int]:
    return {_answer_key(*key): n for key, n in figures.by_answer.items()}


def _answer_key(outcome: str, reason: str) -> str:
    return f"{outcome}:{reason}"


def _deeds(records: Records) -> dict[int, tuple[str, ...]]:
    """What the records of the year tell of each step of the announcement."""
    before = records.time(records.before)
    covered, tasks, bodies = len(records.covered), len(records.tasks), records.committees()
    asked_before, _acted_on = recommendations_in(records.reviews_before)
    return {
        1: (wording.last_year(records.year_be - 1, before, asked_before),),
        2: (
            wording.committees(
                (len({one.group for one in bodies}), len(records.groups)),
                sum(one.members for one in bodies),
                sum(one.outside for one in bodies),
                (covered, tasks),
            ),
        ),
        3: (wording.duties(covered, tasks),),
        4: (wording.channels(len(records.now.by_channel)),),
        5: (
            wording.officers(len(records.with_officer), len(records.groups)),
            improved(records),
        ),
    }
