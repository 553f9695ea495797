"""Tables on printed pages, row by row (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.pdf.pages import Line, Row, joined
from ingest.readers.text.heads import Look, heads_the_rest

_ALIKE = 2.0

_APART = 1.35
"""Of the size: lines of one text stand closer."""


def table(rows: Sequence[Row], page: int) -> list[Line]:
    """A line for each row, with its cells, however many lines of print they take."""
    columns = _columns(rows)
    grouped = lines_together(rows)
    if len(grouped) == 1:
        # Nothing is between its rows: what does not begin in the first column goes on from above.
        grouped = []
        for row in rows:
            if grouped and row[0].left >= columns[0][1]:
                grouped[-1].append(row)
            else:
                grouped.append([row])
    lines = [_cells(group, columns, page) for group in grouped]
    found = heads_the_rest([line.cells for line in lines], [_look(group) for group in grouped])
    return [replace(lines[0], heads=found is not None, seen=found == "seen"), *lines[1:]]


def _look(group: Sequence[Row]) -> Look:
    words = [words for row in group for words in row]
    shades = {each.shade for each in words}
    return all(each.bold for each in words), words[0].shade if len(shades) == 1 else "", words[0].band


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Left and right of each column: what no two cells of one row share."""
    most = max(len(row) for row in rows)
    spans = sorted((words.left, words.surely) for row in rows if len(row) >= max(2, most - 1) for words in row)
    columns: list[tuple[float, float]] = []
    for left, right in spans:
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(right, columns[-1][1]))
        else:
            columns.append((left, right))
    return columns


def _cells(group: list[Row], columns: list[tuple[float, float]], page: int) -> Line:
    cells: list[list[str]] = [[] for _ in columns]
    for row in group:
        for words in row:
            at = max((at for at, (left, _) in enumerate(columns) if left <= words.left + _ALIKE), default=0)
            cells[at].append(" ".join(words.text.split()))
    texts = tuple(joined(cell) for cell in cells)
    size = max(words.size for row in group for words in row)
    return Line(" ".join(filter(None, texts)), size, group[0][0].height, page, cells=texts)


def lines_together(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows, those together that stand no further apart than the lines of a text."""
    groups: list[list[Row]] = []
    for row in rows:
        above = groups[-1][-1][0] if groups else row[0]
        if groups and above.band == row[0].band and above.height - row[0].height <= _APART * row[0].size:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
