"""The lists of a text: their items, verbatim, and what leads up to each list (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge import front_matter
from knowledge.grids import Grid, Row
from knowledge.plain import plain

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,2}[.)])\s+(\S.*)")
_MOST, _LONGEST = 40, 600
_FEWEST = 2


def lists_of(text: str) -> list[Grid]:
    """Every list of two items or more, as a table of one column, in order. Items may stand a line apart."""
    return list(_lists(text))


def _lists(text: str) -> Iterator[Grid]:
    headings: list[tuple[int, str]] = []
    items: list[Row] = []
    lead = ""
    begins = front_matter.end_of(text)
    at = begins[2] if begins else 0
    for raw in [*text[at:].splitlines(keepends=True), "\n#"]:
        line = raw.strip()
        item = _ITEM.fullmatch(line)
        if item and len(line) <= _LONGEST:
            start = at + raw.index(item[1])
            items.append(Row((plain(item[1]),), ((start, start + len(item[1])),)))
        elif line:
            if _FEWEST <= len(items) <= _MOST:
                yield Grid(("",), tuple(items), None, (*(title for _, title in headings), *([lead] if lead else [])))
            items = []
            if heading := _HEADING.fullmatch(line):
                headings = [(level, title) for level, title in headings if level < len(heading[1])]
                headings.append((len(heading[1]), plain(heading[2])))
                lead = ""
            else:
                # A paragraph that ends with a colon leads up to a list; another one only stands above it.
                lead = plain(line) if line.endswith(":") else ""
        at += len(raw)
