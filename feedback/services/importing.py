"""Opinions that came on paper or by telephone enter from a spreadsheet, each once."""

import datetime as dt
import hashlib
import re
from collections import Counter as Tally
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from feedback import codes
from feedback.choices import Act, Channel, OpinionKind, Sentiment
from feedback.import_sheet import columns, examples, named
from feedback.models import Opinion, RestrictedCase
from feedback.services.receiving import receive_opinions, series_of
from feedback.services.sending import shown_text
from feedback.sheets import BadLine, Cell, Line, by_name, read
from participation import services, thai
from participation.choices import StakeholderType
from participation.errors import DomainError
from participation.fields import ThaiDateField
from participation.models import Counter, FiscalYear, MissionGroup, School, User
from participation.text import clean, fold

#: Rows that are kept together; an import that is killed has kept whole batches and is run again.
BATCH = 200
#: Lines that are named one by one when they cannot be taken; of more, the number is told.
NAMED = 200
#: How much of a cell is quoted where it is wrong.
QUOTED = 60
#: What one may write in place of a group's number when nobody knows the group.
NOT_SURE = frozenset({"ไม่แน่ใจ", "not sure"})
#: What stands before the name of a school, or does not.
_SCHOOL = re.compile(r"\A(?:โรงเรียน|รร\.?)")
#: What is left of Thai saved in a wrong encoding: replacement marks, Latin letters, question marks
#: where no letter of Thai is left beside them.
_GARBLED = re.compile(
    "\ufffd|(?:\u00e0[\u00b8\u00b9].?){2}|\\A[^\u0e01-\u0e4e]*\\?{6}[^\u0e01-\u0e4e]*\\Z"
)


@dataclass
class ImportResult:
    """What became of a file: opinions added, those there before, lines that could not be taken."""

    added: int = 0
    known: int = 0
    refused: int = 0
    #: The first of the refused lines; a file that is wrong throughout says so in these.
    bad: list[BadLine] = field(default_factory=list)
    dry_run: bool = False

    def refuse(self, line: BadLine) -> None:
        self.refused += 1
        if len(self.bad) < NAMED:
            self.bad.append(line)

    @property
    def unnamed(self) -> int:
        """Lines refused beyond those that are named."""
        return self.refused - len(self.bad)


def import_opinions(
    content: bytes,
    *,
    by: User | None,
    received_on: dt.date | None = None,
    dry_run: bool = False,
) -> ImportResult:
    """Take the good rows of a CSV or XLSX file, each once however often the file is sent.

    `received_on` is the day of rows that name none; without it, today. `by` is None for the
    command line. Raises DomainError where the file as a whole cannot be read.
    """
    result = ImportResult(dry_run=dry_run)
    parser = _Parser(received_on or thai.today())
    opinions: list[Opinion] = []
    for line in read(content, columns()):
        if isinstance(line, BadLine):
            result.refuse(line)
            continue
        try:
            opinions.append(parser.opinion(line))
        except DomainError as error:
            result.refuse(BadLine(line.number, str(error)))
    by_year: dict[int, list[Opinion]] = {}
    for opinion in opinions:
        by_year.setdefault(thai.fiscal_year_be(opinion.received_on), []).append(opinion)
    for batch in by_year.values():
        year = FiscalYear(year_be=thai.fiscal_year_be(batch[0].received_on))
        for start in range(0, len(batch), BATCH):
            _take(batch[start : start + BATCH], year, result, by=by)
    return result


