"""Which rows of a table answer a question, and with which columns: one choice a table, or none (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.evidence import Term
from bot.tables.asked import sense_of_day
from bot.tables.columns import Column, flat_name, labels_of
from bot.tables.facts import Facts
from bot.tables.looking import Looking, seen
from bot.tables.measuring import denied, value_of
from bot.tables.telling import MOST_COLUMNS
from bot.tables.values import (
    day_in,
    says_nothing,
)
from knowledge.grids import Grid
from knowledge.keywords import every_stem
from knowledge.laid_out import LaidOut

How = Literal["row", "rows", "greatest", "all", "fact", "compared", "counted", "short", "silent"]

# Of the weight of the question's words, so much may stand nowhere in or above the table.
_UNCOVERED = 0.34
_UNCOVERED_LIST = 0.3
_UNCOVERED_FACT = 0.2
# A table that is told whole has so many rows at most.
_FEWEST_OF_ALL, _MOST_OF_ALL = 3, 20
# Rows that a question for one may mean: the sessions of a course.
_ALIKE = 3
_FEWEST_COUNTED = 2
_AT_ITS_END = 4


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
    if looking.table.still_open and looking.table.lists:
        return found.still_open()
    if compared := found.compared():
        return compared
    if looking.table.greatest:
        return found.greatest()
    if len(grid.columns) == 2 and found.seen.columns[1].holds == "text" and (fact := found.fact()):
        return fact
    if looking.table.enumerated.counted and set(looking.kinds) <= {"number"}:
        return found.counted() or found.looked_up()
    return found.looked_up() or (found.listed() if looking.table.lists else None) or found.whole()


@dataclass(slots=True)
class _Chooser(Facts):
    def compared(self) -> Choice | None:
        """The rows that the question sets side by side."""
        if self.looking.table.negated or self.looking.table.bound:
            return None
        rows = self._sides()
        columns = self._compared_in(rows) if rows else ()
        return self._chosen("compared", rows, columns, anchored=True) if columns else None

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
        if (places := self._places()) and not self._placed():
            # A sixth year is none of four.
            asked = self._asked(frozenset(places), empty=True)
            return self._chosen("short", frozenset(places), asked, anchored=True) if asked else None
        rows = self._best_rows()
        if not rows or len(rows) > _ALIKE or not all(self._is_named(row) for row in rows):
            return None
        if self.looking.table.negated and not any(denied(self._full(row)) for row in rows):
            return None
        if self.looking.table.whether or not self._numbers_are_there(rows):
            return None
        if silent := self._silent(rows):
            return silent
        asked = self._asked(rows) or (self._compared_in(rows) if self.looking.table.since else ())
        return self._chosen("row", rows, self._told_apart(asked)) if asked else None

    def _silent(self, rows: frozenset[int]) -> Choice | None:
        """The row that is meant, where its cells of what is asked for are empty."""
        columns = self._told_apart(self._asked(rows, empty=True))
        empty = all(says_nothing(self.grid.rows[row].cells[at]) for row in rows for at in columns)
        return self._chosen("silent", rows, columns) if columns and empty and len(rows) == 1 else None

    def counted(self) -> Choice | None:
        """The rows whose number the question asks for, where they are what the table is of."""
        counted = self.looking.table.enumerated.counted
        of = [term for term in self.looking.terms if not counted.isdisjoint(term.forms)]
        labels = set(self.seen.labels)
        columns = [at for term, named in self.seen.naming for at in named if term in of]
        if not of or set(columns) - labels or any(self._is_a_number_of(of, c) for c in self.seen.columns):
            return None
        if not all(term in self.seen.titled or labels & set(columns) for term in of):
            return None
        conditions = self._met_together([(t, hits) for t, hits in self._conditions() if t not in of])
        rows = self._every().intersection(*(hits for _, hits in conditions))
        if len(rows) < _FEWEST_COUNTED or self.looking.table.bound or self.looking.table.negated:
            return None
        return self._chosen("counted", rows, (), complete=True, allowed=_UNCOVERED_LIST)

    def _is_a_number_of(self, of: Sequence[Term], column: Column) -> bool:
        """The column has the number itself: `places` of `internship places`."""
        stems = [stem for stem in column.stems if len(stem) >= _AT_ITS_END]
        ends = any(form.endswith(stem) for term in of for form in term.forms for stem in stems)
        return column.holds == "number" and column.at not in self.seen.labels and ends

    def _every(self) -> frozenset[int]:
        """All rows, without those that add up others."""
        return frozenset(range(len(self.grid.rows))) - self.grid.totals

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

    def listed(self) -> Choice | None:
        """Every row that meets what the question asks."""
        if self._ranged() is not None:
            return None
        bound = self._bound()
        said_yes = self._said_yes()
        conditions = self._met_together(self._conditions())
        if bound is None and said_yes is None and not conditions:
            return None
        rows = self._every()
        for met in (bound[0] if bound else None, said_yes[0] if said_yes else None, *(hit for _, hit in conditions)):
            rows = rows & met if met is not None else rows
        if not rows or len(rows) == len(self._every()) or not self._has_the_head(rows):
            return None
        if conditions:
            rows = self._with_values(rows, conditions)
        if not rows or (self.looking.table.negated and said_yes is None):
            return None
        met_in = [*([bound[1]] if bound else []), *([said_yes[1]] if said_yes else [])]
        asked = self._asked(rows, besides=True)
        # `Which last three weeks?` gives the length itself.
        given = {"long"} if self.looking.table.quantities else set[str]()
        checked = set(self.looking.kinds) - {"name", "number"} - given
        if checked and (not asked or self.looking.table.whether) and bound is None:
            return None
        by_cells = self._cells_with(rows, [term for term, _ in conditions])
        columns = tuple(dict.fromkeys((*asked, *met_in, *by_cells)))[: MOST_COLUMNS + 1]
        columns = tuple(at for at in columns if at not in self.seen.labels and not self._is_given(rows, at))
        return self._chosen("rows", rows, columns, allowed=_UNCOVERED_LIST)

    def whole(self) -> Choice | None:
        """All rows, where the question asks for the steps, the criteria, the members that the table is of."""
        asked = frozenset(stem for word in self.looking.table.whole for stem in every_stem(word))
        named = any(not asked.isdisjoint(term.forms) for term in self.seen.heading)
        if not named and self.looking.table.lists and not self.looking.kinds:
            return self._all_called()
        if not named or self._conditions() or self.looking.table.quantities or self.looking.table.negated:
            return None
        if len(self.grid.rows) > _MOST_OF_ALL:
            return None
        labels = self.seen.labels
        kinds = [at for kind in self.looking.kinds for at in self._of_kind(kind, ())]
        if self.looking.kinds and not kinds:
            return None
        columns = tuple(dict.fromkeys(kinds)) or tuple(c.at for c in self.seen.columns if c.at not in labels)
        return self._chosen("all", self._every(), columns[:MOST_COLUMNS], allowed=_UNCOVERED_LIST)

    def still_open(self) -> Choice | None:
        """The rows whose last day to apply is not over."""
        today = self.looking.today
        if today is None:
            return None
        ends = [c for c in self.seen.columns if c.holds == "day" and sense_of_day(flat_name(c.name)) == "end"]
        if len(ends) != 1:
            return None
        at, around = ends[0].at, set(self.seen.around)
        days = [day_in(row.cells[at]) for row in self.grid.rows]
        rows = frozenset(n for n, day in enumerate(days) if day is not None and day >= today)
        rows = rows.intersection(*(hits for term, hits in self._conditions() if term not in around))
        return self._chosen("rows", rows, (at,)) if rows else None

    def _all_called(self) -> Choice | None:
        """What all rows are called, where the question asks for just that: `which jobs are in the survey?`"""
        labels = set(labels_of(self.grid)[-1:])
        says_so = any(labels & set(at) and self.looking.says(term) for term, at in self.seen.naming)
        own = any(t.topical and self.looking.says(t) for t in self.seen.titled)
        around = set(self.seen.around)
        if any(term not in around for term, _ in self._conditions()):
            return None
        if not (says_so and own) or not _FEWEST_OF_ALL <= len(self.grid.rows) <= _MOST_OF_ALL:
            return None
        if self.looking.table.quantities or self.looking.table.negated or self.looking.table.bound:
            return None
        return self._chosen("all", self._every(), (), allowed=_UNCOVERED_LIST)

    def greatest(self) -> Choice | None:
        """The row with the most or least of something, of those that meet what else is asked."""
        wanted = self.looking.table.greatest
        assert wanted is not None
        conditions = [each for each in self._conditions() if self._with_values(each[1], [each]) == each[1]]
        rows = self._every()
        for _, met in conditions:
            rows = rows & met
        column = self._measured(wanted)
        if column is None or len(rows) < 2:
            return None
        values = {row: v for row in rows if (v := value_of(self.grid.rows[row].cells[column.at], column)) is not None}
        if len(values) < 2 or len(values) < 0.6 * len(rows):
            return None
        best = (max if wanted.most else min)(values.values())
        chosen = frozenset(row for row, value in values.items() if value == best)
        if len(chosen) > max(_ALIKE, len(rows) // 3):
            return None
        more = tuple(at for at in self._asked(chosen, besides=True) if at != column.at)[:2]
        return self._chosen("greatest", chosen, (column.at, *more), of=len(values), allowed=_UNCOVERED_LIST)

    def _names_its_columns(self, columns: Sequence[int]) -> bool:
        """The question speaks of what the rows are, and of what is compared: `which residence has the highest rent`."""
        said = {at for _, named in self.seen.naming for at in named}
        return bool(said & set(self.seen.labels)) and not said.isdisjoint(columns)

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
        there |= {term for term, hits in self.seen.within if hits & rows or how == "fact"}
        there |= self._said_by_kind() | self._counted()
        weight = self.looking.weight
        missing = sum(term.weight for term in self.looking.terms if term not in there and self.looking.says(term))
        share = missing / weight if weight else 1.0
        if share > allowed or not self._names_are_there(rows) or not self._of_the_year(rows):
            return None
        if not self._is_news(rows, columns):
            return None
        rare = [t for t in self.seen.around if t.topical]
        own = self.pointed or anchored or bool(rare) or self._names_its_columns(columns)
        if how != "row" and not own:
            return None
        labels = self._called(rows) if how == "row" else self.seen.labels
        titled = sum(term.weight for term in self.seen.titled if self.looking.says(term)) / (weight or 1)
        score = 1 - share + 0.4 * titled + 0.3 * bool(self.seen.naming) + 0.2 * (how != "row") + 0.3 * self.pointed
        score += 0.3 * max((self._label_share(row) for row in rows), default=0.0) if how == "row" else 0.0
        told = tuple(at for at in columns if at not in labels)
        if complete is None:
            complete = all(set(self._of_kind(kind, told)) & set(told) for kind in self.looking.kinds)
        score += 0.3 * (complete and bool(self.looking.kinds))
        count = of or len(self._every())
        return Choice(self.laid, self.grid, how, tuple(sorted(rows)), told, labels, score, count, own, complete)
