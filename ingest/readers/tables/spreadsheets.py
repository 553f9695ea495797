"""Tables of vacancies, courses or events, as CSV or as a workbook (.xlsx): each row is one of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from ingest.readers.markup import line, markdown
from ingest.readers.postings import told
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable, reading
from ingest.readers.tables import delimited, headers, workbooks
from ingest.readers.tables.cells import Dates, shown
from ingest.readers.tables.headers import Meaning
from ingest.readers.tables.records import Row, record
from ingest.readers.text.tables import pipe_table

log = logging.getLogger(__name__)

_HEAD = 1_000
"""Rows that are looked at before the first is read: for the headers, and for how days are written."""
_HEADERS_WITHIN = 20
_MOST_ROWS = 500_000
_MOST_PLAIN_ROWS = 5_000
_LARGEST_WORKBOOK = 50 * 2**20
_LONGEST_LINE = 160
"""Longer cells are texts of their own, under their header."""
_SHORT_TITLE = 120


@dataclass(frozen=True, slots=True)
class _Table:
    names: tuple[str, ...]
    """Of its sheet and of its file."""
    rows: Iterator[list[object]]


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """A Reading for each vacancy, course or event; a sheet of anything else is one plain Reading with its table.

    Raises Unreadable where the table breaks off, after what stands before.
    """
    count = 0
    ids: set[int] = set()
    for table in _tables(stream, address):
        for found in _readings(table):
            count += 1
            yield _named_once(found, ids)
    if not count:
        raise Unreadable("The table is empty.")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, its columns' names first."""

    names: tuple[str, ...]
    """Of the table and of what it stands in."""
    rows: list[list[object]]


def readings_of(tables: Sequence[Rows]) -> Iterator[Reading]:
    """What tables say that were read elsewhere, as `read_all` reads those of a workbook."""
    ids: set[int] = set()
    for table in tables:
        for found in _readings(_Table(table.names, iter(table.rows))):
            yield _named_once(found, ids)


def read(content: bytes) -> Reading:
    """The whole file as one document, whatever its rows are."""
    plain = [reading for table in _tables(BytesIO(content), "") for reading in _plain(table, list(table.rows))]
    if not plain:
        raise Unreadable("The table is empty.")
    return reading(plain[0].title, "\n\n".join(found.text for found in plain))


def _tables(stream: BinaryIO, address: str) -> Iterator[_Table]:
    path = urlsplit(address).path if "://" in address else address
    stem = PurePosixPath(path).stem
    start = stream.read(4)
    if start.startswith(b"PK"):
        content = start + stream.read(_LARGEST_WORKBOOK)
        if len(content) > _LARGEST_WORKBOOK:
            raise Unreadable(TOO_COMPLEX)
        yield from (_Table((sheet.name, stem), sheet.rows) for sheet in workbooks.sheets(content))
        return
    rows = delimited.rows(stream, start)
    yield _Table((stem,), (list(row) for row in rows))


def _readings(table: _Table) -> Iterator[Reading]:
    rows = ((number, row) for number, row in enumerate(table.rows, start=1))
    filled = ((number, row) for number, row in rows if any(shown(cell) for cell in row))
    head: list[tuple[int, list[object]]] = []
    broken: Unreadable | None = None
    try:
        for each in islice(filled, _HEAD):
            head.append(each)
    except Unreadable as error:
        broken = error
    at, meant = _headers([row for _, row in head[:_HEADERS_WITHIN]], table.names)
    if meant is None:
        every = [row for _, row in chain(head, islice(filled, _MOST_PLAIN_ROWS))]
        if broken:
            raise broken
        yield from _plain(table, every)
        return
    yield from _records(head[at][1], meant, head[at + 1 :], filled if broken is None else iter(()))
    if broken:
        raise broken


def _headers(rows: Sequence[list[object]], names: Sequence[str]) -> tuple[int, Meaning | None]:
    """Which of the first rows names the columns, and what it means."""
    known = [sum(headers.known(shown(cell)) for cell in row) for row in rows]
    best = max(range(len(rows)), key=lambda at: (known[at], -at), default=0)
    if not rows or known[best] < 2:
        return 0, None
    return best, headers.meaning([shown(cell) for cell in rows[best]], names)


