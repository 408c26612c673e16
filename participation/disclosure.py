"""Counting people without pointing at them: the small-group guard.

Charts, spreadsheets, PDFs and pages take a `SafeTable` and nothing else, and only the
constructors here make one, so the type checker stands at the door.

The rule, for counts of people (`SafeTable.of_people`):

1. A kind with one to four people is not told alone; all such kinds are told together.
2. What is told together counts five people or more of two kinds or more, or is everybody: else the
   next smallest kind joins. So what is left of the total when the kinds told alone are taken away
   is never a small group, and never one kind.
3. Kinds without anybody are not listed: nobody can find by elimination who was merged.
4. Beside last year, a kind is told alone only if it may be told alone in each year. A comparison
   is always coarser than what each year tells by itself, so two reports laid side by side tell no
   more than one.

Tables of the same people lie side by side, too (`PeopleTables`): a group's beside the whole
office's, types of stakeholders beside their sectors. There nothing small may come out by adding
and subtracting: a heading merges like a kind, kinds merge within their heading, and what could be
computed from the parts and the whole is told together in the whole.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass
from fractions import Fraction
from typing import NamedTuple, Self

from django.utils.translation import gettext as _

#: Fewer people than this are a small group.
SMALL = 5

#: People by kind.
Counts = Mapping[str, int]
#: People by part and kind.
Cells = Mapping[tuple[str, str], int]
#: The key of all parts together.
WHOLE = ""
_PROOF = object()


@dataclass(frozen=True)
class Row:
    """One line of a table: how many, and how many a year before."""

    label: str
    count: int
    before: int | None = None
    #: What it is about, such as the number of a mission group; empty where several were merged.
    key: str = ""


@dataclass(frozen=True)
class SafeTable:
    """Counts that may be shown to anyone who may read the page they stand on."""

    rows: tuple[Row, ...]
    as_of: dt.date
    total: int
    total_before: int | None
    #: Whether small groups were told together; then a note says so.
    is_merged: bool
    proof: InitVar[object]

    def __post_init__(self, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("Only SafeTable.of_people and SafeTable.of_things make a SafeTable.")

    @staticmethod
    def of_people(rows: Iterable[Row], *, as_of: dt.date) -> "SafeTable":
        """Counts of people by kind, the small groups among them told together."""
        rows = tuple(rows)
        years = [{row.key: row.count for row in rows}, {row.key: row.before or 0 for row in rows}]
        return _told(rows, _merged_in_all(years), as_of)

    @staticmethod
    def of_things(rows: Iterable[Row], *, as_of: dt.date) -> "SafeTable":
        """Counts of what is not a person and does not tell persons apart: told as they are."""
        return _table(tuple(rows), as_of, is_merged=False)

    @property
    def has_before(self) -> bool:
        """Whether a year before stands beside."""
        return self.total_before is not None

    @property
    def largest(self) -> int:
        """The longest bar of a chart."""
        return max((max(row.count, row.before or 0) for row in self.rows), default=0)


class Kind(NamedTuple):
    """A kind of people and the heading it is counted under."""

    key: str
    label: str
    heading: str


@dataclass(frozen=True)
class Told:
    """The same people by kind, most first, and by heading."""

    kinds: SafeTable
    headings: SafeTable


@dataclass(frozen=True)
class PeopleTables:
    """The people of each part and of all parts together, safe to lay side by side."""

    whole: Told
    parts: Mapping[str, Told]

    @classmethod
    def of(
        cls,
        years: tuple[Cells] | tuple[Cells, Cells],
        *,
        parts: Iterable[str],
        kinds: Sequence[Kind],
        headings: Mapping[str, str],
        as_of: dt.date,
    ) -> Self:
        """Tables of this year, or of it and the one before, by `kinds` and by `headings`."""
        family = _Family(kinds, parts)
        plan = family.plan(years)

        def told(part: str) -> Told:
            merged_kinds, merged_headings = plan[part]
            by_kind = [family.counts(year, part) for year in years]
            by_heading = [family.under(counts) for counts in by_kind]
            rows = [Row(kind.label, *_pair(by_kind, kind.key), kind.key) for kind in kinds]
            rows.sort(key=lambda row: (-row.count, -(row.before or 0)))
            sums = [Row(label, *_pair(by_heading, key), key) for key, label in headings.items()]
            return Told(_told(rows, merged_kinds, as_of), _told(sums, merged_headings, as_of))

        return cls(told(WHOLE), {part: told(part) for part in family.parts})


def _pair(years: Sequence[Counts], key: str) -> tuple[int, int | None]:
    return years[0][key], years[1][key] if len(years) > 1 else None


def _told(rows: Iterable[Row], merged: Collection[str], as_of: dt.date) -> SafeTable:
    """The rows with anybody in them, the merged ones as one at the end."""
    present = [row for row in rows if row.count or row.before]
    alone = [row for row in present if row.key not in merged]
    together = [row for row in present if row.key in merged]
    if not together:
        return _table(tuple(alone), as_of, is_merged=False)
    label = _("Others") if alone else _("All kinds together")
    others = Row(label, sum(row.count for row in together), _total_before(together))
    return _table((*alone, others), as_of, is_merged=True)


def _table(rows: tuple[Row, ...], as_of: dt.date, *, is_merged: bool) -> SafeTable:
    total, before = sum(row.count for row in rows), _total_before(rows)
    return SafeTable(rows, as_of, total, before, is_merged, _PROOF)


def _total_before(rows: Iterable[Row]) -> int | None:
    counts = [row.before for row in rows if row.before is not None]
    return sum(counts) if counts else None


def _points_out(counts: Counts, merged: Collection[str], forced: Collection[str]) -> bool:
    """Whether those told together are a small group still, or one kind that must not be bare."""
    together = {kind: n for kind, n in counts.items() if n and kind in merged}
    is_bare = len(together) == 1 and not together.keys().isdisjoint(forced)
    return is_bare or 0 < sum(together.values()) < SMALL


def _merged(counts: Counts, start: Collection[str], forced: Collection[str]) -> set[str]:
    """The kinds of one year to be told together; `start` and `forced` are in any case."""
    merged = {*start, *forced, *(kind for kind, n in counts.items() if 0 < n < SMALL)}
    others = sorted((n, kind) for kind, n in counts.items() if n and kind not in merged)
    for _n, kind in others:
        if not _points_out(counts, merged, forced):
            break
        merged.add(kind)
    return merged


def _merged_in_all(
    years: Sequence[Counts], start: Collection[str] = (), forced: Collection[str] = ()
) -> set[str]:
    """The kinds told together where these years stand side by side: coarser than each alone.

    In a year in which nobody was left to join, a kind of the other year would stand there with
    nobody in it and so tell who it was not: then nothing is told alone.
    """
    merged = set(start).union(*(_merged(year, start, forced) for year in years))
    if any(_points_out(year, merged, forced) for year in years):
        merged = merged.union(*years)
    return merged


_Cell = tuple[str, str]
#: For each table (part, or WHOLE) the kinds and the headings it tells together.
_Plan = dict[str, tuple[set[str], set[str]]]


class _Family:
    """Tables of the same people by part and kind, with the sums a reader can make of them."""

    def __init__(self, kinds: Sequence[Kind], parts: Iterable[str]) -> None:
        self.parts = tuple(parts)
        self.heading_of = {kind.key: kind.heading for kind in kinds}

    def counts(self, cells: Cells, part: str) -> dict[str, int]:
        """People of a part, or of all, by kind."""
        counts = dict.fromkeys(self.heading_of, 0)
        for (own, kind), n in cells.items():
            if part in {own, WHOLE}:
                counts[kind] += n
        return counts

    def under(self, counts: Counts) -> dict[str, int]:
        """People by heading."""
        sums = dict.fromkeys(self.heading_of.values(), 0)
        for kind, n in counts.items():
            sums[self.heading_of[kind]] += n
        return sums

    def plan(self, years: Sequence[Cells]) -> _Plan:
        """What each table tells together, coarser than any single year asks for."""
        start = self._nothing()
        for plan in [self._settled([year], self._nothing()) for year in years]:
            start = {
                table: (start[table][0] | kinds, start[table][1] | headings)
                for table, (kinds, headings) in plan.items()
            }
        return self._settled(years, start)

    def _nothing(self) -> _Plan:
        return {table: (set(), set()) for table in (WHOLE, *self.parts)}

    def _settled(self, years: Sequence[Cells], start: _Plan) -> _Plan:
        """Merge table by table, then wherever a small group still comes out, until none does."""
        forced = self._nothing()
        plan = self._merge(years, start, forced)
        while leak := min(self._leaks(years, plan), default=None):
            trials = [
                forced | {table: (forced[table][0] | kinds, forced[table][1] | headings)}
                for table, kinds, headings in self._remedies(leak, plan)
            ]
            plans = [self._merge(years, start, trial) for trial in trials]
            cures = [n for n, plan in enumerate(plans) if leak not in self._leaks(years, plan)]
            if not cures:  # rather tell nothing than somebody
                return {table: self._everything() for table in start}
            best = min(cures, key=lambda n: self._harm(years, plans[n]))
            forced, plan = trials[best], plans[best]
        return plan

    def _merge(self, years: Sequence[Cells], start: _Plan, forced: _Plan) -> _Plan:
        return {table: self._table(years, table, start[table], forced[table]) for table in start}

    def _remedies(self, leak: _Cell, plan: _Plan) -> Iterator[tuple[str, set[str], set[str]]]:
        """Table, kinds and headings that could be merged beside; the last one cures everything.

        A kind told alone in the whole gives away the one part that hides it: a second part hides
        it too, or the whole does.
        """
        part, kind = leak
        tables = (*self.parts, WHOLE)
        for suspect in plan[part][0] - plan[WHOLE][0]:
            yield from ((t, {suspect}, set()) for t in tables if suspect not in plan[t][0])
        heading = self.heading_of[kind]
        yield from ((t, set(), {heading}) for t in tables if heading not in plan[t][1])
        yield WHOLE, *self._everything()

    def _everything(self) -> tuple[set[str], set[str]]:
        return set(self.heading_of), set(self.heading_of.values())

    def _harm(self, years: Sequence[Cells], plan: _Plan) -> int:
        """How many people are not told by their kind and heading."""
        harm = 0
        for table, (kinds, headings) in plan.items():
            for counts in (self.counts(year, table) for year in years):
                sums = self.under(counts)
                harm += sum(counts[kind] for kind in kinds) + sum(sums[key] for key in headings)
        return harm

    def _table(
        self,
        years: Sequence[Cells],
        table: str,
        start: tuple[set[str], set[str]],
        forced: tuple[set[str], set[str]],
    ) -> tuple[set[str], set[str]]:
        by_kind = [self.counts(year, table) for year in years]
        headings = _merged_in_all([self.under(counts) for counts in by_kind], start[1], forced[1])
        merged: set[str] = set()
        for block in self._blocks(headings):
            within = [{kind: counts[kind] for kind in block} for counts in by_kind]
            merged |= _merged_in_all(within, start[0] & block, forced[0] & block)
        return merged, headings

    def _blocks(self, merged_headings: Collection[str]) -> Iterator[set[str]]:
        """Kinds whose sum is told: those under one heading, or under the merged ones together."""
        by_block: dict[str, set[str]] = {}
        for kind, heading in self.heading_of.items():
            by_block.setdefault(WHOLE if heading in merged_headings else heading, set()).add(kind)
        yield from by_block.values()

    def _leaks(self, years: Sequence[Cells], plan: _Plan) -> set[_Cell]:
        """Small groups that come out by adding and subtracting what is told."""
        unlisted = {table: self._unlisted(years, table, *plan[table]) for table in plan}
        unknown = {(part, kind) for part in self.parts for kind in unlisted[part][0]}
        sums = [
            {(part, kind) for kind in block & unlisted[part][0]}
            for part in self.parts
            for block in self._blocks(unlisted[part][1])
        ]
        kinds, headings = unlisted[WHOLE]
        told_alone = [{kind} for kind in self.heading_of if kind not in kinds]
        told_together = [block & kinds for block in self._blocks(headings)]
        sums += [
            {cell for cell in unknown if cell[1] in block} for block in told_alone + told_together
        ]
        leaks = set()
        for year in years:
            hidden = {cell: year.get(cell, 0) for cell in unknown}
            leaks |= {cell for cell in _computable(hidden, sums) if 0 < hidden[cell] < SMALL}
        return leaks

    def _unlisted(
        self, years: Sequence[Cells], table: str, kinds: set[str], headings: set[str]
    ) -> tuple[set[str], set[str]]:
        """Kinds and headings the table does not name: merged, or nobody there in any year."""
        by_kind = [self.counts(year, table) for year in years]
        by_heading = [self.under(counts) for counts in by_kind]
        present = {kind for counts in by_kind for kind, n in counts.items() if n}
        above = {heading for sums in by_heading for heading, n in sums.items() if n}
        return (
            kinds | (self.heading_of.keys() - present),
            headings | (set(self.heading_of.values()) - above),
        )


def _computable(hidden: Mapping[_Cell, int], sums: Iterable[set[_Cell]]) -> set[_Cell]:
    """The hidden cells whose value follows from the known sums of sets of them.

    A sum of nobody tells that each of its cells is empty; the rest is elimination of unknowns.
    """
    sums = [cells for cells in sums if cells]
    empty = set().union(*(cells for cells in sums if not sum(hidden[cell] for cell in cells)))
    solved: dict[_Cell, dict[_Cell, Fraction]] = {}
    for cells in sums:
        row = {cell: Fraction(1) for cell in cells - empty}
        for pivot in [cell for cell in row if cell in solved]:
            _subtract(row, solved[pivot], row[pivot])
        if not row:
            continue
        pivot, factor = next(iter(row.items()))
        row = {cell: value / factor for cell, value in row.items()}
        for other in solved.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        solved[pivot] = row
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _subtract(
    row: dict[_Cell, Fraction], other: Mapping[_Cell, Fraction], factor: Fraction
) -> None:
    for cell, value in other.items():
        row[cell] = row.get(cell, Fraction(0)) - factor * value
        if not row[cell]:
            del row[cell]
