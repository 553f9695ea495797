"""From words at their places on a page to its lines in the order in which they are read (pure)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from operator import attrgetter
from statistics import median

from ingest.readers.pdf import ruled_tables
from ingest.readers.pdf.pages import ERROR, Line, Row, Words
from ingest.readers.pdf.printed_tables import lines_together, table
from ingest.readers.pdf.rulings import Rule, Rulings, bands

_BULLET = re.compile(r"(?:[•‣▪▫●○◦■□–*\uf0b7\uf0a7\x7f-]|\d{1,2}[.)]|[a-z][.)])\Z")
_INDENT = 4.5
"""Of the size: from a bullet to what it stands before; further on is another column, and a dash that it is empty."""
_ALIKE = 2.0
"""Points within which two left edges are one."""
_MOST_EDGES = 40
_FEWEST_LETTERS = 20
"""Of a line of prose, in however narrow a column."""
_LARGER = 1.12
_NONE = Rulings()
_AT = attrgetter("at")
_EMPTY = 3.2
"""Of the size: beside a heading over both columns, the other one is empty for this far."""


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows `start` to `end` of a page, between whose halves nothing stands at `gutter`."""

    gutter: float
    start: int
    end: int


def rows_of(pieces: Iterable[Words], rulings: Rulings = _NONE) -> list[Row]:
    """The words of a page by height, from top to bottom; what touches is one, unless a line is drawn between."""
    drawn = list(pieces)
    edges = _edges(drawn)
    meshes = ruled_tables.meshes(rulings)
    walls = sorted((wall for mesh in meshes for at in mesh.walls for wall in at), key=_AT)
    ladders = bands(rulings.across)
    runs = [
        replace(words, shade=_shade(words, rulings), band=_band_of(words, ladders))
        for words in _runs(drawn, edges, walls)
    ]
    rows: list[Row] = []
    for words in sorted(ruled_tables.with_rows_whole(runs, meshes), key=lambda words: (-words.height, words.left)):
        if rows and rows[-1][0].height - words.height < 0.25 * min(words.size, rows[-1][0].size):
            rows[-1].append(words)
        else:
            rows.append([words])
    return [_with_bullets(sorted(row, key=lambda words: words.left)) for row in rows]


def arranged(rows: Sequence[Row], page: int) -> list[Line]:
    """The lines in reading order: columns one after the other, tables row by row."""
    band = _band(rows)
    if band is None:
        return as_lines(rows, page)
    above, inside, below = rows[: band.start], rows[band.start : band.end], rows[band.end :]
    return [*arranged(above, page), *_inside(inside, band.gutter, page), *arranged(below, page)]


def name_columns(row: Row, below: Row) -> bool:
    """Whether a row looks like the names of the columns below it, rather than like what every page begins with."""
    edges = [(words.left, words.right) for words in below]
    marked = all((each.bold, each.shade) != (below[0].bold, below[0].shade) for each in row)
    told = len(row) > 2 or (marked and len(row) == len(below) == 2)
    return told and all(
        any(min(abs(words.left - left), abs(words.right - right)) <= _ALIKE for left, right in edges) for words in row
    )


def as_lines(rows: Sequence[Row], page: int) -> list[Line]:
    """Each row as one line, whatever columns it runs through."""
    return [_line(row, page) for row in rows]


def _shade(words: Words, rulings: Rulings) -> str:
    return rulings.shade((words.left + words.surely) / 2, words.height + words.size * 0.3) if rulings.fills else ""


def _band_of(words: Words, ladders: Sequence[Sequence[Rule]]) -> int:
    height = words.height + words.size * 0.3
    for ladder in ladders:
        if ladder[0].reaches(words.left, 1) and ladder[-1].at < height < ladder[0].at:
            return sum(rule.at > height for rule in ladder)
    return 0


def _runs(pieces: list[Words], edges: frozenset[int], walls: Sequence[Rule]) -> Iterator[Words]:
    """Pieces that go on where the one before ended, as one."""
    run: Words | None = None
    for words in pieces:
        if run is not None and _goes_on(run, words, edges, walls):
            bold = run.bold and (words.bold or not words.text.strip())
            run = replace(run, text=run.text + words.text, right=max(run.right, words.right), bold=bold)
            continue
        if run is not None and run.text.strip():
            yield run
        run = words
    if run is not None and run.text.strip():
        yield run