def _records(
    header: list[object],
    meant: Meaning,
    head: list[tuple[int, list[object]]],
    rest: Iterator[tuple[int, list[object]]],
) -> Iterator[Reading]:
    names = [line(shown(cell), 80) or "" for cell in header]
    dates = Dates.of([row for _, row in head], len(names))
    for count, (number, row) in enumerate(chain(head, rest)):
        if count >= _MOST_ROWS:
            raise Unreadable(f"The table has more than {_MOST_ROWS} rows.")
        if [shown(cell) for cell in row] == [shown(cell) for cell in header]:
            continue
        try:
            yield _record(names, meant, row, dates)
        except Unreadable as error:
            log.warning("left out row %s: %s", number, error.reason)


def _record(names: list[str], meant: Meaning, row: list[object], dates: Dates) -> Reading:
    if any(shown(cell) for cell in row[len(names) :]):
        raise Unreadable("It has more cells than there are headers.")
    cells = [*row, *[None] * (len(names) - len(row))][: len(names)]
    kind = _kind(meant, cells)
    fields = meant.fields[kind]
    if sum(bool(shown(cell)) for cell in cells) == 1 < len(fields):
        raise Unreadable("It says nothing but one word or title.")
    # A number that counts days is read as the day that it stands for.
    cells = [dates.counted(cell) if at in meant.days(kind) else cell for at, cell in enumerate(cells)]
    found = record(Row(kind, fields, cells, names, dates))
    text = _text(str(found["title"]), names, cells, fields["title"])
    return reading(str(found["title"]), text, told(found, text) if kind == "vacancy" else found)


def _kind(meant: Meaning, cells: list[object]) -> str:
    for fields in meant.fields.values():
        at = fields.get("kind")
        if at is not None and (kind := headers.kind_called(shown(cells[at]))):
            return kind
    if meant.kind is None:
        raise Unreadable("It does not tell whether it is a vacancy, a course or an event.")
    return meant.kind


def _text(title: str, names: list[str], cells: list[object], of_title: int) -> str:
    short: list[str] = []
    long: list[str] = []
    for at, (name, cell) in enumerate(zip(names, cells, strict=True)):
        said = shown(cell)
        if at == of_title or not said:
            continue
        if len(said) > _LONGEST_LINE or "\n" in said.strip():
            long.append(f"## {name}\n\n{markdown(said)}" if name else markdown(said))
        elif words := line(said, _LONGEST_LINE):
            short.append(f"**{name}**: {words}" if name else words)
    return "\n\n".join(part for part in (f"# {title}", "\n".join(short), *long) if part)


def _plain(table: _Table, rows: list[list[object]]) -> Iterator[Reading]:
    """The table as it stands; a single cell above it is its title."""
    every = [[line(shown(cell), 2_000) or "" for cell in row] for row in rows]
    every = [row for row in every if any(row)]
    if len(every) > _MOST_PLAIN_ROWS:
        raise Unreadable(
            f"The table is none of vacancies, courses or events, and has more than {_MOST_PLAIN_ROWS} rows."
        )
    used = sorted({at for row in every for at, cell in enumerate(row) if cell})
    every = [[row[at] if at < len(row) else "" for at in used] for row in every]
    above = 0
    while above < len(every) and len(used) > 1 and sum(map(bool, every[above])) == 1:
        above += 1
    said = [next(filter(None, row)) for row in every[:above]]
    title = next((words for words in said if len(words) <= _SHORT_TITLE), None)
    body = every[above:]
    headed = bool(body) and len(body) > 1 and all(body[0])
    parts = [f"# {title}" if words == title else words for words in said]
    parts.append(pipe_table(body, headed=headed))
    if any(parts):
        name = title or (table.names[0] if len(table.names) > 1 else None)
        yield reading(name, "\n\n".join(filter(None, parts)), {"id": table.names[0] or "table"})


def _named_once(found: Reading, ids: set[int]) -> Reading:
    """The reading with an id that no earlier one has."""
    name = wanted = str(found.metadata["id"])
    count = 1
    while hash(name) in ids:
        count += 1
        name = f"{wanted}-{count}"
    ids.add(hash(name))
    return found if name == wanted else Reading(found.title, found.text, {**found.metadata, "id": name})
