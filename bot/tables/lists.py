"""A list that a question asks for whole, or the items of it that speak of a month or a name (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import cues
from bot.akin import akin
from bot.evidence import Term
from bot.since import is_month
from bot.tables.choosing import Choice
from bot.tables.columns import speaks_of, stems_of
from bot.tables.looking import Looking
from knowledge.grids import Grid
from knowledge.keywords import every_stem, words
from knowledge.laid_out import LaidOut

_UNCOVERED = 0.34
_FEWEST, _MOST = 3, 20
_OPENING = 300
# Who or what they are may be asked of the items of a list; a sum or a day is that of one thing.
_OF_SEVERAL = frozenset({"person", "name", "reason"})
_ALL = re.compile(
    r"^ (?:and |en |et )?(?:what|who|wat|wie|wich) (?:are|zijn|were|waren) |^ (?:et )?(?:quels?|quelles?|qui) sont |"
    r" (?:which|what|welke|quels|quelles|desquels|lesquels|lesquelles|quel|quelle) "
)


def whole_list(looking: Looking, documents: Sequence[LaidOut], question: str) -> Choice | None:
    """The list whose heading or lead speaks of what the question asks for; None if none surely does."""
    table, flat = looking.table, cues.flattened(question)
    if table.greatest or table.compares or table.since or table.bound or table.negated or table.quantities:
        return None
    if not _OF_SEVERAL.issuperset(looking.kinds) or not (_ALL.search(flat) or table.whole):
        return None
    sought = frozenset(cues.every("sought", flat))
    asking = frozenset(s for said in cues.spans("sought", flat) for word in said.split() for s in every_stem(word))
    found = [c for laid in documents for grid in laid.lists if (c := _chosen(looking, laid, grid, sought, asking))]
    return max(found, key=lambda each: each.score, default=None)


def _chosen(
    looking: Looking, laid: LaidOut, grid: Grid, sought: frozenset[str], asking: frozenset[str]
) -> Choice | None:
    document = laid.document
    opening = laid.passages[0].text[:_OPENING] if laid.passages else ""
    around = stems_of(" ".join((document.title, *document.aliases, *grid.headings, document.address, opening)))
    above = " ".join(heading for heading in grid.headings[-2:] if heading != document.title)
    # What only says that its contents, steps or conditions are asked for is said by their heading.
    own = [t for t in looking.terms if looking.says(t) and t.topical and asking.isdisjoint(t.forms)]
    named = [term for term in own if _speaks_of(term, stems_of(above))]
    labelled = not sought.isdisjoint(cues.every("labels", f" {' '.join(words(above))} "))
    if not own or not (named or labelled):
        return None
    rows = _rows_with(own, grid)
    said = (
        {term for row in rows for term in own if speaks_of(term, stems_of(grid.rows[row].cells[0]))} if rows else set()
    )
    missing = sum(t.weight for t in own if t not in named and t not in said and not speaks_of(t, around))
    share = missing / sum(t.weight for t in own)
    known = around | stems_of(" ".join(row.cells[0] for row in grid.rows))
    there = all(not (s := stems_of(name)) or not s.isdisjoint(known) for name in looking.names)
    chosen = rows or tuple(range(len(grid.rows)))
    if share > _UNCOVERED or not there or not (rows or _FEWEST <= len(chosen) <= _MOST):
        return None
    score = 1 - share + sum(t.weight for t in named) / sum(t.weight for t in own)
    return Choice(laid, grid, "rows" if rows else "all", chosen, (), (0,), score, len(grid.rows), True, True)


def _speaks_of(term: Term, stems: frozenset[str]) -> bool:
    return speaks_of(term, stems) or not stems.isdisjoint(akin(term.forms))


def _rows_with(own: Sequence[Term], grid: Grid) -> tuple[int, ...]:
    """The items with the month that the question names; none where it names none."""
    months = [term for term in own if any(is_month(form) for form in term.forms)]
    hits = [{at for at, row in enumerate(grid.rows) if speaks_of(t, stems_of(row.cells[0]))} for t in months]
    return tuple(sorted(set.intersection(*hits))) if hits else ()
