"""Rows of a table that stand beside the one that is meant: they answer nothing (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.evidence import Line, Term
from bot.tables.asked import table_question
from bot.tables.columns import speaks_of, stems_of
from bot.tables.looking import covered
from bot.tables.meant import NAMED
from bot.understand import Request
from knowledge.keywords import asked_terms
from knowledge.plain import cells_of

_FEWEST_CELLS, _FEWEST_ROWS = 2, 2
_NAMED = re.compile(r"([^\W\d_][^:|\n]{0,58}?)\s?:\s+(\S[^\n]{0,120})")
_MARK = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_NEXT_IS_AN_ITEM = re.compile(r"^[^\n]*\n(?:[-*+•]|\d{1,2}[.)])\s")
_YEAR = re.compile(r"\b20\d\d\b")


def without_neighbours(lines: Sequence[Line], request: Request, terms: Sequence[Term]) -> list[Line]:
    """The lines without rows of tables that have fewer of the question's words than a row which is called by them."""
    table = table_question(request.question)
    if table.greatest or table.compares or table.since:
        return list(lines)
    own = {asked.forms for asked in asked_terms(request.question)}
    said = [term for term in terms if term.topical and term.forms in own]
    dropped = _of_another_year(lines, frozenset(_YEAR.findall(request.question)))
    for rows in _tables(lines):
        shares = {_place(row): frozenset(t.forms for t in said if speaks_of(t, stems_of(row.text))) for row in rows}
        called = {
            shares[_place(row)] for row in rows if _is_called(row, [t for t in said if t.forms in shares[_place(row)]])
        }
        dropped |= {place for place, words in shares.items() if any(words < more for more in called)}
    return [line for line in lines if _place(line) not in dropped]


def _of_another_year(lines: Sequence[Line], years: frozenset[str]) -> set[tuple[str, int]]:
    """Rows that do not speak of the year of the question, where others do."""
    rows = [line for line in lines if _is_row(line)]
    named = {_place(row) for row in rows if years <= _years_of(row)} if years else set()
    return {_place(row) for row in rows} - named if named else set()


def _years_of(row: Line) -> frozenset[str]:
    passage = row.passage
    return frozenset(
        _YEAR.findall(" ".join((row.text, passage.title, passage.heading, passage.address, passage.columns)))
    )


def _is_row(line: Line) -> bool:
    return line.passage.kind == "page" and len(_cells(line)) >= _FEWEST_CELLS


def _cells(line: Line) -> list[str]:
    """The cells of a row, or the name and the rest of an item like `Agronomy: Olivier Pirson`."""
    cells = cells_of(line.text)
    if len(cells) < _FEWEST_CELLS and (named := _NAMED.fullmatch(line.text.strip())) and is_item(line):
        return [named[1], named[2]]
    return list(cells)


def is_item(line: Line) -> bool:
    """A sentence that is an item of a list."""
    start = line.passage.sentences[line.number].start
    before = line.passage.text[:start].rpartition("\n")[2]
    first = start == 0 and _NEXT_IS_AN_ITEM.search(line.passage.text) is not None
    return first or _MARK.fullmatch(before) is not None


def _tables(lines: Sequence[Line]) -> list[list[Line]]:
    """The rows among the lines, table by table: those of a document that have as many cells."""
    found: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        if _is_row(line):
            found.setdefault((line.passage.document_id, len(_cells(line))), []).append(line)
    return [rows for rows in found.values() if len(rows) >= _FEWEST_ROWS]


def _is_called(row: Line, terms: Sequence[Term]) -> bool:
    # An item is called by its name alone: what it says of a thing makes the other items no neighbours, but facts.
    cells = _cells(row) if len(cells_of(row.text)) >= _FEWEST_CELLS else _cells(row)[:1]
    return any(covered(cell, terms) >= NAMED for cell in cells) if terms else False


def _place(line: Line) -> tuple[str, int]:
    return line.passage.id, line.number
