"""Answers out of tables: the row that is meant, all rows that meet something, the greatest of them. No model.

A table answers only surely: what the question names stands in or above it, the row is the only one, and the column
holds what is asked. Where that is not so, nothing is chosen, and the question is answered as if there were no table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.attributes import asked_parts
from bot.evidence import Term
from bot.tables.choosing import Choice, choice
from bot.tables.columns import stems_of
from bot.tables.ladders import Rung, rung
from bot.tables.lists import whole_list
from bot.tables.looking import Looking, looking, seen
from bot.understand import Request
from knowledge.editions import latest_year
from knowledge.laid_out import LaidOut

__all__ = ["Choice", "Rung", "Told", "told"]

_YEAR = re.compile(r"\b20\d\d\b")
# Two that are as good as each other say the same of two years: the newer one is told.
_AS_GOOD = 0.35
_TWO = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What tables, and sentences that are like one, answer."""

    choices: tuple[Choice, ...] = ()
    rung: Rung | None = None

    def __bool__(self) -> bool:
        return bool(self.choices or self.rung)

    @property
    def anchored(self) -> bool:
        """The question names what it is all of."""
        return all(choice.anchored for choice in self.choices)


def told(
    request: Request,
    terms: Sequence[Term],
    documents: Sequence[LaidOut],
    pointed: Collection[str] = (),
    today: date | None = None,
) -> Told:
    """What tables answer, or else a list told whole, or the part of a sentence that holds for a number of the question.

    The documents are in the order in which a search found them; `pointed` are the addresses that the conversation is
    about.
    """
    wanted = looking(request, terms, today)
    if choices := _best_choices(request, wanted, documents, pointed):
        return Told(choices)
    listed = whole_list(wanted, documents, request.question)
    return Told((listed,)) if listed else Told(rung=rung(wanted, documents))


def _best_choices(
    request: Request, wanted: Looking, documents: Sequence[LaidOut], pointed: Collection[str]
) -> tuple[Choice, ...]:
    """The rows that answer a question best; none if none are sure. Several where its parts are answered by several
    tables of a document."""
    if (wanted.table.since or wanted.table.compares) and (both := _in_two_editions(wanted, documents, pointed)):
        return both
    whole = _best(wanted, documents, pointed)
    parts = asked_parts(request.question)
    if whole is None or whole.complete or len(parts) < 2:
        return (whole, *_siblings(wanted, whole, documents)) if whole else ()
    one = [laid for laid in documents if laid.document.address == whole.laid.document.address]
    found = [_best(wanted.part(text, kind), one, pointed) for text, kind in parts]
    if any(each is None for each in found):
        return (whole,)
    return tuple({(id(each.grid), each.rows): each for each in found if each}.values())


def _siblings(wanted: Looking, first: Choice, documents: Sequence[LaidOut]) -> Iterator[Choice]:
    """What tables with the same columns on the other sheets of a workbook, or farther down a page, answer as well where
    the question asks which."""
    if not wanted.table.lists or first.how not in ("row", "rows"):
        return
    # What the title of the first says need not be said again on the next sheet.
    titled = set(seen(wanted, first.laid, first.grid).titled)
    terms = tuple(term for term in wanted.terms if term not in titled)
    given = {form for term in titled for form in term.forms}
    names = tuple(name for name in wanted.names if given.isdisjoint(stems_of(name)))
    wanted = replace(wanted, terms=terms, names=names)
    for laid in documents:
        if _file(laid) == _file(first.laid):
            others = (
                g for g in laid.grids if g.columns == first.grid.columns and any(g.columns) and g is not first.grid
            )
            found = (choice(wanted, laid, grid, pointed=True) for grid in others)
            yield from (each for each in found if each and each.how in ("row", "rows"))


def _file(laid: LaidOut) -> str:
    return laid.document.address.partition("#")[0]


def _in_two_editions(
    wanted: Looking, documents: Sequence[LaidOut], pointed: Collection[str]
) -> tuple[Choice, ...] | None:
    """The same row of the tables of two years, the newer one first, where the question compares them."""
    years = sorted(wanted.years, reverse=True)
    if not wanted.table.since and len(years) < _TWO:
        return None
    # The years are what differs: neither table has both.
    dated = {term for term in wanted.terms if any(form in wanted.years for form in term.forms)}
    names = tuple(name for name in wanted.names if not _YEAR.search(name))
    terms = tuple(term for term in wanted.terms if term not in dated)
    table = replace(wanted.table, whether=False, since=True)
    bare = replace(wanted, table=table, terms=terms, names=names, years=frozenset())
    found: dict[int, Choice] = {}
    for laid in sorted(documents, key=_year, reverse=True):
        chosen = _best(bare, [laid], pointed)
        if chosen and chosen.how in ("row", "fact") and (not years or {str(_year(laid))} & set(years)):
            found.setdefault(_year(laid), chosen)
    told = [found[year] for year in sorted(found, reverse=True)][:_TWO]
    return tuple(told) if len(told) == _TWO and len({_called(each) for each in told}) == 1 else None


def _called(choice: Choice) -> tuple[str, ...]:
    return tuple(choice.grid.rows[row].cells[0].casefold() for row in choice.rows)


def _best(wanted: Looking, documents: Sequence[LaidOut], pointed: Collection[str]) -> Choice | None:
    found: list[Choice] = []
    for laid in documents:
        of_it = laid.document.address in pointed or laid.document.part_of in pointed
        found += filter(None, (choice(wanted, laid, grid, pointed=of_it) for grid in laid.grids))
    if not found:
        return None
    best = max(each.score for each in found)
    good = [each for each in found if each.score >= best - _AS_GOOD]
    first = max(good, key=lambda each: each.score)
    newer = [each for each in good if _same_question(each, first) and _year(each.laid) > _year(first.laid)]
    return max(newer, key=lambda each: (_year(each.laid), each.score)) if newer else first


def _same_question(one: Choice, other: Choice) -> bool:
    return one.how == other.how and one.laid.document.address != other.laid.document.address


def _year(laid: LaidOut) -> int:
    published = laid.document.published
    return latest_year(laid.document) or (published.year if published else 0)
