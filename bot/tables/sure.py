"""Whether the rows that were found are surely those that a question means (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot import cues
from bot.evidence import Term
from bot.tables.asked import sense_of_day
from bot.tables.columns import speaks_of_pay, stems_of
from bot.tables.enumerated import place_in
from bot.tables.looking import covered_whole
from bot.tables.meant import NAMED
from bot.tables.telling import Telling
from bot.tables.values import (
    number_in,
    unit_of_column,
)
from knowledge.keywords import words

_OF_MONEY = frozenset({"pay", "amount"})


@dataclass(slots=True)
class Sure(Telling):
    """What speaks against telling them."""

    def _is_news(self, rows: frozenset[int], columns: Sequence[int]) -> bool:
        """What would be told says something that the question does not say itself."""
        terms, told = self._own_terms(), {*self.seen.labels, *columns}
        return any(covered_whole(self.grid.rows[row].cells[at], terms) < 1 for row in rows for at in told)

    def _has_the_head(self, rows: frozenset[int]) -> bool:
        """What the question asks for is what the table is of: dates have no answer to `who are the members`."""
        head = self.looking.table.enumerated.head
        asked = [term for term in self.looking.terms if not head.isdisjoint(term.forms) and self.looking.says(term)]
        named = [term for term, _ in self.seen.naming]
        return all(self._is_there(term, rows) or term in named or term in self.seen.everywhere for term in asked)

    def _called(self, rows: frozenset[int]) -> tuple[int, ...]:
        """The columns that say which row it is: what it is called, and the cell that has most of the question."""
        labels, terms = self.seen.labels, self._own_terms()
        shares = {
            column.at: min(covered_whole(self.grid.rows[row].cells[column.at], terms) for row in rows)
            for column in self.seen.columns
            if column.holds in ("text", "person") and column.at not in labels
        }
        best = max(shares, key=lambda at: shares[at], default=None)
        named = max((covered_whole(self.grid.rows[row].cells[at], terms) for row in rows for at in labels), default=0.0)
        return (*labels, best) if best is not None and shares[best] > max(named, NAMED) else tuple(labels)

    def _said_by_kind(self) -> set[Term]:
        """Words that only say what kind of thing is asked for: `cost`, `earn`, `until`."""
        kinds = {"person", "contact"}.intersection(self.looking.kinds)
        paid = not _OF_MONEY.isdisjoint(self.looking.kinds)
        day = self.looking.table.day if "time" in self.looking.kinds else None
        return {
            term
            for term in self.looking.terms
            if not term.topical
            or (paid and any(speaks_of_pay(form) for form in term.forms))
            or (day and any(sense_of_day(f" {form} ") == day for form in term.forms))
            or any(kind in cues.every("labels", f" {form} ") for kind in kinds for form in term.forms)
        }

    def _counted(self) -> set[Term]:
        """The number that falls within a range, and its unit."""
        said = {f"{number:g}" for number, _ in self.looking.table.quantities}
        place = self.looking.table.enumerated.place
        return {
            term
            for term in self.looking.terms
            if (place and any(place_in(form) == place or form == str(place) for form in term.forms))
            or (
                self.looking.table.quantities
                and any(
                    form in said or unit_of_column(form) is not None or number_in(form) is not None
                    for form in term.forms
                )
            )
        }

    def _names_are_there(self, rows: frozenset[int]) -> bool:
        """Every name of the question stands in or above the table: a near miss is no answer."""
        cells = " ".join(cell for row in rows for cell in self.grid.rows[row].cells)
        there = stems_of(cells) | self.seen.context | stems_of(" ".join(self.grid.columns))
        everywhere = frozenset(
            form for term in (*self.seen.everywhere, *(t for t, _ in self.seen.naming)) for form in term.forms
        )
        found = {form for term in self.looking.terms if self._is_there(term, rows) for form in term.forms}
        known = there | everywhere | found
        return all(name in self.looking.codes or self._is_known(name, known) for name in self.looking.names)

    def _is_known(self, name: str, known: AbstractSet[str]) -> bool:
        """All that a name is made of is there: `Pont-Meuse` is not `Pont-Leie`."""
        parts = [stems for part in words(name) if len(part) > 1 and (stems := stems_of(part))]
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