def _take(
    opinions: list[Opinion], year: FiscalYear, result: ImportResult, *, by: User | None
) -> None:
    """Keep those of a batch that are new, or only count them in a dry run."""
    with transaction.atomic():
        if not result.dry_run:
            year = services.year_of(opinions[0].received_on)
            # An import of the same rows running beside this one waits here, then finds them kept.
            Counter.next_many(series_of(year), 0)
        keys = [opinion.import_key for opinion in opinions]
        # what became a restricted case does not come back with its spreadsheet
        rows = Opinion.objects.filter(import_key__in=keys).values_list("import_key", flat=True)
        cases = RestrictedCase.objects.filter(import_key__in=keys)
        known = {*rows, *cases.values_list("import_key", flat=True)}
        new = [opinion for opinion in opinions if opinion.import_key not in known]
        if new and not result.dry_run:
            receive_opinions(new, year=year, by=by, act=Act.IMPORT)
    result.added += len(new)
    result.known += len(known)


class _Parser:
    """Lines into opinions; DomainError says what is wrong with a line."""

    def __init__(self, received_on: dt.date) -> None:
        self.received_on = received_on
        groups = MissionGroup.objects.in_force().prefetch_related("tasks")
        self.groups = {group.number: group for group in groups}
        self.schools = _schools()
        self.years = FiscalYear.objects.in_bulk()
        self.seen: Tally[tuple[str, ...]] = Tally()
        self.examples = examples()
        self.names: dict[type[models.TextChoices], dict[str, str]] = {
            choices: by_name(choices.choices) for choices in (StakeholderType, Channel, OpinionKind)
        }

    def opinion(self, line: Line) -> Opinion:
        group = self._group(line.cells["mission_group"])
        opinion = Opinion(
            group=group,
            kind=self._kind(line),
            stakeholder_type=self._chosen(line, "stakeholder_type", StakeholderType),
            channel=self._chosen(line, "channel", Channel),
            sentiment=_sentiment(line.cells["sentiment"]),
            raw_text=str(line.cells["text"]),
            text=self._text(str(line.cells["text"])),
        )
        self._set_task(opinion, line.cells["task_letter"])
        self._set_school(opinion, line.cells["school"])
        own_day = _day(line.cells["received_on"])
        opinion.received_on = own_day or self.received_on
        year = FiscalYear(year_be=thai.fiscal_year_be(opinion.received_on))
        services.require_open(self.years.get(year.year_be, year))
        self._set_identity(opinion, own_day)
        return opinion

    def _group(self, cell: Cell) -> MissionGroup | None:
        written = fold(str(cell))
        if written in NOT_SURE:
            return None
        number = int(written) if re.fullmatch("[0-9]{1,3}", written) else 0
        if number not in self.groups:
            raise DomainError(
                _(
                    "%(column)s must be a number from 1 to %(last)s, or “not sure”; "
                    "here it is “%(value)s”."
                )
                % {
                    "column": named("mission_group"),
                    "last": max(self.groups, default=0),
                    "value": _quoted(cell),
                }
            )
        return self.groups[number]

    def _kind(self, line: Line) -> str:
        """A row that names none is a suggestion, as on the form."""
        if not str(line.cells["kind"]).strip():
            return OpinionKind.SUGGESTION
        return self._chosen(line, "kind", OpinionKind)

    def _chosen(self, line: Line, column: str, choices: type[models.TextChoices]) -> str:
        cell = line.cells[column]
        if value := self.names[choices].get(fold(str(cell))):
            return value
        if not str(cell).strip():
            raise DomainError(_("%(column)s is empty.") % {"column": named(column)})
        raise DomainError(
            _("%(column)s “%(value)s” is not known. Write one of: %(known)s.")
            % {
                "column": named(column),
                "value": _quoted(cell),
                "known": ", ".join(str(label) for label in choices.labels),
            }
        )

    def _text(self, raw: str) -> str:
        if clean(raw) in self.examples:
            raise DomainError(_("This is the example of the file to fill in. Delete this line."))
        return _text(raw)

    def _set_task(self, opinion: Opinion, cell: Cell) -> None:
        letter = clean(str(cell)).strip("() .")
        if not letter:
            return
        tasks = opinion.group.tasks.all() if opinion.group else []
        letters = {task.letter: task for task in tasks if task.letter}
        if letter not in letters:
            raise DomainError(
                _("%(column)s “%(value)s” is not in this group. Its letters: %(letters)s.")
                % {
                    "column": named("task_letter"),
                    "value": _quoted(cell),
                    "letters": " ".join(letters) or _("none, leave it empty"),
                }
            )
        opinion.task = letters[letter]

    def _set_school(self, opinion: Opinion, cell: Cell) -> None:
        """The school in the list by its name, where two share it with the district behind."""
        written = _place(str(cell))
        if not written:
            return
        found = self.schools.get(written, [])
        if len(found) > 1:
            raise DomainError(
                _("%(column)s “%(value)s” stands for several. Write one of: %(known)s.")
                % {
                    "column": named("school"),
                    "value": _quoted(cell),
                    "known": ", ".join(f"{one} ({one.district})" for one in found),
                }
            )
        if not found:
            raise DomainError(
                _(
                    "%(column)s “%(value)s” is not in the list. Write its name as the form has it, "
                    "or leave it empty."
                )
                % {"column": named("school"), "value": _quoted(cell)}
            )
        opinion.school, opinion.district = found[0], found[0].district

    def _set_identity(self, opinion: Opinion, own_day: dt.date | None) -> None:
        """A row is what it says, and how many times the file has said it before."""
        content = (
            str(opinion.group.number if opinion.group else 0),
            opinion.task.letter if opinion.task else "",
            opinion.stakeholder_type,
            opinion.channel,
            opinion.sentiment,
            own_day.isoformat() if own_day else "",
            fold(opinion.text),
            # a file from before there was this column says the same as it did
            *([] if opinion.kind == OpinionKind.SUGGESTION else [opinion.kind]),
            *([f"school {opinion.school_id}"] if opinion.school_id else []),
        )
        self.seen[content] += 1
        said = "\x1f".join([*content, str(self.seen[content])])
        opinion.import_key = hashlib.sha256(said.encode()).hexdigest()
        # Nobody holds this code; it only has to be unlike every other and beyond guessing.
        opinion.code_hash = codes.kept_hash(codes.code_for(opinion.import_key))


