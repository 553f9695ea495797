"""Tables as Markdown writes them."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST_FIGURE = 12


def pipe_table(rows: Sequence[Sequence[str]], *, headed: bool) -> str:
    """The rows as a pipe table; without a heading of its own it gets an empty one."""
    width = max((len(row) for row in rows), default=0)
    if not any(any(row) for row in rows):
        return ""
    head, body = (rows[0], rows[1:]) if headed else ([""] * width, rows)
    lines = [_line(head, width), _line(["---"] * width, width)]
    return "\n".join(lines + [_line(row, width) for row in body if any(row)])


def with_one_head(rows: Sequence[Sequence[str]], parts: Sequence[Sequence[object]]) -> list[Sequence[str]] | None:
    """The rows with one that names the columns, where the first names groups of them and the second each in its group.

    `parts` tells of each place which cell it is part of; a cell over several columns is told in the first of them.
    """
    if len(rows) < 3 or len(set(parts[0])) == len(parts[0]) or not all(rows[1]):
        return None
    if any(len(cell) < _LONGEST_FIGURE and any(map(str.isdigit, cell)) for row in rows[:2] for cell in row):
        return None
    goes_down = any(one == other for one, other in zip(parts[0], parts[1], strict=True))
    if not goes_down and rows[0][0]:
        # Nothing tells that the second row names anything.
        return None
    groups: list[str] = []
    for column, name in enumerate(rows[0]):
        goes_on = column > 0 and parts[0][column] == parts[0][column - 1]
        groups.append(groups[-1] if goes_on else name)
    names = [name if group in ("", name) else f"{group}: {name}" for group, name in zip(groups, rows[1], strict=True)]
    return [tuple(names), *rows[2:]]


def _line(cells: Sequence[str], width: int) -> str:
    padded = [*cells, *[""] * (width - len(cells))]
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in padded) + " |"
