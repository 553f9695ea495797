"""The tables of Word documents: those that are drawn, and those that are made with tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from docx.oxml.ns import qn

from ingest.readers.office.word import Element, Formats
from ingest.readers.text.heads import heads_the_rest
from ingest.readers.text.leaders import are_contents, led
from ingest.readers.text.tables import pipe_table, with_one_head

_WIDEST = 63
_LONGEST_CELL = 120
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?")

Cell = tuple[Element, str]
"""The cell that stands at a place, and what is said there."""


def table(drawn: Element, formats: Formats, said: Callable[[Element, Formats], str]) -> Iterator[str]:
    """A table, after the title that stands over all its columns if it has one."""
    elements = [row for row in drawn.iter(qn("w:tr")) if next(row.iterancestors(qn("w:tbl"))) is drawn]
    rows: list[list[Cell]] = []
    for element in elements:
        rows.append(_row(element, rows[-1] if rows else [], lambda cell: said(cell, formats)))
    while len(rows) > 2 and len(rows[0]) > 1 and all(cell is rows[0][0][0] for cell, _ in rows[0]):
        title = rows.pop(0)[0][1]
        if title:
            yield title
    texts = [[text for _, text in row] for row in rows]
    even = len({len(row) for row in texts}) == 1
    if even and (named := with_one_head(texts, [[id(cell) for cell, _ in row] for row in rows[:2]])):
        yield pipe_table(named, headed=True)
    elif found := pipe_table(texts, headed=len(rows) > 1 and not _is_of_facts(rows, formats)):
        yield found


def _row(row: Element, above: Sequence[Cell], said: Callable[[Element], str]) -> list[Cell]:
    """The cells of a row by column: one that is merged downwards belongs to each of its rows."""
    cells: list[Cell] = []
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue
        about = cell.find(qn("w:tcPr"))
        span, merged = _span(about), about.find(qn("w:vMerge")) if about is not None else None
        at = len(cells)
        hangs = merged is not None and merged.get(qn("w:val"), "continue") == "continue" and at < len(above)
        cells += [above[at] if hangs else (cell, said(cell)), *[(cell, "")] * (span - 1)]
    return cells[:_WIDEST]


def _span(about: Element | None) -> int:
    wide = about.find(qn("w:gridSpan")) if about is not None else None
    value = wide.get(qn("w:val"), "1") if wide is not None else "1"
    return min(int(value), _WIDEST) if value.isdecimal() and int(value) else 1


def _is_of_facts(rows: Sequence[Sequence[Cell]], formats: Formats) -> bool:
    """Whether the first row is a fact like the others: a label, and a figure that it is of."""
    if len(rows[0]) != 2:
        return False
    bold = [[_is_bold(cell, formats) for cell, _ in row] for row in rows if len(row) == 2]
    if bold[0][1]:
        return False
    labelled = bold[0][0] and all(first and not second for first, second in bold)
    figure = rows[0][1][1]
    return labelled or (bool(_FIGURE.search(figure)) and not _YEAR.fullmatch(figure) and not bold[0][0])


def _is_bold(cell: Element, formats: Formats) -> bool:
    paragraphs = [each for each in cell.iter(qn("w:p")) if formats.text(each).strip()]
    return bool(paragraphs) and all(map(formats.is_bold, paragraphs))


def between_tabs(text: str) -> tuple[str, ...]:
    """What stands between the tabs or the dots of one line; nothing where there are none."""
    text = text.strip()
    if "\n" in text:
        return ()
    cells = tuple(" ".join(cell.split()) for cell in re.split(r"\t+", text)) if "\t" in text else led(text) or ()
    return cells if cells and all(0 < len(cell) <= _LONGEST_CELL for cell in cells) else ()


def of_tabs(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Lines with the same number of cells as a table, if they are one; else as they stand."""
    contents = len(rows[0]) == 2 and are_contents([(row[0], row[1]) for row in rows])
    labels = sum(row[0].endswith((":", ".", ")")) or not row[0].strip("-–•*") for row in rows)
    few = len(rows) < 3 and not all(_FIGURE.search(row[-1]) for row in rows)
    if len(rows) < 2 or few or contents or labels > len(rows) / 2:
        yield from (" ".join(row) for row in rows)
    else:
        yield pipe_table(rows, headed=heads_the_rest(rows, [(False, "", 0)] * len(rows)) is not None)