def _schools() -> dict[str, list[School]]:
    """Schools by what people write for them: the name, alone or with the district behind it."""
    schools: dict[str, list[School]] = {}
    for school in School.objects.select_related("district"):
        for written in (school.name_th, f"{school.name_th} ({school.district})"):
            schools.setdefault(_place(written), []).append(school)
    return schools


def _place(written: str) -> str:
    """The name of a school as it is compared: with or without the word for school before it."""
    return _SCHOOL.sub("", fold(written)).replace(" ", "")


def _quoted(cell: Cell) -> str:
    """A cell as it is named in a sentence; one may hold a whole book."""
    text = " ".join(str(cell).split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def _sentiment(cell: Cell) -> str:
    written = fold(str(cell)).replace("\u2212", "-").removeprefix("+")
    if written and written not in Sentiment.values:
        raise DomainError(
            _("%(column)s must be -1, 0 or 1, or empty; here it is “%(value)s”.")
            % {"column": named("sentiment"), "value": _quoted(cell)}
        )
    return written


def _text(raw: str) -> str:
    if not clean(raw):
        raise DomainError(_("%(column)s is empty.") % {"column": named("text")})
    if _GARBLED.search(raw):
        raise DomainError(
            _(
                "The letters are broken: the file was saved in a wrong encoding. "
                "Save it as CSV UTF-8."
            )
        )
    return shown_text(raw)


def _day(cell: Cell) -> dt.date | None:
    """The day in a cell, in Buddhist or Christian years; a day to come is refused."""
    try:
        day: dt.date | None = ThaiDateField(required=False).clean(
            cell.isoformat() if isinstance(cell, dt.date) else cell
        )
    except ValidationError as error:
        raise DomainError(f"{named('received_on')}: {error.messages[0]}") from error
    if day and day > thai.today():
        raise DomainError(
            _("%(column)s lies in the future. Check the year.") % {"column": named("received_on")}
        )
    return day
