"""The figures as a table that a person reads, with the design's bars beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

#: At least so many requests for each of the yardstick's (design, section 9).
SHARE_OF_THE_YARDSTICK = {"public": 0.5, "kept": 0.4, "form": 0.25}
#: What a page of that kind is laid beside; the plain list where nothing is said.
YARDSTICK_OF = {"kept": "empty view"}
#: Nothing asked for may take longer, in ms at a million opinions.
P95_AT_MOST = 150.0
#: Above so many ms, a million opinions may take so many times what ten thousand take.
GROWTH_COUNTS_FROM, GROWTH_AT_MOST, SMALL_AT_MOST = 20.0, 1.5, 30.0


@dataclass(frozen=True)
class Run:
    """One measurement of one page."""

    p50: float
    p95: float
    p99: float
    rate: float
    requests: int
    errors: int
    web_ms: float
    database_ms: float


def middle(runs: Sequence[Run]) -> dict[str, float]:
    """The median of each figure; errors are added up."""
    figures = ("p50", "p95", "p99", "rate", "web_ms", "database_ms")
    return {name: median(getattr(run, name) for run in runs) for name in figures} | {
        "errors": sum(run.errors for run in runs)
    }


def judged(page: dict[str, Any], small: dict[str, float], large: dict[str, float]) -> list[str]:
    """Which bars the page misses."""
    missed = []
    if large["p95"] > P95_AT_MOST:
        missed.append("p95")
    is_slow = small["p95"] > GROWTH_COUNTS_FROM
    if large["p95"] > (small["p95"] * GROWTH_AT_MOST if is_slow else SMALL_AT_MOST):
        missed.append("growth")
    if large["share"] < SHARE_OF_THE_YARDSTICK.get(page["kind"], 0):
        missed.append("share")
    if small["errors"] or large["errors"]:
        missed.append("errors")
    return missed


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns stand under one another, figures to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "| "
        + " | ".join(
            _set(cell, width, place)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    rule = [
        ("-" * width if not place else "-" * (width - 1) + ":")
        for place, width in enumerate(widths)
    ]
    return "\n".join([lines[0], "| " + " | ".join(rule) + " |", *lines[1:]])


def _set(cell: str, width: int, place: int) -> str:
    return cell.ljust(width) if not place else cell.rjust(width)


def page_rows(results: dict[str, Any], sizes: Sequence[str]) -> list[list[str]]:
    """A line a page: both sizes side by side, then what a request costs at the larger one."""
    small, large = sizes[0], sizes[-1]
    head = ["page", f"p50 {small}", f"p95 {small}", f"p50 {large}", f"p95 {large}", f"p99 {large}"]
    head += ["requests/s", "share", "growth", "queries", "web ms", "db ms", "KB", "misses"]
    rows = [head]
    for name, page in results.items():
        first, last = page["sizes"][small], page["sizes"][large]
        rows.append(
            [
                name,
                *(f"{first[key]:.0f}" for key in ("p50", "p95")),
                *(f"{last[key]:.0f}" for key in ("p50", "p95", "p99")),
                f"{last['rate']:.0f}",
                f"{last['share']:.2f}",
                f"{last['p95'] / max(first['p95'], 0.1):.1f}",
                str(page["queries"]),
                f"{last['web_ms']:.1f}",
                f"{last['database_ms']:.1f}",
                f"{page['compressed'] / 1000:.1f}",
                " ".join(page["missed"]) or "–",
            ]
        )
    return rows
