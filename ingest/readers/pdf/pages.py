"""From the lines of printed pages to the paragraphs that were broken into them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from ingest.readers.text.leaders import are_contents, led
from ingest.readers.text.tables import pipe_table

_EDGE = 2
_MOST_PAGES = 0.6
_LARGER = 1.12
_LONGEST_HEADING = 120
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|pagina|p\.?|blz\.?)?\s*\d{1,4}(?:\s*(?:/|of|van|sur|de)\s*\d{1,4})?\Z", re.IGNORECASE
)
# Fonts for symbols put their bullet in the private area, and old encodings at 127.
_BULLET = re.compile(r"\A(?:[•‣▪▫●○◦■□–\uf0b7\uf0a7\x7f]\s*|[-*o]\s+(?=\S))")
_ITEM_NUMBER = re.compile(r"(?:\d{1,2}|[a-z])[.)]\s")
_ENDS = re.compile(r"[.!?:;][\"'”’)]*\Z")
_BROKEN_WORD = re.compile(r"(?<![-\w])(\w*[^\W\d_])[-\u00ad\u2010]\Z")
_SHORT = 0.75
ERROR = 0.06
"""Of the width of words, which is only estimated."""
_LEADING = 1.2
"""Of the letters' size: from one line to the next, where the text itself does not tell."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are printed together: their place, and the size of their letters."""

    text: str
    size: float
    left: float
    right: float
    height: float
    bold: bool = False
    shade: str = ""
    """The colour behind them, if it is not white."""
    band: int = 0
    """Which stretch between lines drawn across it is in, counted from above; 0 where there are none."""
    cells: tuple[str, ...] = ()
    """Of a row of a table whose cells are drawn, all of whose words these are."""
    heads: bool = False
    seen: bool = False

    @property
    def surely(self) -> float:
        """How far they reach even if the estimate is too long."""
        return self.right - ERROR * (self.right - self.left)


Row = list[Words]
"""All that stands at one height, from left to right."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is printed: its words, the size of its letters, and its height on the page."""

    text: str
    size: float
    height: float
    page: int
    room: int = 0
    """The letters of a full line in its column, 0 where the page has but one."""
    cells: tuple[str, ...] = ()
    """Of a row of a table."""
    heads: bool = False
    """Whether the cells name the columns."""
    seen: bool = False
    """Whether they are printed as names, rather than only read like them."""


def title_of(lines: list[Line]) -> str | None:
    """The largest lines of the first page that has any, if they are larger than the rest."""
    body = _body_size(lines)
    first = [line for line in lines if line.page == lines[0].page]
    largest = max((line.size for line in first), default=0.0)
    if largest < body * _LARGER:
        return None
    begins = next(at for at, line in enumerate(first) if line.size == largest)
    # Where the title is no larger than the headings, those that stand further down are no part of it.
    said = " ".join(line.text for line in takewhile(lambda line: line.size == largest, first[begins:]))
    return said if len(said) <= _LONGEST_HEADING else None


def without_furniture(lines: list[Line], pages: int) -> list[Line]:
    """The lines without the headers, footers and page numbers that most pages repeat."""
    heading = _body_size(lines) * _LARGER
    edges = [line for _, page in groupby(lines, lambda line: line.page) for line in _edges(list(page))]
    counts = Counter(pattern for pattern, _ in {(_pattern(line, heading), line.page) for line in edges})
    repeated = {pattern for pattern, count in counts.items() if count >= max(2, pages * _MOST_PAGES)}
    furniture = {
        id(line)
        for line in edges
        # The names of columns are printed anew on each page that a table goes on over.
        if (_pattern(line, heading) in repeated and not line.cells)
        or (pages > 1 and _PAGE_NUMBER.match(line.text.strip()))
    }
    return [line for line in lines if id(line) not in furniture]


def markdown(lines: list[Line]) -> str:
    """Headings, list items and paragraphs, each whole again."""
    lines = _with_leaders(lines)
    body = _body_size(lines)
    levels = _levels(lines, body)
    width = _usual_width(lines, body)
    blocks: list[str] = []
    for group in _groups(lines, levels, width):
        if group[0].cells:
            blocks.append(pipe_table([line.cells for line in group], headed=group[0].heads))
            continue
        first, text = group[0], joined(line.text for line in group)
        level = levels.get(first.size)
        is_heading = level is not None and len(text) <= _LONGEST_HEADING
        blocks.append(f"{'#' * (level or 0)} {text}" if is_heading else _BULLET.sub("- ", text))
    return _spaced(blocks)


