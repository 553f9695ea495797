"""The rows of a workbook as they stand, for those who give the columns a meaning of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from ingest.readers.content import Content
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable
from ingest.readers.tables import workbooks
from ingest.readers.tables.cells import shown
from ingest.readers.tables.workbooks import Linked

_LARGEST = 20 * 2**20
_MOST_ROWS = 5_001

Cell = str | Linked


def sheets(content: bytes) -> dict[str, list[list[Cell]]]:
    """The first rows of each sheet that shows, read in a process of its own. Raises Unreadable."""
    # Here, because the process that reads loads this module, too.
    from ingest.readers.confined import confined

    found: dict[str, list[list[Cell]]] = {}
    for row in confined("ingest.readers.tables.sheet_rows", Content(content)):
        cells = row.metadata["cells"]
        assert isinstance(cells, list)
        found.setdefault(row.text, []).append([cell if isinstance(cell, str) else Linked(*cell) for cell in cells])
    return found


def read_all(stream: BinaryIO, _address: str) -> Iterator[Reading]:
    """A Reading for each row, with its cells; its text is the name of the sheet."""
    content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise Unreadable(TOO_COMPLEX)
    for sheet in workbooks.sheets(content):
        for row in islice(sheet.rows, _MOST_ROWS):
            yield Reading(None, sheet.name, {"cells": _plain(row)})


def _plain(row: Sequence[object]) -> list[object]:
    return [_cell(cell) for cell in row]


def _cell(cell: object) -> object:
    match cell:
        case str():
            return cell
        case Linked():
            return [cell.text, cell.address]
        case _:
            return shown(cell)
