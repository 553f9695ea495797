"""From the lines of printed pages to the paragraphs that were broken into them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

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
_LEADING = 1.2
"""Of the letters' size: from one line to the next, where the text itself does not tell."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is printed: its words, the size of its letters, and its height on the page."""

    text: str
    size: float
    height: float
    page: int


def title_of(lines: list[Line]) -> str | None:
    """The largest lines of the first page that has any, if they are larger than the rest."""
    body = _body_size(lines)
    first = [line for line in lines if line.page == lines[0].page]
    largest = max((line.size for line in first), default=0.0)
    if largest < body * _LARGER:
        return None
    said = " ".join(line.text for line in first if line.size == largest)
    return said if len(said) <= _LONGEST_HEADING else None


def without_furniture(lines: list[Line], pages: int) -> list[Line]:
    """The lines without the headers, footers and page numbers that most pages repeat."""
    edges = [line for page in range(pages) for line in _edges([line for line in lines if line.page == page])]
    counts = Counter(pattern for pattern, _ in {(_pattern(line), line.page) for line in edges})
    repeated = {pattern for pattern, count in counts.items() if count >= max(2, pages * _MOST_PAGES)}
    furniture = {
        id(line)
        for line in edges
        if _pattern(line) in repeated or (pages > 1 and _PAGE_NUMBER.match(line.text.strip()))
    }
    return [line for line in lines if id(line) not in furniture]


def markdown(lines: list[Line]) -> str:
    """Headings, list items and paragraphs, each whole again."""
    body = _body_size(lines)
    levels = _levels(lines, body)
    width = _usual_width(lines, body)
    blocks: list[str] = []
    for group in _groups(lines, levels, width):
        first, text = group[0], _joined(line.text for line in group)
        level = levels.get(first.size)
        is_heading = level is not None and len(text) <= _LONGEST_HEADING
        blocks.append(f"{'#' * (level or 0)} {text}" if is_heading else _BULLET.sub("- ", text))
    return _spaced(blocks)


def _groups(lines: list[Line], levels: dict[float, int], width: float) -> Iterator[list[Line]]:
    gap = _usual_gap(lines)
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group[-1], line, levels, width, gap):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(above: Line, line: Line, levels: dict[float, int], width: float, gap: float) -> bool:
    """Whether a line continues the paragraph of the line above it."""
    if above.size != line.size and (above.size in levels or line.size in levels):
        return False
    if above.page != line.page:
        return above.size not in levels and not _ENDS.search(above.text) and line.text[:1].islower()
    if above.size in levels:
        return 0 < above.height - line.height <= 2 * line.size
    if _BULLET.match(line.text) or _ITEM_NUMBER.match(line.text):
        return False
    if above.height - line.height > (gap or line.size * _LEADING) * 1.3:
        return False
    return len(above.text) >= width * _SHORT or (not _ENDS.search(above.text) and line.text[:1].islower())


def _joined(texts: Iterable[str]) -> str:
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
    widths = sorted(len(line.text) for line in lines if line.size == body)
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


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", " ".join(line.text.lower().split()))


def _spaced(blocks: list[str]) -> str:
    text = ""
    for above, block in zip(["", *blocks], blocks, strict=False):
        together = above.startswith("- ") and block.startswith("- ")
        text += ("" if not text else "\n" if together else "\n\n") + block
    return text


def merged(lines: Iterable[Line]) -> list[Line]:
    """The lines, those printed at one height as one: the cells of a row are drawn apart."""
    rows: list[Line] = []
    for line in lines:
        text = " ".join(line.text.split())
        if not text:
            continue
        above = rows[-1] if rows else None
        if above and above.page == line.page and abs(above.height - line.height) < 1 and line.height:
            rows[-1] = replace(above, text=f"{above.text} {text}", size=max(above.size, line.size))
        else:
            rows.append(replace(line, text=text))
    return rows
