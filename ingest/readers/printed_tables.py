"""Tables on printed pages, row by row (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ingest.readers.pages import Line, Row, joined

_HAS_DIGIT = re.compile(r".*\d.*")
_AMOUNT = re.compile(r"[€$£+-]?\s?\d[\d.,\s]*(?:%|€|eur|euros?)?", re.IGNORECASE)
_NOTHING = re.compile(
    r"free(?: of charge)?|none|n/a|gratis|kosteloos|geen|gratuite?|aucune?|néant|closed|gesloten|fermée?|[-–—/]",
    re.IGNORECASE,
)
"""What stands in the place of a figure."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_HEADER = 60
_ALIKE = 2.0

Look = tuple[bool, str, int]
"""Whether all of a row is bold, the colour behind it, and between which lines across it stands."""
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


def heads_the_rest(rows: Sequence[tuple[str, ...]], looks: Sequence[Look]) -> Literal["seen", "read"] | None:
    """Whether the first row is printed as the names of the columns, or where none is, reads like them."""
    first = rows[0]
    named = len(rows) > 1 and sum(map(bool, first)) > 1 and all(len(cell) <= _LONGEST_HEADER for cell in first)
    if named and _stands_out(looks):
        return "seen"
    return "read" if named and _is_head(first, rows[1:]) else None


def _stands_out(looks: Sequence[Look]) -> bool:
    """In bold letters or on a colour, which no other row is, or alone above a line."""
    (bold, shade, band), others = looks[0], looks[1:]
    bolds, shades, bands = zip(*others, strict=True)
    below_a_line = band > 0 and len(others) > 1 and set(bands) == {band + 1}
    return (bold and not any(bolds)) or (shade != "" and shade not in shades) or below_a_line


def _is_head(first: tuple[str, ...], rest: Sequence[tuple[str, ...]]) -> bool:
    """Whether the first row reads like names: wrongly taken for names, a row could not be quoted."""
    if not all(first) or any(map(_NOTHING.fullmatch, first)):
        return False
    amounts = [at for at in range(len(first)) if _most(_AMOUNT, rest, at)]
    if amounts and all(
        not _AMOUNT.fullmatch(first[at]) or (_YEAR.fullmatch(first[at]) and not _most(_YEAR, rest, at))
        for at in amounts
    ):
        return True
    numbered = any(_most(_HAS_DIGIT, rest, at) for at in range(len(first)))
    names = not any(_HAS_DIGIT.fullmatch(cell) for cell in first)
    return names and (numbered or (len(first) >= 3 and len(rest) >= 2))


def _most(pattern: re.Pattern[str], rows: Sequence[tuple[str, ...]], at: int) -> bool:
    return sum(bool(pattern.fullmatch(row[at])) for row in rows) >= 0.6 * len(rows)


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
