"""A list that a question asks for whole, or the items of it that speak of a month or a name (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import cues
from bot.akin import akin
from bot.evidence import Term
from bot.since import is_month
from bot.tables.choosing import Choice, How
from bot.tables.columns import speaks_of, stems_of
from bot.tables.enumerated import ORDINALS, Enumerated
from bot.tables.looking import Looking
from knowledge.grids import Grid
from knowledge.keywords import every_stem, words
from knowledge.laid_out import LaidOut

_UNCOVERED = 0.34
_FEWEST, _MOST = 3, 20
_OPENING = 300
_ANY = float("inf")
# Who or what they are may be asked of the items of a list; a sum or a day is that of one thing.
_OF_SEVERAL = frozenset({"person", "name", "reason"})
# What any list may be of that is written in an order.
_STEPS = frozenset(
    stem
    for word in "step stage phase round point item stap fase ronde punt etape phase point tour condition".split()
    for stem in every_stem(word)
)
_ALL = re.compile(
    r"^ (?:and |en |et )?(?:what|who|wat|wie|wich) (?:are|zijn|were|waren) |^ (?:et )?(?:quels?|quelles?|qui) sont |"
    r" (?:which|what|welke|quels|quelles|desquels|lesquels|lesquelles|quel|quelle) "
)


def whole_list(looking: Looking, documents: Sequence[LaidOut], question: str) -> Choice | None:
    """The list whose heading or lead speaks of what the question asks for, or the items of it that the question
    means; None if none surely does."""
    table, flat = looking.table, cues.flattened(question)
    if table.greatest or table.compares or table.since or table.bound or table.negated or table.quantities:
        return None
    of_a_place = table.enumerated.place is not None and not table.enumerated.timely
    of_a_month = any(is_month(form) for term in looking.terms if looking.says(term) for form in term.forms)
    counts = bool(table.enumerated.counted) and set(looking.kinds) <= {"number"}
    if not of_a_place and not _OF_SEVERAL.issuperset(looking.kinds) and not counts:
        return None
    if not (_ALL.search(flat) or table.whole or of_a_place or of_a_month or counts):
        return None
    sought = frozenset(cues.every("sought", flat))
    asking = frozenset(s for said in cues.spans("sought", flat) for word in said.split() for s in every_stem(word))
    found = [c for laid in documents for grid in laid.lists if (c := _chosen(looking, laid, grid, sought, asking))]
    return max(found, key=lambda each: each.score, default=None)


def _chosen(
    looking: Looking, laid: LaidOut, grid: Grid, sought: frozenset[str], asking: frozenset[str]
) -> Choice | None:
    document, wanted = laid.document, looking.table.enumerated
    place = None if wanted.timely else wanted.place
    opening = laid.passages[0].text[:_OPENING] if laid.passages else ""
    around = stems_of(" ".join((document.title, *document.aliases, *grid.headings, document.address, opening)))
    above = " ".join(heading for heading in grid.headings[-2:] if heading != document.title)
    placed = frozenset(s for word in ORDINALS for s in every_stem(word)) if place is not None else frozenset()
    # What only says that its contents, steps or conditions are asked for is said by their heading.
    own = [t for t in looking.terms if looking.says(t) and t.topical and (asking | placed).isdisjoint(t.forms)]
    named = [term for term in own if _speaks_of(term, stems_of(above))]
    labelled = not sought.isdisjoint(cues.every("labels", f" {' '.join(words(above))} "))
    dated = _is_dated(grid) and any(is_month(form) for term in own for form in term.forms)
    if not own or not (named or labelled or dated) or not _is_meant(wanted, above, labelled=labelled):
        return None
    months = any(is_month(form) for term in own for form in term.forms)
    rows = _rows_with(own, grid) or _rows_that(own, named, around, grid)
    said = {term for row in rows for term in own if speaks_of(term, stems_of(_said(grid, row)))} if rows else set()
    missing = [t for t in own if t not in named and t not in said and not speaks_of(t, around)]
    share = sum(t.weight for t in missing) / sum(t.weight for t in own)
    # `Which sponsors are platinum?` asks for what the list does not speak of.
    limited = max((t.weight for t in missing), default=0) > max((t.weight for t in named), default=_ANY) and not rows
    known = around | stems_of(" ".join(_said(grid, row) for row in range(len(grid.rows))))
    there = all(not (s := stems_of(name)) or not s.isdisjoint(known) for name in looking.names)
    chosen = rows or tuple(range(len(grid.rows)))
    long = rows or _FEWEST <= len(chosen) <= _MOST or wanted.counted or place is not None
    if share > _UNCOVERED or limited or (months and not rows) or not there or not long:
        return None
    score = 1 - share + sum(t.weight for t in named) / sum(t.weight for t in own)
    columns = tuple(range(1, len(grid.columns)))
    how: How = "counted" if wanted.counted else "rows" if rows else "all"
    if place is not None:
        how, chosen = _at(place, grid)
    return Choice(laid, grid, how, chosen, columns, (0,), score, len(grid.rows), True, True)


def _is_dated(grid: Grid) -> bool:
    """Most of its items have a month: it is a calendar, whatever it is called."""
    dated = sum(any(is_month(stem) for stem in stems_of(_said(grid, row))) for row in range(len(grid.rows)))
    return dated > len(grid.rows) / 2


def _is_meant(wanted: Enumerated, above: str, *, labelled: bool) -> bool:
    """What is counted, or asked for by its place, is what the list is of."""
    of_a_place = wanted.place is not None and not wanted.timely
    of = wanted.called if of_a_place else wanted.counted
    stems = stems_of(above)
    a_step = of_a_place and (labelled or not of.isdisjoint(_STEPS))
    return not of or not of.isdisjoint(stems | akin(stems)) or a_step


def _at(place: int, grid: Grid) -> tuple[How, tuple[int, ...]]:
    """The item at a place; that there is none."""
    if place > len(grid.rows):
        return "short", tuple(range(len(grid.rows)))
    return "row", ((place - 1) % len(grid.rows) if place > 0 else len(grid.rows) - 1,)


def _said(grid: Grid, row: int) -> str:
    return " ".join(grid.rows[row].cells)


def _speaks_of(term: Term, stems: frozenset[str]) -> bool:
    return speaks_of(term, stems) or not stems.isdisjoint(akin(term.forms))


def _rows_with(own: Sequence[Term], grid: Grid) -> tuple[int, ...]:
    """The items with the month that the question names; none where it names none."""
    months = [term for term in own if any(is_month(form) for form in term.forms)]
    hits = [{at for at in range(len(grid.rows)) if speaks_of(t, stems_of(_said(grid, at)))} for t in months]
    return tuple(sorted(set.intersection(*hits))) if hits else ()


def _rows_that(own: Sequence[Term], named: Sequence[Term], around: frozenset[str], grid: Grid) -> tuple[int, ...]:
    """The items with the words that only some of them have: `which of them works on fermentation?`"""
    asked = [term for term in own if term not in named and not speaks_of(term, around)]
    every = range(len(grid.rows))
    hits = [{at for at in every if speaks_of(term, stems_of(_said(grid, at)))} for term in asked]
    some = [found for found in hits if 0 < len(found) < len(grid.rows)]
    return tuple(sorted(set.intersection(*some))) if some else ()
