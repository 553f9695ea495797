"""Which rows of a table answer a question, and with which columns: one choice a table, or none (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from bot import cues
from bot.attributes import Asked, has
from bot.evidence import Term
from bot.tables.asked import Greatest, is_of_starters, sense_of_day
from bot.tables.columns import Column, Holds, labels_of, named, stems_of
from bot.tables.looking import Looking, Seen, coded, covered, covered_whole, ranged_names, seen
from bot.tables.values import (
    Range,
    Unit,
    day_in,
    days_in,
    folded,
    is_yes,
    number_in,
    quantities_in,
    range_in,
    says_nothing,
    unit_of_column,
    year_in,
)
from knowledge.grids import Grid
from knowledge.keywords import every_stem, words
from knowledge.laid_out import LaidOut

How = Literal["row", "rows", "greatest", "all", "fact"]

# Of the weight of the question's words, so much may stand nowhere in or above the table.
_UNCOVERED = 0.34
_UNCOVERED_LIST = 0.3
_UNCOVERED_FACT = 0.25
# A row is named by so much of what it is called, or of another of its cells.
_NAMED, _OF_A_CELL, _OF_A_VALUE = 0.5, 0.6, 0.5
_FIRST_YEARS = 1
# A table that is told whole has so many rows at most.
_MOST_OF_ALL = 20
# Rows that a question for one may mean: the sessions of a course.
_ALIKE = 3
_MOST_COLUMNS = 3
_HOLDING: dict[Asked, tuple[Holds, ...]] = {
    "pay": ("money",),
    "amount": ("money",),
    "time": ("day", "clock"),
    "long": ("long",),
    "person": ("person",),
    "percent": ("percent",),
}
_UPPER, _LOWER = ("high", "max", "hoog", "upper", "plus hau", "most"), ("low", "min", "laag", "plus bas", "least")


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of a table that answer a question."""

    laid: LaidOut
    grid: Grid
    how: How
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    """What is told of them, beside what they are called."""
    labels: tuple[int, ...]
    score: float
    of: int
    """Out of how many rows."""
    anchored: bool
    """The question names what the document or table is about, or a number that only this table answers."""
    complete: bool
    """It has all that the question asks for that can be checked."""


def choice(looking: Looking, laid: LaidOut, grid: Grid, *, pointed: bool) -> Choice | None:
    """The rows of a table that surely answer a question, or None. `pointed`: it is about the document."""
    if len(grid.rows) < 2:
        return None
    found = _Chooser(looking, laid, grid, seen(looking, laid, grid), pointed)
    if grid.of_facts:
        return found.fact()
    if looking.table.greatest:
        return found.greatest()
    if len(grid.columns) == 2 and found.seen.columns[1].holds == "text" and (fact := found.fact()):
        return fact
    return found.looked_up() or (found.listed() if looking.table.lists else None) or found.whole()


