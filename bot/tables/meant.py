"""Which rows of a table a question means: by what they are called, by what is in them, by a number (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evidence import Term
from bot.tables.asked import is_of_starters
from bot.tables.columns import Column, stems_of
from bot.tables.enumerated import place_in
from bot.tables.looking import Looking, Seen, covered, covered_whole, ranged_names
from bot.tables.measuring import denied, holds_number, in_the_unit_of, measures, value_of
from bot.tables.values import (
    Unit,
    folded,
    is_yes,
    quantities_in,
    range_in,
    unit_of_column,
)
from knowledge.grids import Grid
from knowledge.laid_out import LaidOut

# A row is named by so much of what it is called, or of another of its cells.
NAMED, OF_A_CELL, OF_A_VALUE = 0.5, 0.6, 0.5
_FIRST_YEARS = 1
_FEWEST_PLACES = 2


@dataclass(slots=True)
class Meant:
    """A table, and where the words of a question stand in it."""

    looking: Looking
    laid: LaidOut
    grid: Grid
    seen: Seen
    pointed: bool

    def _best_rows(self) -> frozenset[int]:
        by_code = self.seen.coded
        if by_code:
            return by_code
        if self.looking.table.enumerated.total and len(self.grid.totals) == 1:
            return self.grid.totals
        if placed := self._placed():
            return placed
        scores: dict[int, float] = {}
        for term, hits in self._conditions():
            for row in hits:
                scores[row] = scores.get(row, 0.0) + term.weight / len(hits) ** 0.5
        best = max(scores.values(), default=0.0)
        rows = frozenset(row for row, score in scores.items() if score >= best - 1e-9)
        labels = {self._full(row) for row in rows}
        return rows if len(labels) == 1 or len(rows) == 1 else self._fullest(rows)

    def _placed(self) -> frozenset[int]:
        """The row that the question names by its place: the second year, in a table of years."""
        places = self._places()
        return frozenset(row for row, place in places.items() if place == self.looking.table.enumerated.place)

    def _places(self) -> dict[int, int]:
        """Of each row the place in what the question counts; nothing where the table does not go on in such."""
        wanted, at = self.looking.table.enumerated, self.seen.labels[0]
        if wanted.place is None or not self._goes_on_in(wanted.called):
            return {}
        places = {
            row: place for row in range(len(self.grid.rows)) if (place := place_in(self.grid.rows[row].cells[at]))
        }
        return places if len(set(places.values())) == len(places) >= _FEWEST_PLACES else {}

    def _goes_on_in(self, called: frozenset[str]) -> bool:
        """The rows are so many years, steps, modules, by the name of their column or by what they are called."""
        at = self.seen.labels[0]
        said = " ".join((self.grid.columns[at], *(row.cells[at] for row in self.grid.rows[:_FEWEST_PLACES])))
        unit = unit_of_column(" ".join(sorted(called)))
        return not called.isdisjoint(stems_of(said)) or (unit is not None and unit == unit_of_column(said))

    def _numbers_are_there(self, rows: frozenset[int]) -> bool:
        """What the question counts stands in the row: `for a firm with 12 staff` is no other row's business."""
        cells = " ".join(cell for row in rows for cell in self.grid.rows[row].cells)
        there = {number for number, _ in quantities_in(cells)}
        return all(number in there for number, _ in self.looking.table.quantities)

    def _fullest(self, rows: frozenset[int]) -> frozenset[int]:
        """Of rows that have as many of the words, the one that is called by no others."""
        shares = {row: self._label_share(row) for row in rows}
        best = max(shares.values(), default=0.0)
        fullest = frozenset(row for row, share in shares.items() if share >= best - 1e-9)
        return fullest if best >= NAMED and len({self._full(row) for row in fullest}) == 1 else frozenset()

    def _full(self, row: int) -> str:
        return " ".join(folded(self.grid.rows[row].cells[at]) for at in self.seen.labels[-1:])

    def _named_rows(self) -> frozenset[int]:
        return frozenset(row for row in range(len(self.grid.rows)) if self._is_named(row))

    def _label_share(self, row: int) -> float:
        terms = self._own_terms()
        return max(covered_whole(self.grid.rows[row].cells[at], terms) for at in self.seen.labels)

    def _is_named(self, row: int) -> bool:
        if (
            row in self._placed()
            or row in self.seen.coded
            or (self.looking.table.enumerated.total and row in self.grid.totals)
        ):
            return True
        terms = [term for term, hits in self.seen.within if row in hits]
        cells, labels = self.grid.rows[row].cells, self.seen.labels
        if any(covered(cells[at], terms) >= NAMED for at in labels):
            return True
        others = [cells[c.at] for c in self.seen.columns if c.holds == "text" and c.at not in labels]
        return any(covered(cell, terms) >= OF_A_CELL for cell in others)

    def _own_terms(self) -> list[Term]:
        return [term for term, _ in self.seen.within]

    # What they must meet

    def _conditions(self) -> list[tuple[Term, frozenset[int]]]:
        """The words that stand in some cells only, other than those that name what is asked."""
        naming = {term for term, columns in self.seen.naming if set(columns) - set(self.seen.labels)}
        around = set(self.seen.around)
        every = [(term, hits) for term, hits in self.seen.within if term not in naming]
        # A word of the title may be one of most rows as well: then it chooses none.
        return [(t, hits) for t, hits in every if not (t in around and len(hits) > len(self.grid.rows) / 2)]

    def _met_together(self, conditions: list[tuple[Term, frozenset[int]]]) -> list[tuple[Term, frozenset[int]]]:
        """The conditions; without those that only name the table where no row meets all: the list of a place has
        members in that place, too."""
        met = frozenset(range(len(self.grid.rows))).intersection(*(hits for _, hits in conditions))
        titled = set(self.seen.titled)
        return conditions if met else [(term, hits) for term, hits in conditions if term not in titled]

    def _with_values(self, rows: frozenset[int], conditions: Sequence[tuple[Term, frozenset[int]]]) -> frozenset[int]:
        """The rows of which what is asked fills a good part of a cell: a word in passing meets nothing."""
        terms = [term for term, _ in conditions]
        return frozenset(
            row
            for row in rows
            if any(covered(cell, terms) >= OF_A_VALUE and not denied(cell) for cell in self.grid.rows[row].cells)
        )

    def _is_given(self, rows: frozenset[int], at: int) -> bool:
        """The question says itself what all of these cells say."""
        terms = [term for term, _ in self.seen.within]
        cells = [self.grid.rows[row].cells[at] for row in rows]
        return all(is_yes(cell) is not None or covered_whole(cell, terms) == 1 for cell in cells)

    def _cells_with(self, rows: frozenset[int], terms: Sequence[Term]) -> list[int]:
        return [
            column.at
            for column in self.seen.columns
            if all(covered(self.grid.rows[row].cells[column.at], terms) >= OF_A_VALUE for row in rows)
        ]

    def _said_yes(self) -> tuple[frozenset[int], int] | None:
        """The rows that say yes to what the question asks for, or no where it asks for those without."""
        for term, columns in self.seen.naming:
            for at in columns:
                if self.seen.columns[at].holds == "yes_or_no" and term.topical:
                    wanted = not self.looking.table.negated
                    hits = frozenset(n for n, row in enumerate(self.grid.rows) if is_yes(row.cells[at]) is wanted)
                    return hits, at
        return None

    def _bound(self) -> tuple[frozenset[int], int] | None:
        """The rows with more or less than so much, and of what."""
        bound = self.looking.table.bound
        if bound is None:
            return None
        fitting = [c for c in self.seen.columns if measures(c, bound.unit)]
        by_name = [c for c in fitting if any(c.at in columns for _, columns in self.seen.naming)]
        chosen = by_name or fitting
        if len(chosen) != 1:
            return None
        column = chosen[0]
        values = [value_of(row.cells[column.at], column) for row in self.grid.rows]
        limit = in_the_unit_of(column, bound)
        return frozenset(n for n, v in enumerate(values) if v is not None and limit.holds(v)), column.at

    def _ranged(self) -> tuple[frozenset[int], tuple[int, ...], int | None] | None:
        """The rows within which a number of the question falls, or the columns, and by which column; None if it has
        no such number."""
        every = frozenset(range(len(self.grid.rows)))
        if self.looking.table.bound and not self.looking.table.quantities:
            return None
        named = ranged_names(self.seen.columns)
        for number, unit in self.looking.table.quantities:
            in_names = [c.at for c in named if holds_number(range_in(c.name), number, unit, c.unit)]
            if in_names:
                return every if self.looking.table.greatest else self._best_rows() or every, tuple(in_names[:1]), None
            for column in self.seen.columns:
                rows = self._within(column, number, unit)
                if rows is not None:
                    return rows, (), column.at
            rows = self._in_cells(number, unit)
            if rows:
                return rows, (), None
        if named and self.looking.table.starting and all(c.unit == "year" for c in named):
            first = self._of_starters(named)
            return (self._best_rows() or every, (first,), None) if first is not None else None
        return None

    def _of_starters(self, named: Sequence[Column]) -> int | None:
        """The column that is called by them, or by the first years."""
        so_called = [c.at for c in self.seen.columns if is_of_starters(c.name)]
        first = min(named, key=lambda c: r.least if (r := range_in(c.name)) else 0.0)
        found = range_in(first.name)
        return so_called[0] if so_called else first.at if found and found.least <= _FIRST_YEARS else None

    def _within(self, column: Column, number: float, unit: Unit) -> frozenset[int] | None:
        """The rows whose cell in a column of ranges holds a number; None if it is no such column."""
        fits = column.unit == unit or (column.unit == "age" and unit == "year")
        if not fits or column.holds not in ("range", "long") or self._is_asked_for(column):
            return None
        ranges = [range_in(row.cells[column.at]) for row in self.grid.rows]
        return frozenset(n for n, r in enumerate(ranges) if r is not None and r.holds(number))

    def _is_asked_for(self, column: Column) -> bool:
        return "long" in self.looking.kinds and column.holds == "long"

    def _in_cells(self, number: float, unit: Unit) -> frozenset[int]:
        """The rows one of whose cells says from how many to how many of the same: in a column of all sorts."""
        found: set[int] = set()
        ranges = 0
        for at, row in enumerate(self.grid.rows):
            for cell in row.cells:
                found_range = range_in(cell)
                if found_range and not found_range.is_point and found_range.unit == unit:
                    ranges += 1
                    if found_range.holds(number):
                        found.add(at)
        return frozenset(found) if ranges > 1 else frozenset()