def _goes_on(run: Words, words: Words, edges: frozenset[int], walls: Sequence[Rule]) -> bool:
    if abs(run.height - words.height) > 0.25 * min(run.size, words.size) or words.left < run.left:
        return False
    if not words.text.strip():
        return True
    between = walls[bisect_right(walls, run.left, key=_AT) : bisect_right(walls, words.left + 1, key=_AT)]
    if any(wall.reaches(words.height) for wall in between):
        return False
    # At the edge of a column, the words before it may seem to reach it.
    slack = -1 if round(words.left) in edges else 1
    em = 0.45 if slack < 0 else 1.5
    return words.left - run.right <= em * words.size + slack * ERROR * (run.right - run.left)


def _edges(pieces: list[Words]) -> frozenset[int]:
    """Where three or more lines, or parts of lines, begin, and far more than elsewhere on the page."""
    starts = Counter(left for left, _ in {(round(words.left), round(words.height)) for words in pieces})
    across = max(starts, default=0) - min(starts, default=0) + 1
    enough = max(3.0, 3 * 3 * starts.total() / across)
    return frozenset(left for left in starts if starts[left - 1] + starts[left] + starts[left + 1] >= enough)


def _with_bullets(row: Row) -> Row:
    whole: Row = []
    for words in row:
        if whole and _BULLET.match(whole[-1].text.strip()) and words.left - whole[-1].right <= _INDENT * words.size:
            words = replace(words, text=f"{whole[-1].text.strip()} {words.text}", left=whole.pop().left)
        whole.append(words)
    return whole


def _line(row: Row, page: int, room: int = 0) -> Line:
    text = " ".join(" ".join(words.text.split()) for words in row)
    if len(row) == 1 and row[0].cells:
        [whole] = row
        return Line(text, whole.size, whole.height, page, cells=whole.cells, heads=whole.heads, seen=whole.seen)
    return Line(text, max(words.size for words in row), row[0].height, page, room=room)


def _band(rows: Sequence[Row]) -> _Band | None:
    """The stretch of rows that are best split in two by an empty gutter."""
    starts = Counter(round(words.left) for row in rows for words in row)
    inner = {round(words.left) for row in rows for words in row[1:]}
    edges = sorted((edge for edge in starts if edge in inner or starts[edge] >= 3), key=lambda edge: -starts[edge])
    found = [(score, band) for edge in edges[:_MOST_EDGES] for score, band in _stretches(rows, edge - _ALIKE)]
    best = max(found, key=lambda pair: pair[0], default=None)
    return best[1] if best else None


def _stretches(rows: Sequence[Row], gutter: float) -> Iterator[tuple[float, _Band]]:
    """Every stretch of rows that a gutter splits, and how many lines it splits there."""
    start = 0
    for end in range(len(rows) + 1):
        if end < len(rows) and not _ends_before(rows, end, gutter):
            continue
        band = _trimmed(rows, _Band(gutter, start, end))
        sides = [_sides(row, gutter) for row in rows[band.start : band.end]]
        lefts, rights = sum(bool(left) for left, _ in sides), sum(bool(right) for _, right in sides)
        both = sum(bool(left and right) for left, right in sides)
        if both >= 2 or min(lefts, rights) >= 3:
            yield min(lefts, rights) + both / 2, band
        start = end if end < len(rows) and not _crosses(rows[end], gutter) else end + 1


def _ends_before(rows: Sequence[Row], at: int, gutter: float) -> bool:
    """Whether a band cannot go through this row: it crosses the gutter, or is a heading over both columns."""
    if _crosses(rows[at], gutter):
        return True
    left, right = _sides(rows[at], gutter)
    if not left or right or not 0 < at < len(rows) - 1:
        return False
    if any(left[0].size < _LARGER * rows[beside][0].size for beside in (at - 1, at + 1)):
        return False
    above = (row[0].height for row in rows[at - 1 :: -1] if _sides(row, gutter)[1])
    below = (row[0].height for row in rows[at + 1 :] if _sides(row, gutter)[1] or _crosses(row, gutter))
    return next(above, 0.0) - next(below, inf) > _EMPTY * rows[at + 1][0].size


def _crosses(row: Row, gutter: float) -> bool:
    return any(words.left < gutter < words.surely for words in row)


def _trimmed(rows: Sequence[Row], band: _Band) -> _Band:
    """The band without rows at its ends that stand apart on one side."""
    start, end = band.start, band.end
    while start < end - 1 and _is_apart(rows[start], rows[start + 1], band.gutter):
        start += 1
    while end - 1 > start and _is_apart(rows[end - 1], rows[end - 2], band.gutter):
        end -= 1
    return _Band(band.gutter, start, end)