def _with_leaders(lines: list[Line]) -> list[Line]:
    """The lines, those whose dots lead to what belongs to a label with both as cells."""
    found: list[Line] = []
    for pairs, together in groupby(lines, lambda line: not line.cells and led(line.text) is not None):
        run = list(together)
        told = [told for line in run if (told := led(line.text))] if pairs else []
        is_table = len(told) > 1 and not are_contents(told)
        found += [replace(line, cells=cells) for line, cells in zip(run, told, strict=True)] if is_table else run
    return found


def _groups(lines: list[Line], levels: dict[float, int], width: float) -> Iterator[list[Line]]:
    gap = _usual_gap(lines)
    group: list[Line] = []
    for line in lines:
        if group and group[0].heads and _is_next_page_of(group, line):
            if line.cells != group[0].cells:
                group.append(replace(line, heads=False))
            continue
        if group and not _goes_on(group[-1], line, levels, width, gap):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _is_next_page_of(table: list[Line], line: Line) -> bool:
    """Whether a row on the next page belongs to the table above it, whose columns are named again there or not."""
    head, above = table[0], table[-1]
    if len(head.cells) != len(line.cells) or above.page + 1 != line.page:
        return False
    return line.cells == head.cells or (head.seen and not line.seen)


def _goes_on(above: Line, line: Line, levels: dict[float, int], width: float, gap: float) -> bool:
    """Whether a line continues the paragraph of the line above it."""
    if above.cells or line.cells:
        return len(above.cells) == len(line.cells) and above.page == line.page and not line.heads
    if above.size != line.size and (above.size in levels or line.size in levels):
        return False
    if above.page != line.page or line.height > above.height + line.size:
        return above.size not in levels and not _ENDS.search(above.text) and line.text[:1].islower()
    if above.size in levels:
        return 0 < above.height - line.height <= 2 * line.size
    if _BULLET.match(line.text) or _ITEM_NUMBER.match(line.text):
        return False
    if above.height - line.height > (gap or line.size * _LEADING) * 1.3:
        return False
    return len(above.text) >= (above.room or width) * _SHORT or (
        not _ENDS.search(above.text) and line.text[:1].islower()
    )


def joined(texts: Iterable[str]) -> str:
    """Lines as one text, the words that were broken between them whole again."""
    text = ""
    for line in texts:
        broken = _BROKEN_WORD.search(text)
        if broken and line[:1].islower():
            text = text[:-1] + line
        elif text.endswith("-") and not text.endswith(" -") and line[:1].isalnum():
            text += line  # The hyphen of `state-of-the-art` or `COVID-19` stays.
        else:
            text = f"{text} {line}" if text else line
    return text


def _body_size(lines: list[Line]) -> float:
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _levels(lines: list[Line], body: float) -> dict[float, int]:
    larger = {line.size for line in lines if line.size >= body * _LARGER}
    return {size: min(rank, 4) for rank, size in enumerate(sorted(larger, reverse=True), start=1)}


def _usual_width(lines: list[Line], body: float) -> float:
    """The letters of a full line: nine in ten lines are no longer."""
    own = [line for line in lines if line.size == body and not line.cells]
    widths = sorted(len(line.text) for line in [line for line in own if not line.room] or own)
    return float(widths[int(len(widths) * 0.9)]) if widths else 0.0


def _usual_gap(lines: list[Line]) -> float:
    gaps = Counter(
        round(above.height - line.height, 1)
        for above, line in pairwise(lines)
        if above.page == line.page and above.height > line.height and above.size == line.size
    )
    # The smallest of the common ones: a text of short paragraphs has more gaps between than within.
    common = [gap for gap, count in gaps.items() if count >= max(2, gaps.total() * 0.1)]
    return min(common, default=0.0)


def _edges(page: list[Line]) -> list[Line]:
    heights = sorted({round(line.height) for line in page})
    outer = {*heights[:_EDGE], *heights[-_EDGE:]}
    return [line for line in page if round(line.height) in outer]


def _pattern(line: Line, heading: float) -> str:
    text = " ".join(line.text.lower().split())
    # `Module 1` and `Module 2` in large letters are headings, not the number of a page.
    return text if line.size >= heading else _DIGITS.sub("#", text)


def _spaced(blocks: list[str]) -> str:
    text = ""
    for above, block in zip(["", *blocks], blocks, strict=False):
        together = above.startswith("- ") and block.startswith("- ")
        text += ("" if not text else "\n" if together else "\n\n") + block
    return text
