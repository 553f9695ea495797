"""Tables whose cells are drawn with lines: each word is in the cell that stands around it (pure)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.readers.pdf.pages import Row, Words, joined
from ingest.readers.pdf.rulings import Rule, Rulings
from ingest.readers.text.heads import heads_the_rest
from ingest.readers.text.tables import with_one_head

_TOUCHES = 3.0
"""Points that a line may fall short of another, or go past it."""
_WIDEST, _MOST_ROWS = 24, 400
_LONGEST_CELL = 700
"""Letters: what is longer is a page that was laid out with lines."""
_FILLED = 0.55
"""Of a form, most fields are empty; of a table, most cells are not."""

_LARGER = 1.15
"""Of the smallest letters in a cell: it has a heading of its own, as a card has."""

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mesh:
    """Lines that cross: where the columns begin and end, from the left, and the rows, from below."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    levels: tuple[tuple[Rule, ...], ...]
    """The lines across at each of `ys`."""
    walls: tuple[tuple[Rule, ...], ...]
    """The lines down at each of `xs`."""

    def place(self, words: Words) -> _Place | None:
        """The row, counted from below, and the column that a word begins in."""
        x, y = words.left + min(words.right - words.left, words.size) / 2, words.height + words.size * 0.3
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return (row, column) if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1 else None

    def wall_right_of(self, row: int, column: int) -> bool:
        """Whether a line is drawn between a cell and the next of its row."""
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        return any(rule.reaches(middle) for rule in self.walls[column + 1])

    def wall_above(self, row: int, column: int) -> bool:
        """Whether a line is drawn between a cell and the one above."""
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        return any(rule.reaches(middle) for rule in self.levels[row + 1])


def meshes(rulings: Rulings) -> list[Mesh]:
    """Every set of lines that cross so as to make two rows and two columns or more."""
    found = []
    for across, down in _crossing(rulings):
        xs = _distinct([*(r.at for r in down), min(r.start for r in across), max(r.end for r in across)])
        ys = _distinct([*(r.at for r in across), min(r.start for r in down), max(r.end for r in down)])
        if 3 <= len(xs) <= _WIDEST + 1 and 3 <= len(ys) <= _MOST_ROWS + 1:
            found.append(Mesh(xs, ys, _at_each(ys, across), _at_each(xs, down)))
    return found


def _at_each(places: Sequence[float], rules: Sequence[Rule]) -> tuple[tuple[Rule, ...], ...]:
    return tuple(tuple(rule for rule in rules if abs(rule.at - place) <= 2 * _TOUCHES) for place in places)


def _crossing(rulings: Rulings) -> Iterator[tuple[list[Rule], list[Rule]]]:
    left = [*((rule, False) for rule in rulings.across), *((rule, True) for rule in rulings.down)]
    while left:
        together, edge = [left.pop()], 0
        while edge < len(together):
            one, is_down = together[edge]
            touched = [other for other in left if other[1] != is_down and _touch(one, other[0])]
            left = [other for other in left if not any(other is each for each in touched)]
            together += touched
            edge += 1
        across, down = [r for r, is_down in together if not is_down], [r for r, is_down in together if is_down]
        if len(across) + len(down) >= 3 and across and down:
            yield across, down


def _touch(one: Rule, other: Rule) -> bool:
    return one.reaches(other.at, _TOUCHES) and other.reaches(one.at, _TOUCHES)


def _distinct(places: Sequence[float]) -> tuple[float, ...]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 2 * _TOUCHES:
            found.append(place)
    return tuple(found)


def with_rows_whole(words: Sequence[Words], drawn: Sequence[Mesh]) -> list[Words]:
    """The words of a page, those in a table as its rows, each with its cells."""
    left = list(words)
    for mesh in drawn:
        inside = [each for each in left if mesh.place(each)]
        if rows := _rows(mesh, inside):
            left = [each for each in left if not mesh.place(each)] + rows
    return left


def _rows(mesh: Mesh, inside: Sequence[Words]) -> list[Words]:
    """The rows from above, or none where the lines are drawn around something else."""
    cells = _cells(mesh)
    held: dict[_Place, Row] = {}
    for words in inside:
        if (place := mesh.place(words)) is not None:
            held.setdefault(cells[place], []).append(words)
    texts = {place: _text(row) for place, row in held.items()}
    if not _is_table(mesh, cells, held, texts):
        return []
    numbers = [n for n in range(len(mesh.ys) - 2, -1, -1) if any(cells[n, c] in texts for c in _columns(mesh))]
    rows = [_row(mesh, cells, held, texts, number) for number in numbers]
    return _headed(rows, numbers, cells, mesh)


