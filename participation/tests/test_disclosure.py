"""The promise of the small-group guard: no reader finds a group of one to four people."""

import datetime as dt
from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.disclosure import SMALL, Kind, PeopleTables, Row, SafeTable, Told

DAY = dt.date(2026, 9, 30)


def people(*counts: int | tuple[int, int]) -> SafeTable:
    """A guarded table of kinds a, b, c …; a pair is this year and the year before."""
    pairs = [count if isinstance(count, tuple) else (count, None) for count in counts]
    rows = [
        Row(key, now, before, key) for key, (now, before) in zip("abcdefgh", pairs, strict=False)
    ]
    return SafeTable.of_people(rows, as_of=DAY)


def told(table: SafeTable) -> list[tuple[str, int]]:
    return [(row.key or "*", row.count) for row in table.rows]


def test_a_table_is_made_by_its_constructors_only():
    with pytest.raises(TypeError, match="of_people"):
        SafeTable((), DAY, 0, None, is_merged=False, proof=None)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((12, 7, 5), [("a", 12), ("b", 7), ("c", 5)]),
        ((12, 3, 4), [("a", 12), ("*", 7)]),
        ((12, 9, 4), [("a", 12), ("*", 13)]),
        ((12, 1, 0, 6), [("a", 12), ("*", 7)]),
        ((12, 4), [("*", 16)]),
        ((4,), [("*", 4)]),
        ((0, 8), [("b", 8)]),
        ((), []),
    ],
)
def test_small_groups_are_told_together(counts, expected):
    assert told(people(*counts)) == expected


def test_a_single_small_group_never_stands_alone_among_the_others():
    table = people(40, 30, 2)

    assert told(table) == [("a", 40), ("*", 32)]
    assert table.is_merged
    assert (table.total, table.as_of) == (72, DAY)


def test_a_kind_small_in_either_year_is_told_together_in_both():
    table = people((20, 18), (9, 2), (7, 7))

    assert table.rows == (Row("a", 20, 18, "a"), Row("อื่น ๆ", 16, 9))
    assert (table.total, table.total_before) == (36, 27)


def test_things_are_told_as_they_are():
    table = SafeTable.of_things([Row("a", 1), Row("b", 0)], as_of=DAY)

    assert table.rows == (Row("a", 1), Row("b", 0))
    assert (table.total, table.total_before, table.is_merged) == (1, None, False)


small_counts = st.lists(st.integers(0, 12), max_size=6)


@given(small_counts)
def test_no_cell_and_no_remainder_is_a_small_group(counts):
    table = people(*counts)

    told_alone = [row.count for row in table.rows if row.key]
    remainder = sum(counts) - sum(told_alone)
    assert table.total == sum(counts)
    assert all(count >= SMALL for count in told_alone)
    assert not told_alone or remainder == 0 or remainder >= SMALL


@given(small_counts)
def test_whoever_was_merged_has_company(counts):
    table = people(*counts)

    alone = {row.key for row in table.rows if row.key}
    merged = [n for key, n in zip("abcdef", counts, strict=False) if key not in alone and n]
    if alone and any(n < SMALL for n in merged):
        assert len(merged) >= 2


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=5))
def test_a_comparison_is_coarser_than_each_of_its_years(pairs):
    both = {row.key for row in people(*pairs).rows}
    now = {row.key for row in people(*(now for now, _ in pairs)).rows}
    before = {row.key for row in people(*(before for _, before in pairs)).rows}

    present_now = {key for key, (n, _) in zip("abcde", pairs, strict=False) if n}
    present_before = {key for key, (_, n) in zip("abcde", pairs, strict=False) if n}
    assert (both & present_now) - {""} <= now
    assert (both & present_before) - {""} <= before


KINDS = [Kind("parent", "p", "people"), Kind("pupil", "s", "people"), Kind("teacher", "t", "state")]
HEADINGS = {"people": "P", "state": "S"}
PARTS = ("1", "2")
CELLS = list(product(PARTS, (kind.key for kind in KINDS)))


def family(counts: dict[tuple[str, str], int]) -> PeopleTables:
    return PeopleTables.of((counts,), parts=PARTS, kinds=KINDS, headings=HEADINGS, as_of=DAY)


