"""Tables as Markdown writes them."""

from __future__ import annotations

from collections.abc import Sequence


def pipe_table(rows: Sequence[Sequence[str]], *, headed: bool) -> str:
    """The rows as a pipe table; without a heading of its own it gets an empty one."""
    width = max((len(row) for row in rows), default=0)
    if not any(any(row) for row in rows):
        return ""
    head, body = (rows[0], rows[1:]) if headed else ([""] * width, rows)
    lines = [_line(head, width), _line(["---"] * width, width)]
    return "\n".join(lines + [_line(row, width) for row in body if any(row)])


def _line(cells: Sequence[str], width: int) -> str:
    padded = [*cells, *[""] * (width - len(cells))]
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in padded) + " |"
