"""Which of the facts of one thing a question asks for (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from bot import cues
from bot.attributes import Asked, has
from bot.tables.asked import sense_of_day
from bot.tables.columns import Column, flat_name, named, stems_of
from bot.tables.comparing import Comparing
from bot.tables.values import days_in, says_nothing, unit_of_column


@dataclass(slots=True)
class Facts(Comparing):
    """A table of the names of facts, and the facts."""

    def _is_of_it(self) -> bool:
        """A name of the question, or its rarest words, are those of the document."""
        rarest = sorted((t for t in self.looking.terms if t.topical), key=lambda term: -term.weight)[:2]
        return self.pointed or any(term in self.seen.titled for term in rarest)

    def _facts_of(self, kind: Asked) -> list[int]:
        """The fact of a kind; none where several are as likely."""
        likely: dict[int, float] = {}
        for at, row in enumerate(self.grid.rows):
            name, value = row.cells
            flat = flat_name(name)
            column = Column(at, name, "text", None, frozenset(), stems_of(name))
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