def test_tables_of_parts_and_whole_by_kind_and_heading():
    tables = family(dict(zip(CELLS, [20, 12, 9, 8, 2, 0], strict=True)))

    assert told(tables.parts["2"].kinds) == [("*", 10)]
    assert told(tables.parts["2"].headings) == [("people", 10)]
    assert told(tables.whole.kinds) == [("parent", 28), ("pupil", 14), ("teacher", 9)]
    assert told(tables.whole.headings) == [("people", 42), ("state", 9)]
    # Told alone in part 1, the 12 pupils would leave 2 for part 2.
    assert told(tables.parts["1"].kinds) == [("teacher", 9), ("*", 32)]
    assert told(tables.parts["1"].headings) == [("people", 32), ("state", 9)]


def test_tables_of_two_years_stand_side_by_side():
    before = {("1", "parent"): 7, ("2", "parent"): 9, ("1", "teacher"): 6, ("2", "teacher"): 5}
    now = {("1", "parent"): 8, ("2", "parent"): 5, ("1", "teacher"): 9, ("2", "teacher"): 6}

    tables = PeopleTables.of((now, before), parts=PARTS, kinds=KINDS, headings=HEADINGS, as_of=DAY)

    assert tables.parts["1"].kinds.rows == (Row("t", 9, 6, "teacher"), Row("p", 8, 7, "parent"))
    assert tables.whole.headings.rows == (Row("P", 13, 16, "people"), Row("S", 15, 11, "state"))


def _fits(table: SafeTable, counts: dict[str, int]) -> bool:
    """Whether a reader who knows the table takes these counts for possible."""
    alone = {row.key: row.count for row in table.rows if row.key}
    rest = sum(row.count for row in table.rows if not row.key)
    return all(counts[key] == n for key, n in alone.items()) and rest == sum(
        n for key, n in counts.items() if key not in alone
    )


def _headings(counts: dict[str, int]) -> dict[str, int]:
    return {"people": counts["parent"] + counts["pupil"], "state": counts["teacher"]}


def _possible(tables: PeopleTables) -> dict[tuple[str, str], set[int]]:
    """Every value each cell may have for a reader who has all the tables before him."""
    keys = [kind.key for kind in KINDS]
    options = []
    for part in PARTS:
        own = tables.parts[part]
        worlds = [
            dict(zip(keys, (a, b, own.kinds.total - a - b), strict=True))
            for a, b in product(range(own.kinds.total + 1), repeat=2)
            if a + b <= own.kinds.total
        ]
        options.append(
            [w for w in worlds if _fits(own.kinds, w) and _fits(own.headings, _headings(w))]
        )
    values = defaultdict(set)
    for first, second in product(*options):
        whole = {key: first[key] + second[key] for key in keys}
        if _fits(tables.whole.kinds, whole) and _fits(tables.whole.headings, _headings(whole)):
            for part, world in zip(PARTS, (first, second), strict=True):
                for key in keys:
                    values[part, key].add(world[key])
    return values


six_counts = st.lists(st.integers(0, 9), min_size=6, max_size=6)


def assert_no_small_group_is_found(tables: PeopleTables, cells: dict[tuple[str, str], int]) -> None:
    possible = _possible(tables)
    for cell, n in cells.items():
        assert n in possible[cell]
        if 0 < n < SMALL:
            assert len(possible[cell]) > 1, (cell, n)


@settings(deadline=None)
@given(six_counts)
def test_a_reader_of_all_tables_finds_no_small_group(counts):
    cells = dict(zip(CELLS, counts, strict=True))

    assert_no_small_group_is_found(family(cells), cells)


def year_before(table: SafeTable) -> SafeTable:
    """The year before as a table of its own, which is all it tells about it."""
    rows = [Row(row.label, row.before or 0, key=row.key) for row in table.rows]
    return SafeTable.of_things(rows, as_of=DAY)


@settings(deadline=None, max_examples=50)
@given(six_counts, six_counts)
def test_a_reader_of_two_years_finds_no_small_group_in_either(now, before):
    now, before = (dict(zip(CELLS, counts, strict=True)) for counts in (now, before))

    tables = PeopleTables.of((now, before), parts=PARTS, kinds=KINDS, headings=HEADINGS, as_of=DAY)

    assert_no_small_group_is_found(tables, now)
    earlier = [
        Told(year_before(told.kinds), year_before(told.headings))
        for told in (tables.whole, *tables.parts.values())
    ]
    parts = dict(zip(tables.parts, earlier[1:], strict=True))
    assert_no_small_group_is_found(PeopleTables(earlier[0], parts), before)
