"""Which columns a question asks for, beside what a row is called (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.attributes import Asked
from bot.evidence import Term
from bot.tables.asked import Greatest, sense_of_day, side_in
from bot.tables.columns import Column, Holds, flat_name, stems_of
from bot.tables.looking import ranged_names
from bot.tables.meant import Meant
from bot.tables.measuring import holds_number, measured_in
from bot.tables.values import (
    folded,
    range_in,
    says_nothing,
)

MOST_COLUMNS = 3
_HOLDING: Mapping[Asked, tuple[Holds, ...]] = {
    "pay": ("money",),
    "amount": ("money",),
    "time": ("day", "clock"),
    "long": ("long",),
    "person": ("person",),
    "percent": ("percent",),
}
_UPPER, _LOWER = ("high", "max", "hoog", "upper", "plus hau", "most"), ("low", "min", "laag", "plus bas", "least")


@dataclass(slots=True)
class Telling(Meant):
    """What of the rows is told."""

    def _asked(
        self, rows: frozenset[int], *, besides: bool = False, by: int | None = None, empty: bool = False
    ) -> tuple[int, ...]:
        """The columns that the question asks; none where it asks for something that the table does not have.

        `besides`: rows are asked for, and columns only beside them. `by`: the column by which they were chosen.
        `empty`: also those that say nothing in these rows.
        """
        labels, kinds = set(self.seen.labels), self.looking.kinds
        chosen = {t for t, hits in self.seen.within if hits & rows}
        as_before = self._asks_as_before(rows)
        naming = [(term, columns) for term, columns in self.seen.naming if as_before or self._asks_by(term)]
        by_name = [at for term, columns in naming if term not in chosen or not besides for at in columns]
        if not by_name and not kinds and not besides:
            by_name = self._said_in_a_cell(rows)
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
        every = [at for at in every if at not in labels and (empty or any(self._tells(row, at) for row in rows))]
        if len(every) > MOST_COLUMNS:
            every = [at for at in every if at in by_name]
        return tuple(sorted(every))[: MOST_COLUMNS + 1]

    def _told_apart(self, columns: Sequence[int]) -> tuple[int, ...]:
        """Of columns that hold the same kind of thing those that the question names: `a master's` of bachelor, master
        and doctor, `after 1 April` of before and from that day."""
        alike = len({self.seen.columns[at].holds for at in columns}) == 1
        if len(columns) < 2 or not alike or self.looking.table.since or self.looking.table.compares:
            return tuple(columns)
        side = side_in(self.looking.said)
        sided = tuple(at for at in columns if side and side_in(flat_name(self.grid.columns[at])) == side)
        if sided and len(sided) < len(columns):
            return sided
        own = [(term, set(at)) for term, at in self.seen.naming if self.looking.says(term)]
        for terms in ([each for each in own if each[0] not in self.seen.around], own):
            counts = {at: sum(at in named for _, named in terms) for at in columns}
            best = tuple(at for at in columns if counts[at] == max(counts.values()))
            if len(best) < len(columns):
                return best
        return tuple(columns)

    def _asks_by(self, term: Term) -> bool:
        return term.forms in self.looking.asking if self.looking.asking else self.looking.says(term)

    def _asks_as_before(self, rows: frozenset[int]) -> bool:
        """`And quality control?` only names another row: what is asked of it was said before."""
        called = {stem for row in rows for at in self.seen.labels for stem in stems_of(self.grid.rows[row].cells[at])}
        said = [term for term in self.looking.terms if self.looking.says(term) and term.topical]
        return all(not called.isdisjoint(term.forms) for term in said)

    def _said_in_a_cell(self, rows: frozenset[int]) -> list[int]:
        """The columns whose cells have a word of the question: `what exam is that?` is asked of `oral exam`."""
        said = {form for term in self.looking.terms if self.looking.says(term) and term.topical for form in term.forms}
        cells = {column.at: [self.grid.rows[row].cells[column.at] for row in rows] for column in self.seen.columns}
        return [at for at, held in cells.items() if all(not said.isdisjoint(stems_of(cell)) for cell in held)]

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
            meant = [c.at for c in fitting if sense and sense_of_day(flat_name(c.name)) == sense]
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
        fitting = [c for c in self.seen.columns if measured_in(c, wanted) and c.at not in self.seen.labels[:1]]
        by_name = [c for c in fitting if any(c.at in columns for _, columns in self.seen.naming)]
        if by_name:
            return by_name[0]
        if wanted.of is None:
            return None
        return fitting[0] if len(fitting) == 1 else None

    def _ranged_name(self) -> Column | None:
        named = ranged_names(self.seen.columns)
        for number, unit in self.looking.table.quantities:
            for column in named:
                if holds_number(range_in(column.name), number, unit, column.unit):
                    return column
        return None
