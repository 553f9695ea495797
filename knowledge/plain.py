"""Markdown as a person reads it aloud."""

from __future__ import annotations

import re

# No pattern may scan far from every place: a text of forty thousand brackets must not take minutes.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)]{0,500}\)")
_TAG = re.compile(r"<[^>\n]{1,200}>")
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`+")
_RULE = re.compile(r"[|:\s-]*-[|:\s-]*")
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
    """A row of a Markdown table, each cell after the name of its column; anything else as it is.

    `row` stands at `start` of `text`; the names are looked for in the table above it.
    """
    if "|" not in row:
        return row
    above = text[:start].rstrip().split("\n")
    names = next((above[n - 1] for n in range(len(above) - 1, 0, -1) if _RULE.fullmatch(above[n].strip())), "")
    columns, cells = _cells(names), _cells(row)
    if len(columns) != len(cells):
        return row
    first, *others = (f"{name}: {cell}" if name else cell for name, cell in zip(columns, cells, strict=True))
    return "; ".join((cells[0] if others else first, *others))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
