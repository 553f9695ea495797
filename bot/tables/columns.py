"""What the columns of a table hold, and which of them a question asks for (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast, get_args

from bot import cues
from bot.attributes import Asked, has
from bot.evidence import Term
from bot.tables.values import (
    Unit,
    day_in,
    days_in,
    folded,
    is_yes,
    minutes_in,
    number_in,
    range_in,
    says_nothing,
    unit_of_column,
    year_in,
)
from knowledge.grids import Grid
from knowledge.keywords import query_stems, words

Holds = Literal["money", "day", "clock", "long", "number", "percent", "yes_or_no", "range", "person", "text"]

_SHARE = 0.6
_COMPOUND, _AT_ITS_END = 5, 4
_BARE = re.compile(r"\s*[~±<>≥≤-]?\s?\d")
_PERCENT = re.compile(r"%|\b(?:per ?cent(?:age)?|procent|pour ?cents?|pourcentages?)\b", re.I)
_IN_MONEY = re.compile(r"€|\beuros?\b|\beur\b", re.I)
# What has a unit of its own in its name is no money, whatever the table is of.
_SMALLEST_PAY = 100
_MONEY = ("€", "eur", "euro", "euros", "usd", "$", "£")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    at: int
    name: str
    holds: Holds
    unit: Unit | None
    asks: frozenset[Asked]
    """What its name says that stands under it."""
    stems: frozenset[str]


@lru_cache(maxsize=256)
def columns_of(grid: Grid) -> tuple[Column, ...]:
    """What each column holds."""
    return tuple(_column(grid, at) for at in range(len(grid.columns)))


def cells(grid: Grid, at: int) -> list[str]:
    """The cells of a column, without those that say nothing and without totals."""
    totals = grid.totals
    return [row.cells[at] for n, row in enumerate(grid.rows) if n not in totals and not says_nothing(row.cells[at])]


@lru_cache(maxsize=4096)
def stems_of(text: str) -> frozenset[str]:
    """The stems of a text in any language."""
    return frozenset(query_stems(text))


def flat_name(name: str) -> str:
    """The name of a column as cues see it: its words, a space around each."""
    return f" {' '.join(words(name))} "


def speaks_of(term: Term, stems: AbstractSet[str]) -> bool:
    """A word, what it is called in another language, or a compound with it is among the stems."""
    forms = (*term.forms, *term.elsewhere)
    if not stems.isdisjoint(forms):
        return True
    long = tuple(form for form in forms if len(form) >= _COMPOUND)
    return bool(long) and any(_is_compound(stem, long) for stem in stems if len(stem) >= _COMPOUND)


def named(term: Term, column: Column) -> bool:
    """The question's word is in the name of the column; `begeleidt` names `Begeleider`."""
    if speaks_of(term, column.stems):
        return True
    return any(
        len(form) >= _AT_ITS_END and len(stem) > len(form) and stem.endswith(form)
        for form in term.forms
        for stem in column.stems
    )


def _is_compound(stem: str, forms: tuple[str, ...]) -> bool:
    return stem.startswith(forms) or any(form.startswith(stem) for form in forms)


def labels_of(grid: Grid) -> tuple[int, ...]:
    """The columns that say what a row is: the first one, and the next one where the first is a number or a code."""
    every = columns_of(grid)
    first = every[0]
    rest = tuple(column.at for column in every[1:] if column.holds in ("text", "person"))
    if first.holds in ("number", "day", "clock") or all(_is_code(cell) for cell in cells(grid, 0)):
        return (0, *rest[:1])
    return (0,)


def _is_code(cell: str) -> bool:
    return len(cell) <= 10 and " " not in cell.strip() and (any(map(str.isdigit, cell)) or len(cell) <= 2)


def _column(grid: Grid, at: int) -> Column:
    name, every = grid.columns[at], cells(grid, at)
    holds = _holds(name, every)
    if holds == "number" and any(_PERCENT.search(heading) for heading in grid.headings[-2:]):
        holds = "percent"
    if holds == "number" and at and _is_of_pay(grid, name, every):
        holds = "money"
    asked = cues.every("labels", flat_name(name))
    asks = frozenset(cast("Asked", kind) for kind in asked if kind in get_args(Asked))
    unit = unit_of_column(name) or next((r.unit for cell in every if (r := range_in(cell)) and r.unit), None)
    return Column(at, name, holds, unit, asks, stems_of(name))


def _is_of_pay(grid: Grid, name: str, every: Sequence[str]) -> bool:
    """A table of pay need not say in each column that its numbers are money."""
    if unit_of_column(name) or not any(speaks_of_pay(heading) for heading in grid.headings):
        return False
    numbers = [number_in(cell) or 0 for cell in every]
    return cues.first("labels", flat_name(name)) is None and all(number >= _SMALLEST_PAY for number in numbers)


def speaks_of_pay(text: str) -> bool:
    """A heading, the name of a column or a word says that what stands there is paid."""
    flat = flat_name(text)
    return "pay" in cues.every("labels", flat) or "salary" in cues.every("aspect", flat)


def _holds(name: str, every: Sequence[str]) -> Holds:
    if not every:
        return "text"
    return next((holds for holds, hits in _checks(name, every) if hits >= _SHARE * len(every)), "text")


def _checks(name: str, every: Sequence[str]) -> Iterator[tuple[Holds, float]]:
    of_money = cues.first("labels", flat_name(name)) in ("pay", "amount") or _IN_MONEY.search(name) is not None
    yield "yes_or_no", sum(is_yes(cell) is not None for cell in every) if not _all_numbers(every) else 0
    ranges = sum((r := range_in(cell)) is not None and not r.is_point and day_in(cell) is None for cell in every)
    yield "range", ranges * (1.2 if ranges >= 2 else 0)
    yield "percent", sum("%" in cell for cell in every)
    yield "money", sum(_is_money(cell, named=of_money) for cell in every)
    yield "clock", sum(minutes_in(cell) is not None and any(c in cell for c in ":.h") for cell in every)
    yield "day", sum(day_in(cell) is not None or _is_a_year(cell) for cell in every)
    yield "long", sum(days_in(cell) is not None for cell in every)
    yield "number", sum(_BARE.match(cell) is not None and len(cell) <= 16 for cell in every)
    yield "person", sum(has("person", cell) and len(cell.split()) <= 8 for cell in every)


def _all_numbers(every: Sequence[str]) -> bool:
    return all(cell.strip().isdigit() for cell in every)


def _is_money(cell: str, *, named: bool) -> bool:
    if number_in(cell) is None:
        return False
    plain = folded(cell)
    marked = any(mark in plain for mark in _MONEY)
    bare = all(not c.isalpha() for c in cell)
    return marked or (named and bare) or plain in ("free", "gratis", "gratuit")


def _is_a_year(cell: str) -> bool:
    return year_in(cell) is not None and not cell.strip(" 0123456789")
