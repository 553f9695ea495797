"""Markdown as a person reads it aloud."""

from __future__ import annotations

import re
from collections.abc import Sequence

# No pattern may scan far from every place: a text of forty thousand brackets must not take minutes.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)]{0,500}\)")
_TAG = re.compile(r"<[^>\n]{1,200}>")
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`+")
_RULE = re.compile(r"[|:\s-]*-[|:\s-]*")
_STROKE = re.compile(r"[|\t]")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_CELL = re.compile(r" ?\| ?")


def plain(text: str) -> str:
    """A stretch of Markdown without its markup, on one line. Cells of a table row are set apart by commas."""
    for markup, instead in ((_LINK, r"\1"), (_TAG, ""), (_EMPHASIS, "")):
        text = markup.sub(instead, text)
    first, *cells = _CELL.split(" ".join(text.split()).strip("|").strip())
    text = f"{first}: {', '.join(cells)}" if cells else first
    return " ".join(text.split())


def spoken(text: str) -> str:
    """A quoted stretch as plain text, without quotation marks whose other half was left behind."""
    words = plain(text)
    for opening, closing in ("“”", "„”", "«»"):
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words.replace('"', "").strip() if words.count('"') % 2 else words.strip()


def with_column_names(text: str, start: int, row: str) -> str:
    """A row of a table, each cell after the name of its column; anything else as it is.

    `row` stands at `start` of `text`; the names are looked for in the table above it, which may be Markdown or drawn
    with lines, tabs or blanks.
    """
    cells = cells_of(row)
    if len(cells) < 2:
        return row
    columns = _column_names(text[:start].rstrip().split("\n"), len(cells))
    if len(columns) != len(cells):
        return row
    first, *others = (f"{name}: {cell}" if name else cell for name, cell in zip(columns, cells, strict=True))
    return "; ".join((cells[0] if others else first, *others))


def _column_names(above: Sequence[str], count: int) -> list[str]:
    """The cells of the line above the last rule; where none is drawn, of the first of the rows above."""
    rule = next((n for n in range(len(above) - 1, 0, -1) if _RULE.fullmatch(above[n].strip())), None)
    if rule is not None and len(cells_of(above[rule - 1])) == count:
        return cells_of(above[rule - 1])
    names: list[str] = []
    for line in reversed(above):
        cells = cells_of(line)
        if len(cells) != count:
            break
        names = cells
    return names


def cells_of(row: str) -> list[str]:
    """The cells of a line: between upright strokes or tabs, or between wide gaps if there are at least two of those."""
    line = row.strip().strip("|").strip()
    if "|" in line or "\t" in line:
        return [cell.strip() for cell in _STROKE.split(line)]
    cells = _GAP.split(line)
    return cells if len(cells) > 2 else [line]
