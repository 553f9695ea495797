"""What was measured, side by side (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["better", "even", "NOT better"]
# Two runs of the same thing differ by this much on a machine that others use too.
_EVEN = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured of both. Less is better, unless `more_is_better`."""

    what: str
    unit: str
    ours: float
    theirs: float
    more_is_better: bool = False

    @property
    def times_better(self) -> float:
        """How many times better this library is: below 1 it is worse, infinite beside a zero."""
        better, worse = (self.ours, self.theirs) if self.more_is_better else (self.theirs, self.ours)
        if better == worse:
            return 1.0
        return better / worse if worse else float("inf")

    @property
    def verdict(self) -> Verdict:
        if abs(self.times_better - 1) <= _EVEN:
            return "even"
        return "better" if self.times_better > 1 else "NOT better"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong together, with what there is to know to read them."""

    title: str
    note: str
    rows: Sequence[Row]


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table whose columns line up."""
    head = ("measured", "unit", "this library", "forty lines", "times better", "verdict")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = ["-" * width for width in widths]
    return "\n".join(_line(cells, widths) for cells in (head, rule, *lines[1:]))


def _cells(row: Row) -> tuple[str, ...]:
    times = "all" if row.times_better == float("inf") else f"{row.times_better:.2f}"
    return row.what, row.unit, _number(row.ours), _number(row.theirs), times, row.verdict


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _number(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