@dataclass(slots=True)
class _Chooser:
    looking: Looking
    laid: LaidOut
    grid: Grid
    seen: Seen
    pointed: bool

    # Which rows

    def looked_up(self) -> Choice | None:
        """The one row that is meant, by what it is called or by the number that falls within it."""
        ranged = self._ranged()
        if ranged is not None:
            rows, columns, by = ranged
            rows = rows & self._named_rows() if self._named_rows() & rows else rows
            asked = columns or self._asked(rows, by=by)
            if not 1 <= len(rows) <= _ALIKE or not asked:
                return None
            if columns and (len(rows) != 1 or not self._is_named(next(iter(rows)))):
                return None
            return self._chosen("row", rows, asked, anchored=True, allowed=_UNCOVERED + 0.11)
        rows = self._best_rows()
        if not rows or len(rows) > _ALIKE or not all(self._is_named(row) for row in rows):
            return None
        if self.looking.table.negated and not any(_denied(self._full(row)) for row in rows):
            return None
        if self.looking.table.whether or not self._numbers_are_there(rows):
            return None
        asked = self._asked(rows)
        return self._chosen("row", rows, asked) if asked else None

    def fact(self) -> Choice | None:
        """The facts that are asked for, of the one thing that they are all of, if the question names that."""
        table = self.looking.table
        if table.greatest or table.negated or table.quantities or table.whether:
            return None
        rows: list[int] = []
        for kind in self.looking.kinds:
            rows += self._facts_of(kind)[:1]
        if not rows or not self._is_of_it():
            return None
        complete = len(rows) == len(self.looking.kinds)
        return self._chosen("fact", frozenset(rows), (1,), complete=complete, allowed=_UNCOVERED_FACT)

    def _is_of_it(self) -> bool:
        """A name of the question, or its rarest words, are those of the document."""
        rarest = sorted((t for t in self.looking.terms if t.topical), key=lambda term: -term.weight)[:2]
        return self.pointed or any(term in self.seen.titled for term in rarest)

    def _facts_of(self, kind: Asked) -> list[int]:
        """The fact of a kind; none where several are as likely."""
        likely: dict[int, float] = {}
        for at, row in enumerate(self.grid.rows):
            name, value = row.cells
            flat = f" {' '.join(words(name.replace('_', ' ')))} "
            column = Column(at, name, "text", None, frozenset(), stems_of(name), distinct=True, categorical=False)
            naming = sum(t.weight for t in self.looking.terms if named(t, column) and self.looking.says(t))
            labelled = kind in set(cues.every("labels", flat))
            if says_nothing(value) or not self._is_a_fact(kind, name, value):
                continue
            if kind == "time" and self.looking.table.day and sense_of_day(flat) != self.looking.table.day:
                continue
            if (labelled and kind not in ("number", "name")) or naming or (kind == "time" and self.looking.table.day):
                likely[at] = naming + 2 * labelled
        best = max(likely.values(), default=0.0)
        found = [at for at, score in likely.items() if score >= best - 1e-9]
        return found if len(found) == 1 else []

    def _is_a_fact(self, kind: Asked, name: str, value: str) -> bool:
        """What is asked for stands in the value; a bare number lasts so many months if its name says so."""
        lasts = kind == "long" and days_in(value, unit_of_column(name)) is not None
        return lasts or has(kind, value) or has(kind, f"{name}: {value}")

    def listed(self) -> Choice | None:
        """Every row that meets what the question asks."""
        if self._ranged() is not None:
            return None
        bound = self._bound()
        said_yes = self._said_yes()
        conditions = self._conditions()
        if bound is None and said_yes is None and not conditions:
            return None
        rows = frozenset(range(len(self.grid.rows)))
        for met in (bound[0] if bound else None, said_yes[0] if said_yes else None, *(hit for _, hit in conditions)):
            rows = rows & met if met is not None else rows
        if not rows or len(rows) == len(self.grid.rows):
            return None
        if conditions:
            rows = self._with_values(rows, conditions)
        if not rows or (self.looking.table.negated and said_yes is None):
            return None
        met_in = [*([bound[1]] if bound else []), *([said_yes[1]] if said_yes else [])]
        asked = self._asked(rows, besides=True)
        checked = set(self.looking.kinds) - {"name", "number"}
        if checked and (not asked or self.looking.table.whether) and bound is None:
            return None
        by_cells = self._cells_with(rows, [term for term, _ in conditions])
        columns = tuple(dict.fromkeys((*asked, *met_in, *by_cells)))[: _MOST_COLUMNS + 1]
        columns = tuple(at for at in columns if at not in labels_of(self.grid) and not self._is_given(rows, at))
        return self._chosen("rows", rows, columns, allowed=_UNCOVERED_LIST)

    def whole(self) -> Choice | None:
        """All rows, where the question asks for the steps, the criteria, the members that the table is of."""
        asked = frozenset(stem for word in self.looking.table.whole for stem in every_stem(word))
        named = any(not asked.isdisjoint(term.forms) for term in self.seen.heading)
        if not named or self._conditions() or self.looking.table.quantities or self.looking.table.negated:
            return None
        if len(self.grid.rows) > _MOST_OF_ALL:
            return None
        labels = labels_of(self.grid)
        kinds = [at for kind in self.looking.kinds for at in self._of_kind(kind, ())]
        if self.looking.kinds and not kinds:
            return None
        columns = tuple(dict.fromkeys(kinds)) or tuple(c.at for c in self.seen.columns if c.at not in labels)
        rows = frozenset(range(len(self.grid.rows)))
        return self._chosen("all", rows, columns[:_MOST_COLUMNS], allowed=_UNCOVERED_LIST)

    def greatest(self) -> Choice | None:
        """The row with the most or least of something, of those that meet what else is asked."""
        wanted = self.looking.table.greatest
        assert wanted is not None
        conditions = [each for each in self._conditions() if self._with_values(each[1], [each]) == each[1]]
        rows = frozenset(range(len(self.grid.rows)))
        for _, met in conditions:
            rows = rows & met
        column = self._measured(wanted)
        if column is None or len(rows) < 2:
            return None
        values = {row: v for row in rows if (v := _value(self.grid.rows[row].cells[column.at], column)) is not None}
        if len(values) < 2 or len(values) < 0.6 * len(rows):
            return None
        best = (max if wanted.most else min)(values.values())
        chosen = frozenset(row for row, value in values.items() if value == best)
        if len(chosen) > max(_ALIKE, len(rows) // 3):
            return None
        more = tuple(at for at in self._asked(chosen, besides=True) if at != column.at)[:2]
        return self._chosen("greatest", chosen, (column.at, *more), of=len(values), allowed=_UNCOVERED_LIST)

    def _best_rows(self) -> frozenset[int]:
        by_code = frozenset(coded(self.looking, self.grid))
        if by_code:
            return by_code
        scores: dict[int, float] = {}
        for term, hits in self._conditions():
            for row in hits:
                scores[row] = scores.get(row, 0.0) + term.weight / len(hits) ** 0.5
        best = max(scores.values(), default=0.0)
        rows = frozenset(row for row, score in scores.items() if score >= best - 1e-9)
        labels = {self._full(row) for row in rows}
        return rows if len(labels) == 1 or len(rows) == 1 else self._fullest(rows)

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
        return fullest if best >= _NAMED and len({self._full(row) for row in fullest}) == 1 else frozenset()

    def _full(self, row: int) -> str:
        return " ".join(folded(self.grid.rows[row].cells[at]) for at in labels_of(self.grid)[-1:])

    def _named_rows(self) -> frozenset[int]:
        return frozenset(row for row in range(len(self.grid.rows)) if self._is_named(row))

    def _label_share(self, row: int) -> float:
        terms = self._own_terms()
        return max(covered_whole(self.grid.rows[row].cells[at], terms) for at in labels_of(self.grid))

    def _is_named(self, row: int) -> bool:
        if row in set(coded(self.looking, self.grid)):
            return True
        terms = [term for term, hits in self.seen.within if row in hits]
        cells, labels = self.grid.rows[row].cells, labels_of(self.grid)
        if any(covered(cells[at], terms) >= _NAMED for at in labels):
            return True
        others = [cells[c.at] for c in self.seen.columns if c.holds == "text" and c.at not in labels]
        return any(covered(cell, terms) >= _OF_A_CELL for cell in others)

    def _own_terms(self) -> list[Term]:
        return [term for term, _ in self.seen.within]

    # What they must meet

    def _conditions(self) -> list[tuple[Term, frozenset[int]]]:
        """The words that stand in some cells only, other than those that name what is asked."""
        naming = {term for term, columns in self.seen.naming if set(columns) - set(labels_of(self.grid))}
        around = set(self.seen.around)
        every = [(term, hits) for term, hits in self.seen.within if term not in naming]
        # A word of the title may be one of most rows as well: then it chooses none.
        return [(t, hits) for t, hits in every if not (t in around and len(hits) > len(self.grid.rows) / 2)]

    def _with_values(self, rows: frozenset[int], conditions: Sequence[tuple[Term, frozenset[int]]]) -> frozenset[int]:
        """The rows of which what is asked fills a good part of a cell: a word in passing meets nothing."""
        terms = [term for term, _ in conditions]
        return frozenset(
            row
            for row in rows
            if any(covered(cell, terms) >= _OF_A_VALUE and not _denied(cell) for cell in self.grid.rows[row].cells)
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
            if all(covered(self.grid.rows[row].cells[column.at], terms) >= _OF_A_VALUE for row in rows)
        ]

    def _said_yes(self) -> tuple[frozenset[int], int] | None:
        """The rows that say yes to what the question asks for, or no where it asks for those without."""
        for term, columns in self.seen.naming:
            for at in columns:
                if self.seen.columns[at].holds == "yes_or_no" and term.topical:
                    wanted = not self.looking.table.negated
                    hits = frozenset(
                        n for n, row in enumerate(self.grid.rows) if is_yes(row.cells[at]) is wanted
                    )
                    return hits, at
        return None

    def _bound(self) -> tuple[frozenset[int], int] | None:
        """The rows with more or less than so much, and of what."""
        bound = self.looking.table.bound
        if bound is None:
            return None
        unit = bound.range.unit
        fitting = [c for c in self.seen.columns if _measures(c, unit)]
        by_name = [c for c in fitting if any(c.at in columns for _, columns in self.seen.naming)]
        chosen = by_name or fitting
        if len(chosen) != 1:
            return None
        column = chosen[0]
        values = [_value(row.cells[column.at], column) for row in self.grid.rows]
        limit = _in_the_unit_of(column, bound.range)
        return frozenset(n for n, v in enumerate(values) if v is not None and limit.holds(v)), column.at

    def _ranged(self) -> tuple[frozenset[int], tuple[int, ...], int | None] | None:
        """The rows within which a number of the question falls, or the columns, and by which column; None if it has
        no such number."""
        every = frozenset(range(len(self.grid.rows)))
        if self.looking.table.bound and not self.looking.table.quantities:
            return None
        named = ranged_names(self.seen.columns)
        for number, unit in self.looking.table.quantities:
            in_names = [c.at for c in named if _holds(range_in(c.name), number, unit, c.unit)]
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

    # What is told

    def _asked(self, rows: frozenset[int], *, besides: bool = False, by: int | None = None) -> tuple[int, ...]:
        """The columns that the question asks; none where it asks for something that the table does not have.

        `besides`: rows are asked for, and columns only beside them. `by`: the column by which they were chosen.
        """
        labels, kinds = set(labels_of(self.grid)), self.looking.kinds
        chosen = {t for t, hits in self.seen.within if hits & rows}
        by_name = [at for term, columns in self.seen.naming if term not in chosen or not besides for at in columns]
        by_name = [at for at in dict.fromkeys(by_name) if at not in labels and at != by]
        found: list[int] = []
        for kind in kinds:
            found += self._of_kind(kind, by_name)
        if kinds and (not found or (len(kinds) == 1 and self._asks_for_another(found, by_name))):
            return ()
        if besides and not kinds:
            return ()
        named = by_name if not kinds or not found else [at for at in by_name if self._is_fact(at)]
        every = self._at_an_end(list(dict.fromkeys((*found, *named))))
        every = [at for at in every if at not in labels and any(self._tells(row, at) for row in rows)]
        if len(every) > _MOST_COLUMNS:
            every = [at for at in every if at in by_name]
        return tuple(sorted(every))[: _MOST_COLUMNS + 1]

    def _asks_for_another(self, found: Sequence[int], by_name: Sequence[int]) -> bool:
        """A column that the question names is not one of those that hold what it asks for."""
        plainly = {at for term, columns in self.seen.naming if term not in self.seen.titled for at in columns}
        facts = [at for at in by_name if self._is_fact(at) and at in plainly]
        return bool(facts) and not set(facts) & set(found)

    def _is_fact(self, at: int) -> bool:
        return self.seen.columns[at].holds != "yes_or_no"

    def _tells(self, row: int, at: int) -> bool:
        """The cell says something that the question does not say itself."""
        cell = self.grid.rows[row].cells[at]
        if says_nothing(cell):
            return False
        stems = stems_of(cell)
        given = frozenset(form for term in self.looking.terms for form in (*term.forms, *term.elsewhere))
        return not stems or not stems <= given

    def _of_kind(self, kind: Asked, by_name: Sequence[int]) -> list[int]:
        holding = _HOLDING.get(kind, ())
        fitting = [c for c in self.seen.columns if c.holds in holding or self._says(kind, c)]
        names = [c.at for c in fitting if c.at in by_name]
        if names and (kind != "time" or len(names) == 1):
            return names
        said = [c.at for c in fitting if kind in c.asks]
        if kind == "time" and len(fitting) > 1:
            sense = self.looking.table.day
            meant = [c.at for c in fitting if sense and sense_of_day(f" {' '.join(words(c.name))} ") == sense]
            said = meant or said
        if kind == "number":
            return [at for at in by_name if self.seen.columns[at].holds in ("number", "percent", "range", "long")]
        if kind in ("contact", "name", "reason"):
            return said
        return said or [c.at for c in fitting]

    def _says(self, kind: Asked, column: Column) -> bool:
        """Its name says that it holds what is asked for, and its cells do not say otherwise."""
        if kind not in column.asks:
            return False
        sure = kind in ("language", "place", "contact", "name", "person")
        return sure or column.holds in (*_HOLDING.get(kind, ()), "range", "text", "number")

    def _at_an_end(self, columns: list[int]) -> list[int]:
        """Of a highest and a lowest the one that is asked for."""
        end = self.looking.table.extreme
        marks = _UPPER if end == "most" else _LOWER
        kept = [at for at in columns if any(mark in folded(self.grid.columns[at]) for mark in marks)]
        return kept if end and kept else columns

    def _measured(self, wanted: Greatest) -> Column | None:
        """The column by which rows are compared."""
        ranged = self._ranged_name()
        if ranged is not None:
            return ranged if wanted.of in (None, "money") else None
        fitting = [c for c in self.seen.columns if _measured_in(c, wanted) and c.at not in labels_of(self.grid)[:1]]
        by_name = [c for c in fitting if any(c.at in columns for _, columns in self.seen.naming)]
        if by_name:
            return by_name[0] if len(by_name) == 1 or wanted.of is None else by_name[0]
        if wanted.of is None:
            return None
        return fitting[0] if len(fitting) == 1 else None

    def _ranged_name(self) -> Column | None:
        named = ranged_names(self.seen.columns)
        for number, unit in self.looking.table.quantities:
            for column in named:
                if _holds(range_in(column.name), number, unit, column.unit):
                    return column
        return None

    # Whether it is sure

    def _chosen(
        self,
        how: How,
        rows: frozenset[int],
        columns: tuple[int, ...],
        *,
        of: int = 0,
        anchored: bool = False,
        complete: bool | None = None,
        allowed: float = _UNCOVERED,
    ) -> Choice | None:
        around = self.seen.titled if how == "fact" else self.seen.around
        there = {*around} | {t for t, _ in self.seen.naming} | set(self.seen.everywhere)
        there |= {term for term, hits in self.seen.within if hits & rows}
        there |= self._said_by_kind() | self._counted()
        weight = self.looking.weight
        missing = sum(term.weight for term in self.looking.terms if term not in there and self.looking.says(term))
        share = missing / weight if weight else 1.0
        if share > allowed or not self._names_are_there(rows) or not self._of_the_year(rows):
            return None
        if not self._is_news(rows, columns):
            return None
        rare = [t for t in self.seen.around if t.topical]
        own = self.pointed or anchored or bool(rare)
        if how != "row" and not own:
            return None
        labels = self._called(rows) if how == "row" else tuple(labels_of(self.grid))
        titled = sum(term.weight for term in self.seen.titled if self.looking.says(term)) / (weight or 1)
        score = 1 - share + 0.4 * titled + 0.3 * bool(self.seen.naming) + 0.2 * (how != "row") + 0.3 * self.pointed
        score += 0.3 * max((self._label_share(row) for row in rows), default=0.0) if how == "row" else 0.0
        told = tuple(at for at in columns if at not in labels)
        if complete is None:
            complete = all(set(self._of_kind(kind, told)) & set(told) for kind in self.looking.kinds)
        score += 0.3 * (complete and bool(self.looking.kinds))
        count = of or len(self.grid.rows)
        return Choice(self.laid, self.grid, how, tuple(sorted(rows)), told, labels, score, count, own, complete)

    def _is_news(self, rows: frozenset[int], columns: Sequence[int]) -> bool:
        """What would be told says something that the question does not say itself."""
        terms, told = self._own_terms(), {*labels_of(self.grid), *columns}
        return any(covered_whole(self.grid.rows[row].cells[at], terms) < 1 for row in rows for at in told)

    def _called(self, rows: frozenset[int]) -> tuple[int, ...]:
        """The columns that say which row it is: what it is called, and the cell that has most of the question."""
        labels, terms = labels_of(self.grid), self._own_terms()
        shares = {
            column.at: min(covered_whole(self.grid.rows[row].cells[column.at], terms) for row in rows)
            for column in self.seen.columns
            if column.holds in ("text", "person") and column.at not in labels
        }
        best = max(shares, key=lambda at: shares[at], default=None)
        named = max((covered_whole(self.grid.rows[row].cells[at], terms) for row in rows for at in labels), default=0.0)
        return (*labels, best) if best is not None and shares[best] > max(named, _NAMED) else tuple(labels)

    def _said_by_kind(self) -> set[Term]:
        """Words that only say what kind of thing is asked for: `cost`, `earn`."""
        return {term for term in self.looking.terms if not term.topical}

    def _counted(self) -> set[Term]:
        """The number that falls within a range, and its unit."""
        said: set[str] = set()
        for number, unit in self.looking.table.quantities:
            said.add(f"{number:g}")
        return {
            term
            for term in self.looking.terms
            if self.looking.table.quantities
            and any(form in said or unit_of_column(form) is not None or number_in(form) is not None for form in term.forms)
        }

    def _names_are_there(self, rows: frozenset[int]) -> bool:
        """Every name of the question stands in or above the table: a near miss is no answer."""
        cells = " ".join(cell for row in rows for cell in self.grid.rows[row].cells)
        there = stems_of(cells) | self.seen.context | stems_of(" ".join(self.grid.columns))
        everywhere = frozenset(form for term in (*self.seen.everywhere, *(t for t, _ in self.seen.naming)) for form in term.forms)
        found = {form for term in self.looking.terms if self._is_there(term, rows) for form in term.forms}
        known = there | everywhere | found
        return all(name in self.looking.codes or self._is_known(name, known) for name in self.looking.names)

    def _is_known(self, name: str, known: AbstractSet[str]) -> bool:
        """All that a name is made of is there: `Pont-Meuse` is not `Pont-Leie`."""
        parts = [stems for part in words(name.replace("-", " ")) if len(part) > 1 and (stems := stems_of(part))]
        return all(not stems.isdisjoint(known) for stems in parts)

    def _is_there(self, term: Term, rows: frozenset[int]) -> bool:
        return term in self.seen.around or any(t == term and hits & rows for t, hits in self.seen.within)

    def _of_the_year(self, rows: frozenset[int]) -> bool:
        """A year of the question is that of the document, the table or the row."""
        if not self.looking.years:
            return True
        cells = " ".join(cell for row in rows for cell in self.grid.rows[row].cells)
        document = self.laid.document
        opening = self.laid.passages[0].text[:400] if self.laid.passages else ""
        said = " ".join((document.title, document.address, *self.grid.headings, *self.grid.columns, opening, cells))
        return all(year in said for year in self.looking.years)


_NEVER = ("no", "not", "geen", "niet", "zonder", "without", "pas", "sans", "aucun", "aucune", "non")


def _denied(cell: str) -> bool:
    """The cell says that it is not so: `PhD not required`."""
    return any(word in _NEVER for word in folded(cell).replace(",", " ").split())


def _holds(found: Range | None, number: float, unit: Unit, of_column: Unit | None) -> bool:
    return found is not None and (found.unit or of_column) == unit and found.holds(number)


def _measures(column: Column, unit: Unit | None) -> bool:
    if unit == "euro":
        return column.holds == "money"
    if unit in ("hour", "day", "week", "month", "year"):
        return column.holds == "long"
    return column.holds in ("number", "range") and column.unit == unit


def _in_the_unit_of(column: Column, limit: Range) -> Range:
    """A limit of weeks for a column of months is so many days in both."""
    if column.holds != "long" or limit.unit is None:
        return limit
    least, most = (days_in(f"{abs(end):g} {limit.unit}s") if abs(end) != float("inf") else end for end in (limit.least, limit.most))
    return Range(least or 0.0, most or 0.0, limit.unit, limit.without_least, limit.without_most)


def _measured_in(column: Column, wanted: Greatest) -> bool:
    match wanted.of:
        case "money":
            return column.holds == "money"
        case "day":
            return column.holds == "day"
        case "long":
            return column.holds == "long" or (column.holds in ("number", "range") and column.unit in ("hour", "day", "week", "month", "year"))
        case _:
            return column.holds in ("money", "number", "percent", "long", "range")


def _value(cell: str, column: Column) -> float | None:
    """What a cell measures, to be compared with the others of its column."""
    if says_nothing(cell):
        return None
    if column.holds == "day":
        day = day_in(cell)
        year = year_in(cell)
        return float(day.toordinal()) if day else float(year * 365.25) if year else None
    if column.holds == "range":
        found = range_in(cell)
        return None if found is None else found.most if found.most != float("inf") else found.least + 0.5
    if column.holds == "long":
        return days_in(cell, column.unit)
    return number_in(cell)
