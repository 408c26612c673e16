"""The bar chart: geometry drawn, every word beside it, the same on a page and on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django import template

from participation.disclosure import Row, SafeTable

register = template.Library()

#: A bar without a group, one among bars of groups, the outline and lines of last year's.
_INDIGO, _NEUTRAL, _OUTLINE, _HATCH = "#1F3A6E", "#667285", "#8A94A3", "#4A5566"


class Coloured(Protocol):
    """A mission group, as far as a chart knows it."""

    @property
    def number(self) -> int: ...

    @property
    def fill(self) -> str: ...


@dataclass(frozen=True)
class Bar:
    """One row of the chart: lengths in per cent of the longest bar, from zero."""

    row: Row
    length: str
    length_before: str
    #: Share of the total in whole per cent, for the table behind the chart.
    share: int
    fill: str
    css: str


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    table: SafeTable,
    *,
    name: str,
    kind: str,
    unit: str,
    year: int,
    group: Coloured | None = None,
    groups: Iterable[Coloured] = (),
    paper: bool = False,
) -> dict[str, object]:
    """A chart of `table`, whose heading on the page has the id `name`.

    `kind` names the rows, `unit` what is counted, `year` the fiscal year. Bars take the colour of
    `group`, or each that of the one of `groups` whose number is the row's key.
    """
    colours = {str(one.number): one for one in groups}
    plain = _NEUTRAL if colours else _INDIGO
    bars = [_bar(table, row, colours.get(row.key, group), plain) for row in table.rows]
    return {
        "table": table,
        "bars": bars,
        # one bar that says all of them together tells nothing a sentence does not
        "is_untold": table.is_merged and len(bars) == 1,
        "name": name,
        "kind": kind,
        "unit": unit,
        "year": year,
        "year_before": year - 1,
        "paper": paper,
        "outline": _OUTLINE,
        "hatch": _HATCH,
    }


def _bar(table: SafeTable, row: Row, colour: Coloured | None, plain: str) -> Bar:
    return Bar(
        row=row,
        length=_per_cent(row.count, table.largest),
        length_before=_per_cent(row.before or 0, table.largest),
        share=round(100 * row.count / table.total) if table.total else 0,
        fill=colour.fill if colour else plain,
        css=f"group-{colour.number}" if colour else "",
    )


def _per_cent(count: int, largest: int) -> str:
    return f"{100 * count / largest:.2f}%" if largest else "0%"
