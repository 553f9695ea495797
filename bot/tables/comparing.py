"""Which rows of one table a question sets side by side, and in what: `is A bigger than B?` (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.attributes import Asked
from bot.evidence import Term
from bot.tables.asked import Greatest, Measured
from bot.tables.columns import Column, labels_of
from bot.tables.looking import covered
from bot.tables.meant import NAMED
from bot.tables.measuring import measured_in
from bot.tables.sure import Sure
from bot.tables.telling import MOST_COLUMNS

# What is set side by side is read at a glance.
_FEWEST, _MOST = 2, 4
_IN_FIGURES = ("money", "number", "percent", "long", "range", "day")
_OF_KIND: Mapping[Asked, Measured] = {"pay": "money", "amount": "money", "long": "long", "number": "number"}


@dataclass(slots=True)
class Comparing(Sure):
    """Rows that a question names apart."""

    def _sides(self) -> frozenset[int]:
        """The rows that the question sets side by side, one perhaps named before; none where it names no two."""
        own = self._apart([self.looking.says(term) for term, _ in self._conditions()])
        if len(own) >= _FEWEST:
            return own if len(own) <= _MOST else frozenset()
        if len(own) != 1 or not self.looking.table.compares:
            return frozenset()
        before = self._apart([not self.looking.says(term) for term, _ in self._conditions()])
        return own | before if len(own | before) == _FEWEST else frozenset()

    def _apart(self, kept: Sequence[bool]) -> frozenset[int]:
        """The rows that are called by words which no other row has all of."""
        said = [each for each, keep in zip(self._conditions(), kept, strict=True) if keep]
        by_row: dict[int, set[Term]] = {}
        for term, hits in said:
            for row in hits:
                by_row.setdefault(row, set()).add(term)
        every = list(by_row.values())
        # Rows with just the same words are one kind of thing, and not two sides.
        most = [row for row, terms in by_row.items() if not any(terms < other for other in every)]
        most = most if len({frozenset(by_row[row]) for row in most}) > 1 or len(most) == 1 else []
        return frozenset(row for row in most if self._is_called(row, sorted(by_row[row], key=lambda t: t.forms)))

    def _is_called(self, row: int, terms: Sequence[Term]) -> bool:
        cells = self.grid.rows[row].cells
        return any(covered(cells[at], terms) >= NAMED for at in labels_of(self.grid))

    def _compared_in(self, rows: frozenset[int]) -> tuple[int, ...]:
        """The columns in which they are compared; all with figures where the question does not say in what."""
        labels = set(labels_of(self.grid))
        told = [c for c in self.seen.columns if c.at not in labels and all(self._tells(row, c.at) for row in rows)]
        named = [c for c in told if any(c.at in at and self._says_or_said(term) for term, at in self.seen.naming)]
        measured = self._measures(told)
        chosen = [c for c in named if c in measured] or self._of_kinds(told, named) or named or measured
        return tuple(c.at for c in chosen)[:MOST_COLUMNS]

    def _says_or_said(self, term: Term) -> bool:
        """What is compared may have been asked before: `and is B bigger?`"""
        return self.looking.says(term) or self.looking.table.compares is not None

    def _of_kinds(self, told: Sequence[Column], named: Sequence[Column]) -> list[Column]:
        at = [n for kind in self.looking.kinds for n in self._of_kind(kind, [c.at for c in named])]
        return [c for c in told if c.at in at]

    def _measures(self, told: Sequence[Column]) -> list[Column]:
        """The columns that hold what is compared."""
        wanted = self._measure()
        if wanted is None:
            return [c for c in told if c.holds in _IN_FIGURES]
        people = [c for c in told if wanted == "number" and c.unit == "people"]
        return people or [c for c in told if measured_in(c, Greatest(most=True, of=wanted))]

    def _measure(self) -> Measured | None:
        greatest, compares = self.looking.table.greatest, self.looking.table.compares
        if greatest and greatest.of:
            return greatest.of
        if compares and compares != "anything":
            return compares
        return next((_OF_KIND[kind] for kind in self.looking.kinds if kind in _OF_KIND), None)
