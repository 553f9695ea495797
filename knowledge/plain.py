"""Markdown as a person reads it aloud."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

# No pattern may scan far from every place: a text of forty thousand brackets must not take minutes.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)]{0,500}\)")
_TAG = re.compile(r"<[^>\n]{1,200}>")
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`+")
_RULE = re.compile(r"[|:\s-]+")
_STROKE = re.compile(r"[|\t]")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_VALUE = re.compile(
    r"(?:[€$£]\s?)?\d[\d.,:\u00a0\u202f ]*(?:[€%]|euros?|eur|days?|weeks?|months?|years?|\w+ \d{4})?$", re.I
)
_CELL = re.compile(r" ?\| ?")
# A quote goes on from the names of the columns to the row: about ten rows.
_FURTHEST = 900


@lru_cache(maxsize=2048)
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


def with_column_names(text: str, start: int, row: str, names: str = "") -> str:
    """A row of a table, each cell after the name of its column; anything else as it is.

    `row` stands at `start` of `text`; the names are looked for in the table above it, which may be Markdown or drawn
    with lines, tabs or blanks. Where the text has none, `names` is the line that names them.
    """
    named = _named_cells(text, start, row, names)
    if not named:
        return row
    (_, first), *others = named
    return "; ".join((first, *(f"{name}: {cell}" if name else cell for name, cell in others)))


def row_in_words(text: str, start: int, row: str, names: str = "") -> str | None:
    """A row of a table as one would say it: what it is called, and each cell after the name of its column; None for
    anything else."""
    named = _named_cells(text, start, row, names)
    if not named:
        return None
    (_, first), *others = named
    told = ((plain(name), plain(cell)) for name, cell in others if cell)
    return f"{plain(first)}: {'; '.join(f'{name} {cell}'.strip() for name, cell in told)}"


def _named_cells(text: str, start: int, row: str, names: str) -> list[tuple[str, str]]:
    """The cells of a row, each with the name of its column before it; none for what is no row of named columns."""
    cells = cells_of(row)
    columns = _columns(text, start, len(cells))[0] or _named_by(names, len(cells))
    return list(zip(columns, cells, strict=True)) if columns else []


def _named_by(names: str, count: int) -> list[str]:
    """The names in a line that a quote does not reach: without those with figures, which would stand in no quote."""
    columns = cells_of(names) if names and count > 1 else []
    return [name if not any(map(str.isdigit, name)) else "" for name in columns] if len(columns) == count else []


def where_columns_are_named(text: str, start: int, row: str) -> int:
    """Where the line begins that names the columns of a row of a table; `start` itself for anything else."""
    return _columns(text, start, len(cells_of(row)))[1]


def _columns(text: str, start: int, count: int) -> tuple[list[str], int]:
    """The names of so many columns above a row, and where they begin. None where there are none, or so far up that
    nobody would look for them."""
    if count < 2:
        return [], start
    above = text[:start].rstrip().split("\n")
    names = _column_names(above, count)
    if names is None or len(cells_of(above[names])) != count or _is_a_row(above[names]):
        return [], start
    begins = len("\n".join(above[:names])) + bool(names)
    return (cells_of(above[names]), begins) if start - begins <= _FURTHEST else ([], start)


def _is_a_row(line: str) -> bool:
    """A passage in the middle of a long table begins with a row of it: names of columns begin with no figures, sums
    or days."""
    cells = cells_of(line)
    return sum(_VALUE.match(cell) is not None for cell in cells) >= max(1, len(cells) // 4)


def _column_names(above: Sequence[str], count: int) -> int | None:
    """The line above the last rule; where none is drawn, the first of the rows above."""
    rule = next((n for n in range(len(above) - 1, 0, -1) if is_rule(above[n])), None)
    if rule is not None and len(cells_of(above[rule - 1])) == count:
        return rule - 1
    names = None
    for number in range(len(above) - 1, -1, -1):
        if len(cells_of(above[number])) != count:
            break
        names = number
    return names


def is_rule(line: str) -> bool:
    """A line that is drawn below the names of columns, or between rows."""
    return "-" in line and _RULE.fullmatch(line) is not None


def cells_of(row: str) -> list[str]:
    """The cells of a line: between upright strokes or tabs, or between wide gaps if there are at least two of those."""
    line = row.strip().strip("|").strip()
    if "|" in line or "\t" in line:
        return [cell.strip() for cell in _STROKE.split(line)]
    cells = _GAP.split(line)
    return cells if len(cells) > 2 else [line]
