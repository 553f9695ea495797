"""The lists of a text: their items, verbatim, and what leads up to each list (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge import front_matter
from knowledge.grids import Grid, Row, Span
from knowledge.plain import plain

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,2}[.)]|[a-z]\))\s+(\S.*)")
_MOST, _LONGEST = 40, 600
_FEWEST = 2
# What stands under a parent that is longer is told with it, and not by the parent's name.
_LONGEST_NAME = 80
# A list that goes on under the next heading: on the next slide, on the next page.
_GOES_ON = re.compile(
    r"\s*[-–:]?\s*[([]?\b(?:suite|continued|cont(?:'d|\.)?|vervolg)[)\]]?\s*$|\s*[([]?\b\d\s*/\s*\d[)\]]?\s*$",
    re.I,
)
_ENDS_A_SENTENCE = (".", ",", ";", "!", "?")


@dataclass(slots=True)
class _Item:
    text: str
    span: Span
    indent: int
    within: list[_Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    at: int
    indent: int


def lists_of(text: str) -> list[Grid]:
    """Every list of two items or more, as a table of one column, in order. Items may stand a line apart.

    What stands under an item is further cells of it, and where that is a list itself, a list of its own, too, which
    its item leads up to.
    """
    return list(_lists(text))


def _lists(text: str) -> Iterator[Grid]:
    headings: list[tuple[int, str]] = []
    items: list[_Item] = []
    above: list[str] = []
    after_a_blank = True
    lines = _lines(text)
    plainly = not any(_HEADING.fullmatch(line.text) for line in lines)
    for number, line in enumerate([*lines, _Line("#", len(text), 0)]):
        item = _ITEM.fullmatch(line.text)
        if item and len(line.text) <= _LONGEST:
            _add(items, item[1], line)
        elif line.text and items and line.indent > items[-1].indent and not after_a_blank:
            _lengthen(items, line, text)
        elif line.text:
            heading = _HEADING.fullmatch(line.text)
            if heading and headings and _goes_on((len(heading[1]), heading[2]), headings[-1]):
                after_a_blank = False
                continue
            yield from _grids(items, headings, above)
            items = []
            if heading:
                headings = [(level, title) for level, title in headings if level < len(heading[1])]
                headings.append((len(heading[1]), plain(heading[2])))
                above = []
            elif plainly and after_a_blank and _is_a_heading(line, lines[number + 1 : number + 2]):
                headings, above = [(1, plain(line.text))], []
            else:
                above = [*([] if after_a_blank else above), line.text]
        after_a_blank = not line.text


def _lines(text: str) -> list[_Line]:
    begins = front_matter.end_of(text)
    at = begins[2] if begins else 0
    found: list[_Line] = []
    for raw in text[at:].splitlines(keepends=True):
        line = raw.strip()
        indent = len(raw) - len(raw.lstrip()) if line else 0
        found.append(_Line(line, at + indent, indent))
        at += len(raw)
    return found


def _is_a_heading(line: _Line, following: Sequence[_Line]) -> bool:
    """In a text without marks: a short line that begins a paragraph and is no sentence."""
    short = len(line.text) <= _LONGEST_NAME and not line.text.endswith((*_ENDS_A_SENTENCE, ":"))
    return short and any(next.text for next in following)


def _add(items: list[_Item], said: str, line: _Line) -> None:
    start = line.at + len(line.text) - len(said)
    item = _Item(plain(said), (start, start + len(said)), line.indent)
    if items and line.indent > items[-1].indent:
        items[-1].within.append(item)
    else:
        items.append(item)


def _lengthen(items: list[_Item], line: _Line, text: str) -> None:
    """A line that goes on with the item above it."""
    last = items[-1].within[-1] if items[-1].within else items[-1]
    last.span = (last.span[0], line.at + len(line.text))
    last.text = plain(" ".join(text[slice(*last.span)].split()))


def _goes_on(heading: tuple[int, str], last: tuple[int, str]) -> bool:
    return heading[0] == last[0] and _core(heading[1]) == _core(last[1])


def _core(heading: str) -> str:
    return _GOES_ON.sub("", plain(heading)).casefold()


def _grids(items: Sequence[_Item], headings: Sequence[tuple[int, str]], above: Sequence[str]) -> Iterator[Grid]:
    # A paragraph that ends with a colon leads up to a list; another one only stands above it.
    lead = plain(" ".join(above)) if above and above[-1].endswith(":") else ""
    titles = (*(title for _, title in headings), *([lead] if lead else []))
    if _FEWEST <= len(items) <= _MOST:
        widest = max(len(item.within) for item in items)
        yield Grid(("",) * (1 + widest), tuple(_row(item, widest) for item in items), None, titles)
    for item in items:
        if _FEWEST <= len(item.within) <= _MOST and len(item.text) <= _LONGEST_NAME:
            within = tuple(Row((each.text,), (each.span,)) for each in item.within)
            yield Grid(("",), within, None, (*titles, item.text))


def _row(item: _Item, widest: int) -> Row:
    cells = [(item.text.removesuffix(":"), item.span), *((each.text, each.span) for each in item.within)]
    cells += [("", item.span)] * (1 + widest - len(cells))
    return Row(tuple(cell for cell, _ in cells), tuple(span for _, span in cells))