def _is_apart(row: Row, neighbour: Row, gutter: float) -> bool:
    left, right = _sides(row, gutter)
    size = max(row[0].size, neighbour[0].size)
    return not (left and right) and abs(row[0].height - neighbour[0].height) > 1.7 * size


def _sides(row: Row, gutter: float) -> tuple[Row, Row]:
    return [words for words in row if words.left < gutter], [words for words in row if words.left >= gutter]


def _inside(rows: Sequence[Row], gutter: float, page: int) -> list[Line]:
    split = [_sides(row, gutter) for row in rows]
    lefts, rights = [left for left, _ in split if left], [right for _, right in split if right]
    if _is_table(rows, gutter, lefts, rights):
        first = next(at for at, (left, right) in enumerate(split) if left and right)
        return [*as_lines(rows[:first], page), *table(rows[first:], page)]
    return [*_column(lefts, page), *_column(rights, page)]


def _column(rows: Sequence[Row], page: int) -> list[Line]:
    lines = arranged(rows, page)
    lengths = sorted(len(line.text) for line in lines)
    room = lengths[int(len(lengths) * 0.9)] if len(lengths) >= 4 else 0
    return [line if line.cells or line.room else replace(line, room=room) for line in lines]


def _is_table(rows: Sequence[Row], gutter: float, lefts: Sequence[Row], rights: Sequence[Row]) -> bool:
    """Whether what stands beside one another belongs together, rather than each to what is above it."""
    if all(any(_BULLET.match(row[0].text.split(maxsplit=1)[0]) for row in side) for side in (lefts, rights)):
        return False
    full = min(_fill(lefts), _fill(rights)) >= 0.75 and min(len(lefts), len(rights)) >= 4
    if full and _is_prose(lefts) and _is_prose(rights):
        return False
    if (_runs_on(lefts) and _runs_on(rights)) or (_has_headings(lefts) and _has_headings(rights)):
        return False
    groups = [[_sides(row, gutter) for row in group] for group in lines_together(rows)]
    shared = [group for group in groups if any(left for left, _ in group) and any(right for _, right in group)]
    if len(shared) >= 3:
        single = [
            group
            for group in shared
            if all(len(lines_together([*filter(None, side)])) == 1 for side in zip(*group, strict=True))
        ]
        return len(single) >= 0.8 * len(shared) and len(shared) >= 0.6 * len(groups)
    both = sum(bool(left and right) for left, right in (_sides(row, gutter) for row in rows))
    return not full and both >= 2 and both >= 0.6 * min(len(lefts), len(rights))


def _is_prose(side: Sequence[Row]) -> bool:
    """Whether paragraphs follow one another evenly; a cell that is shorter than its neighbour leaves a gap."""
    starts = set(_starts(side))
    gaps = [above[0].height - below[0].height for above, below in pairwise(side) if below[0].height in starts]
    uneven = sum(gap > 1.25 * median(gaps) for gap in gaps)
    letters = median(sum(len(words.text) for words in row) for row in side)
    return letters >= _FEWEST_LETTERS and len(side) >= 2.5 * len(starts) and uneven <= 0.2 * len(gaps)


def _runs_on(side: Sequence[Row]) -> bool:
    """Whether its lines are as close and as long as those of a paragraph, and go on in the middle of a sentence."""
    lines = [" ".join(words.text.strip() for words in row) for row in side]
    long = len(lines) > 2 and median(map(len, lines)) >= _FEWEST_LETTERS and len(lines_together(side)) == 1
    return long and 2 * sum(line[:1].islower() for line in lines) > len(lines)


def _has_headings(side: Sequence[Row]) -> bool:
    """Whether larger letters stand between others, as the names of things do that are told below them."""
    least = min(row[0].size for row in side)
    return any(
        above[0].size == below[0].size == least and row[0].size >= _LARGER * least
        for above, row, below in zip(side, side[1:], side[2:], strict=False)
    )


def _starts(side: Sequence[Row]) -> list[float]:
    """The heights at which something new begins: after a gap wider than that between lines."""
    heights = [row[0].height for row in side]
    gaps = [above - below for above, below in pairwise(heights)]
    usual = min((gap for gap in gaps if gap > 0.8 * side[0][0].size), default=0.0)
    return [heights[0], *(below for gap, below in zip(gaps, heights[1:], strict=True) if gap > 1.2 * usual)]


def _fill(side: Sequence[Row]) -> float:
    """How much of the column's width its lines take, the median of them."""
    widths = [row[-1].right - row[0].left - sum(b.left - a.right for a, b in pairwise(row)) for row in side]
    whole = max(row[-1].right for row in side) - min(row[0].left for row in side)
    return median(widths) / whole if whole > 0 else 0.0
