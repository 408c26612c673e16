"""ตอบด้วยตาราง: the open opinions of an officer go out as a spreadsheet and come back answered.

Each row is handed in like a typed answer, in a transaction of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from feedback import answer_sheet
from feedback.choices import ANSWERING, OpinionState, Outcome, ReasonClass
from feedback.models import AnswerDraft, Opinion, Response, Verdict
from feedback.querysets import OpinionQuerySet
from feedback.services.drafting import hand_in
from feedback.services.vetting import NamesSomebodyError
from feedback.sheets import BadLine, Line, read
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError
from participation.models import AuditEvent, User
from participation.text import clean, fold
from participation.waiting import groups_answered_by, units_answered_by

#: Opinions in one file, soonest due first.
MAX_ROWS = 1_000
#: Answers taken from one file: more nobody looks through before the press.
MAX_ANSWERS = 200


@dataclass(frozen=True)
class Answered:
    """A row that can be handed in: the line it stands on and what it says."""

    line: int
    opinion: Opinion
    text: str
    outcome: Outcome
    reason: str
    seen: int
    may_be_public: bool

    @property
    def reason_label(self) -> str:
        return str(ReasonClass(self.reason).label) if self.reason else ""


@dataclass
class SheetResult:
    """What becomes of a file: rows handed in, those that were before, those that cannot be."""

    ready: list[Answered] = field(default_factory=list)
    known: int = 0
    bad: list[BadLine] = field(default_factory=list)
    #: Rows without an answer.
    empty: int = 0


def to_answer(user: User) -> OpinionQuerySet:
    """What `user` may answer and waits for an answer now, but for what waits for a sign-off."""
    groups, units = groups_answered_by(user), units_answered_by(user)
    own = Opinion.objects.filter(group__in=groups.values("pk")) | Opinion.objects.filter(
        unit__in=units.values("pk")
    )
    handed_in = AnswerDraft.objects.filter(submitted_at__isnull=False)
    rows = own.open().exclude(state=OpinionState.WAITING_FOR_SENDER)
    return rows.exclude(pk__in=handed_in.values("opinion")).for_listing().order_by("due_on", "id")


def make_sheet(*, by: User) -> bytes:
    """The workbook of what `by` has to answer; that it was taken is on record."""
    from feedback import answer_workbook  # noqa: PLC0415 (only who takes it pays for the writer)

    opinions = list(to_answer(by)[:MAX_ROWS])
    AuditEvent.record("answers.download", by, by=by)
    return answer_workbook.write(opinions, seen=_seen(opinions), earlier=_earlier(opinions))


def check(content: bytes, *, by: User) -> SheetResult:
    """What handing the file in would come to: each row is handed in, and that is undone."""
    return _go_through(content, by=by, is_rehearsal=True)


def take(content: bytes, *, by: User) -> SheetResult:
    """Hand in every row that can be; done before, it is done."""
    return _go_through(content, by=by, is_rehearsal=False)


def _go_through(content: bytes, *, by: User, is_rehearsal: bool) -> SheetResult:
    result = SheetResult()
    numbers: set[str] = set()
    lines = list(_filled(content, result))
    if len(lines) > MAX_ANSWERS:
        raise DomainError(
            _("The file holds more than %(most)s answers. Send them in several files.")
            % {"most": MAX_ANSWERS}
        )
    for line in lines:
        number = clean(str(line.cells["number"]))
        try:
            _require_once(number, numbers)
            row = _row(line, number, by)
            if _is_known(row, by):
                result.known += 1
                continue
            with transaction.atomic():
                hand_in(
                    row.opinion,
                    by=by,
                    text=row.text,
                    outcome=row.outcome,
                    reason=row.reason,
                    seen=row.seen,
                    may_be_public=row.may_be_public,
                )
                transaction.set_rollback(is_rehearsal)
        except (Opinion.DoesNotExist, DomainError) as error:
            result.bad.append(BadLine(line.number, _reason(error, number), number[:20]))
        else:
            result.ready.append(row)
    return result


def _reason(error: Exception, number: str) -> str:
    """Why a row cannot be taken, with what to do about it in a file."""
    if isinstance(error, ChangedMeanwhileError):
        return _("The opinion has changed since the file was made. Take a new file for it.")
    if isinstance(error, Opinion.DoesNotExist):  # taken out of everybody's sight meanwhile
        error = _no_such(number)
    if isinstance(error, NamesSomebodyError):
        return _to_be_read(error.places)
    return str(error)


def _filled(content: bytes, result: SheetResult) -> Iterator[Line]:
    """Rows in which something was filled in."""
    for line in read(content, answer_sheet.columns()):
        if isinstance(line, BadLine):
            result.bad.append(line)
        elif any(clean(str(line.cells[name])) for name in answer_sheet.FILLED):
            yield line
        else:
            result.empty += 1


def _require_once(number: str, numbers: set[str]) -> None:
    if number in numbers:
        raise DomainError(_("Opinion %(number)s stands twice.") % {"number": number[:20]})
    numbers.add(number)


def _no_such(number: str) -> DomainError:
    return DomainError(
        _("There is no opinion %(number)s among those you answer.") % {"number": number[:20]}
    )


def _row(line: Line, number: str, by: User) -> Answered:
    """What a row says; DomainError where it cannot be meant so."""
    visible = Opinion.objects.visible_to(by).for_listing().for_answering().numbered(number)
    opinion = visible.first()
    if opinion is None or not by.has_perm("feedback.answer_opinion", opinion):
        raise _no_such(number)
    text = clean(str(line.cells["answer"]))
    if text.startswith("="):
        raise DomainError(_("The answer is a formula. Write it as text."))
    seen = clean(str(line.cells["seen"]))
    if not seen.isascii() or not seen.isdigit():
        raise DomainError(_("The last column has been changed. Take a new file for this row."))
    outcome = _chosen(line, "outcome", answer_sheet.outcomes())
    reason = _chosen(line, "reason", answer_sheet.reasons())
    if not outcome:
        raise DomainError(_("Choose the outcome."))
    read_by_officer = _chosen(line, answer_sheet.READ, answer_sheet.signs_of_reading())
    return Answered(
        line.number,
        opinion,
        text,
        Outcome(outcome),
        reason,
        int(seen[:18]),
        may_be_public=bool(read_by_officer),
    )


def _to_be_read(places: str) -> str:
    column = {name: label for name, label, _width in answer_sheet.COLUMNS}[answer_sheet.READ]
    ((_value, words),) = answer_sheet.MAY_BE_PUBLIC
    return _(
        "The answer may tell who somebody is: %(places)s. Take that out, or read it and choose "
        "“%(words)s” in the column “%(column)s”."
    ) % {"places": places, "words": words, "column": column}


def _chosen(line: Line, column: str, names: dict[str, str]) -> str:
    written = fold(str(line.cells[column]))
    if written and written not in names:
        raise DomainError(
            _("“%(value)s” is not in the list of the column.") % {"value": written[:60]}
        )
    return names.get(written, "")


def _is_known(row: Answered, by: User) -> bool:
    """Whether just this was handed in before; of another answer meanwhile, DomainError."""
    said = {"text": row.text, "outcome": row.outcome, "reason": row.reason}
    drafts = AnswerDraft.objects.filter(opinion=row.opinion, submitted_at__isnull=False)
    if drafts.filter(written_by=by, **said).exists():
        return True
    if row.opinion.is_open:
        return False
    if row.opinion.responses.filter(answered_by=by, **said).exists():
        return True
    raise DomainError(_("It has been answered meanwhile. Change the answer on its own page."))


def _earlier(opinions: list[Opinion]) -> dict[int, str]:
    """The answer each had before, and what its sender said of it; of most there is none."""
    told: dict[int, str] = {}
    for answer in Response.objects.filter(opinion__in=opinions).order_by("id"):
        told[answer.opinion_id] = f"{answer.text}\n({answer.get_outcome_display()})"
    for verdict in Verdict.objects.filter(opinion__in=opinions, answers_before__gt=0).order_by(
        "id"
    ):
        words = f"{verdict.said_of} {verdict.get_word_display()}"
        said = f"{words} – {verdict.reason}" if verdict.reason else words
        told[verdict.opinion_id] = f"{told.get(verdict.opinion_id, '')}\n{said}".strip()
    return told


def _seen(opinions: list[Opinion]) -> dict[int, int]:
    """The last event on record of each, as the page of one opinion would have seen it."""
    events = AuditEvent.objects.filter(
        subject_type=Opinion._meta.label_lower,
        subject_id__in=[str(opinion.pk) for opinion in opinions],
        verb__in=ANSWERING,
    )
    rows = events.order_by().values_list("subject_id").annotate(last=Max("pk"))
    return {int(pk): last for pk, last in rows}