def _columns(mesh: Mesh) -> range:
    return range(len(mesh.xs) - 1)


def _cells(mesh: Mesh) -> dict[_Place, _Place]:
    """Place -> the upper left place of the cell that it is part of: where no line is drawn, two are one."""
    found: dict[_Place, _Place] = {}
    for row in range(len(mesh.ys) - 2, -1, -1):
        for column in _columns(mesh):
            found[row, column] = (row, column)
            if row < len(mesh.ys) - 2 and not mesh.wall_above(row, column):
                found[row, column] = found[row + 1, column]
            elif column and not mesh.wall_right_of(row, column - 1):
                found[row, column] = found[row, column - 1]
    return found


def _text(row: Row) -> str:
    ordered = sorted(row, key=lambda words: (-round(words.height), words.left))
    lines = groupby(ordered, key=lambda words: round(words.height))
    return joined(" ".join(" ".join(words.text.split()) for words in line) for _, line in lines)


def _is_table(mesh: Mesh, cells: dict[_Place, _Place], held: dict[_Place, Row], texts: dict[_Place, str]) -> bool:
    if not texts or max(map(len, texts.values())) > _LONGEST_CELL:
        return False
    rows, columns = {row for row, _ in texts}, {column for _, column in texts}
    filled = sum(cell in texts for cell in set(cells.values()) if cell[0] in rows and cell[1] in columns)
    whole = sum(cell[0] in rows and cell[1] in columns for cell in set(cells.values()))
    across = sum(
        words.surely > mesh.xs[column + 1] + words.size and mesh.wall_right_of(place[0], column)
        for place, row in held.items()
        for words in row
        for column in [place[1]]
    )
    return (
        len(rows) >= 2
        and sum(sum(at == column for _, at in texts) >= 2 for column in columns) >= 2
        and filled >= _FILLED * whole
        and across <= 0.1 * len(texts)
        and sum(max(w.size for w in row) > _LARGER * min(w.size for w in row) for row in held.values()) <= 1
    )


def _row(
    mesh: Mesh, cells: dict[_Place, _Place], held: dict[_Place, Row], texts: dict[_Place, str], number: int
) -> Words:
    """A row with what it says in each column; the name of a group belongs to each of its rows."""
    said: list[str] = []
    own: Row = []
    for column in _columns(mesh):
        cell = cells[number, column]
        goes_on = column > 0 and cells[number, column - 1] == cell
        said.append("" if goes_on else texts.get(cell, ""))
        own += [] if goes_on else held.get(cell, [])
    size = max(words.size for words in own)
    height = max((w.height for w in own if mesh.ys[number] <= w.height + w.size * 0.3), default=mesh.ys[number])
    height = min(height, mesh.ys[number + 1])
    return Words(
        " ".join(filter(None, said)), size, mesh.xs[0], mesh.xs[-1], height,
        bold=all(w.bold for w in own), shade=own[0].shade if len({w.shade for w in own}) == 1 else "",
        cells=tuple(said),
    )  # fmt: skip


def _headed(rows: list[Words], numbers: Sequence[int], cells: dict[_Place, _Place], mesh: Mesh) -> list[Words]:
    """The rows with the one that names the columns marked; a title over all columns is no row."""
    before: list[Words] = []
    while len(rows) > 2 and len({cells[numbers[0], c] for c in _columns(mesh)}) == 1:
        before.append(replace(rows[0], cells=()))
        rows, numbers = rows[1:], numbers[1:]
    parts = [[cells[number, c] for c in _columns(mesh)] for number in numbers[:2]]
    if named := with_one_head([row.cells for row in rows], parts):
        names = tuple(named[0])
        first = replace(rows[0], text=" ".join(filter(None, names)), cells=names, heads=True, seen=True)
        return [*before, first, *rows[2:]]
    found = heads_the_rest([row.cells for row in rows], [(row.bold, row.shade, 0) for row in rows])
    return [*before, replace(rows[0], heads=found is not None, seen=found == "seen"), *rows[1:]]
