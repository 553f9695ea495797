"""Tables in plain text, which blanks, dots or strokes draw, as Markdown writes them (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from ingest.readers.text.heads import heads_the_rest
from ingest.readers.text.leaders import are_contents, led
from ingest.readers.text.tables import pipe_table

_GAP = re.compile(r"\S(?: {2,}|\t)\S")
_RULE = re.compile(r"\s*(?:[-=_]{3,}[-=_\s]*|\+[-=+\s]+)")
_BOXED = re.compile(r"\s*(?:\|.*\||\+[-=+]+\+)\s*")
_BULLET = re.compile(r"(?:[-*+•–>]|\d{1,3}[.)]|[a-z][.)]|\[.?\])")
_MARKED = re.compile(r"(?:[-*+•>]\s|#|\|)")
_FEWEST, _MOST_ROWS = 3, 2_000
_WIDEST_CELL = 120
_PROSE = 34
"""Letters: where the lines of all columns are mostly longer, each is a text of its own."""
_FILLED = 0.6

_Rows = list[tuple[str, ...]]


def with_tables(text: str) -> str:
    """The text, with a Markdown table for every table that is surely one, and all else as it stands."""
    written: list[str] = []
    for lines in _paragraphs(text.split("\n")):
        at = 0
        while at < len(lines):
            found = _boxed(lines[at:]) or _led(lines[at:]) or _aligned(lines[at:])
            if found is None:
                written.append(lines[at])
                at += 1
                continue
            table, length = found
            at += length
            written += [*([""] if written and written[-1].strip() else []), table, *([""] if at < len(lines) else [])]
    return "\n".join(written)


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines, those together that no empty one is between."""
    together: list[str] = []
    for line in lines:
        if bool(line.strip()) != bool(together and together[-1].strip()) and together:
            yield together
            together = []
        together.append(line)
    if together:
        yield together


def _boxed(lines: Sequence[str]) -> tuple[str, int] | None:
    """A table in a box of strokes and pluses."""
    length = next((n for n, line in enumerate(lines) if not _BOXED.fullmatch(line)), len(lines))
    if length < _FEWEST or not lines[0].strip().startswith("+"):
        return None
    groups: list[_Rows] = [[]]
    for line in lines[:length]:
        if line.strip().startswith("+"):
            groups.append([])
        else:
            groups[-1].append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
    groups = [group for group in groups if group]
    if len({len(row) for group in groups for row in group}) != 1 or len(groups[0][0]) < 2:
        return None
    if len(groups) <= 2:
        # Lines above and below all rows, and below the names.
        return pipe_table([row for group in groups for row in group], headed=len(groups) == 2), length
    return pipe_table([_whole(group) for group in groups], headed=True), length


def _led(lines: Sequence[str]) -> tuple[str, int] | None:
    """Labels, dots, and what belongs to each."""
    if led(lines[0]) is None:
        return None
    pairs: list[tuple[str, str]] = []
    for line in lines[:_MOST_ROWS]:
        if found := led(line):
            pairs.append(found)
        elif pairs and len(line) - len(line.lstrip()) >= _column_of(lines[len(pairs) - 1], pairs[-1][1]):
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
        else:
            break
    taken = sum(led(line) is not None for line in lines[: len(pairs)])
    if len(pairs) < 2 or taken < len(pairs) or are_contents(pairs):
        return None
    return pipe_table(pairs, headed=False), len(pairs)


def _column_of(line: str, value: str) -> int:
    return max(line.find(value), 8)


def _aligned(lines: Sequence[str]) -> tuple[str, int] | None:
    """Columns that begin below one another, apart by blanks."""
    if not _GAP.search(lines[0].strip()) or _MARKED.match(lines[0].strip()) or "|" in lines[0]:
        return None
    lines = [line.expandtabs() for line in lines[:_MOST_ROWS]]
    best: tuple[str, int] | None = None
    rules: list[int] = []
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _RULE.fullmatch(line) and kept:
            rules.append(len(kept))
        elif _belongs(line, kept):
            kept.append(line)
        else:
            break
        if len(kept) >= 2 + (not rules):
            best = _table(kept, rules, number + 1) or best
    return best


def _belongs(line: str, above: Sequence[str]) -> bool:
    indent = len(line) - len(line.lstrip())
    first = min((len(one) - len(one.lstrip()) for one in above), default=indent)
    # A table that strokes are drawn in is read as it stands.
    return "|" not in line and (_GAP.search(line.strip()) is not None or indent >= first + 4)


def _table(lines: Sequence[str], rules: Sequence[int], length: int) -> tuple[str, int] | None:
    starts = _columns(lines)
    cut = [tuple(line[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)) for line in lines]
    if len(starts) < 2 or not _is_table(cut):
        return None
    headed = list(rules[:1]) == [1]
    rows = _rows(cut)
    if len(rows) < 2 or any(len(cell) > 3 * _WIDEST_CELL for row in rows for cell in row):
        return None
    headed = headed or heads_the_rest(rows, [(False, "", 0)] * len(rows)) is not None
    return pipe_table(rows, headed=headed), length


def _columns(lines: Sequence[str]) -> list[int]:
    """Where the columns begin: below two blanks or more in every line."""
    width = max(map(len, lines))
    empty = [all(line[at : at + 1] in ("", " ") for line in lines) for at in range(width)]
    first = next((at for at in range(width) if not empty[at]), 0)
    return [first, *(at for at in range(first + 2, width) if not empty[at] and empty[at - 1] and empty[at - 2])]


def _is_table(rows: Sequence[tuple[str, ...]]) -> bool:
    columns = list(zip(*rows, strict=True))
    labels = [cell for cell in columns[0] if cell]
    if len(labels) < 2 or not rows[0][0] or max(len(cell) for row in rows for cell in row) > _WIDEST_CELL:
        return False
    if all(map(_BULLET.fullmatch, labels)) or sum(cell.endswith(":") for cell in labels) > len(labels) / 2:
        # Items of a list, or labels that tell by themselves what they are of.
        return False
    if min(sum(map(bool, column)) for column in columns[1:]) < _FILLED * len(labels):
        return False
    return not all(map(_is_prose, columns))


def _is_prose(column: Sequence[str]) -> bool:
    """Whether what stands below one another goes on from line to line, as in a newspaper."""
    said = [cell for cell in column if cell]
    length, going_on = median(map(len, said)), sum(cell[0].islower() for cell in said)
    return length > _PROSE or (length > 0.6 * _PROSE and going_on >= 0.3 * len(said))


def _rows(cut: Sequence[tuple[str, ...]]) -> _Rows:
    """The rows, a line that begins no row with the one that it goes on from."""
    rows: list[_Rows] = []
    for line in cut:
        if rows and not line[0] and not (len(line) > 2 and all(line[1:])):
            rows[-1].append(line)
        else:
            # The name of a group belongs to each of its rows.
            rows.append([(rows[-1][0][0], *line[1:]) if rows and not line[0] else line])
    return [_whole(row) for row in rows]


def _whole(lines: _Rows) -> tuple[str, ...]:
    return tuple(" ".join(filter(None, cells)) for cells in zip(*lines, strict=True))
