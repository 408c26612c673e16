"""What the annual report says, every number and sentence of it; how it looks is not known here."""

import datetime as dt
from dataclasses import dataclass

from participation.disclosure import SafeTable

#: A text of so many characters fills about half a page of the narrow columns of a table.
LONG_TEXT = 600


@dataclass(frozen=True)
class Mark:
    """A mission group as it is shown: number, name, colours, drawing."""

    number: int
    name: str
    fill: str
    ink: str
    icon: str


@dataclass(frozen=True)
class Figure:
    """One large number with its words; `beside` says what it is to be seen against."""

    number: str
    words: str
    beside: str = ""


@dataclass(frozen=True)
class Summary:
    """One page for those who read one page."""

    figures: tuple[Figure, ...]
    sentences: tuple[str, ...]
    by_group: SafeTable
    #: What waits for a decision; empty when nothing does.
    points: tuple[str, ...]


@dataclass(frozen=True)
class Basis:
    """The announcement the year's work stands on, in its own words."""

    title: str
    announced: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A step of the announcement, verbatim, and what was done for it."""

    number: int
    text: str
    done: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """The yearly steps, and the people and ways of step 4 in figures."""

    steps: tuple[Step, ...]
    by_channel: SafeTable
    by_stakeholder: SafeTable
    by_sector: SafeTable
    #: What was answered, and why not where it was not done.
    by_answer: SafeTable
    #: Complaints, which stand in no other figure, by where they stand.
    by_case: SafeTable


@dataclass(frozen=True)
class TaskLine:
    """A task of the announcement: whether a committee covers it, what was said about it."""

    label: str
    text: str
    is_covered: bool
    opinions: int
    #: The year before, where there is one.
    before: int | None


@dataclass(frozen=True)
class QuotationLine:
    """A published opinion and the official answer to it."""

    #: The row it was taken from: the report is withdrawn when that is no longer public so.
    opinion: int
    number: str
    text: str
    answer: str
    outcome: str


@dataclass(frozen=True)
class ImprovementLine:
    """What was changed: before, after, evidence, and whom it answers."""

    title: str
    done_on: dt.date
    before: str
    after: str
    evidence: str
    answers: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Too long for one page, so that its line goes on on the next."""
        return max(map(len, (self.before, self.after, self.evidence))) > LONG_TEXT


@dataclass(frozen=True)
class GroupSection:
    """All about one mission group."""

    mark: Mark
    committees: tuple[str, ...]
    coverage: str
    figures: tuple[Figure, ...]
    tasks: tuple[TaskLine, ...]
    #: Opinions about the group that name none of its tasks, this year and the year before.
    without_task: tuple[int, int | None]
    by_stakeholder: SafeTable
    by_sector: SafeTable
    by_kind: SafeTable
    by_outcome: SafeTable
    answering: str
    #: What senders said of the answers, and four weeks later of what was done.
    verdicts_on_answers: SafeTable
    verdicts_on_deeds: SafeTable
    quotations: tuple[QuotationLine, ...]
    improvements: tuple[ImprovementLine, ...]

    @property
    def opinions(self) -> int:
        return self.by_kind.total

    @property
    def names_no_task(self) -> bool:
        """Whether any opinion of either year names no task."""
        return any(self.without_task)

    @property
    def has_before(self) -> bool:
        """Whether the year before stands beside."""
        return self.without_task[1] is not None


@dataclass(frozen=True)
class RecommendationLine:
    """What was asked for, and what was done about it."""

    text: str
    answered_by: tuple[str, ...]


@dataclass(frozen=True)
class ReviewLine:
    """One review of the monitoring committee."""

    mark: Mark
    period: str
    committee: str
    findings: str
    analysis: str
    recommendations: tuple[RecommendationLine, ...]


@dataclass(frozen=True)
class Monitoring:
    """The announcement's monitoring clause, verbatim where it has one, and its work."""

    clause: str
    sentences: tuple[str, ...]
    reviews: tuple[ReviewLine, ...]


@dataclass(frozen=True)
class AnnualReport:
    """The annual report of a fiscal year, as the records stood on `as_of`."""

    title: str
    year_be: int
    as_of: dt.date
    office: str
    #: To whom it is put.
    board: str
    marks: tuple[Mark, ...]
    summary: Summary
    basis: Basis
    steps: Steps
    groups: tuple[GroupSection, ...]
    monitoring: Monitoring

    @property
    def quoted(self) -> dict[int, str]:
        """The opinions whose words stand in it, and these words."""
        return {one.opinion: one.text for group in self.groups for one in group.quotations}
