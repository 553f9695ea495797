"""The rows of a partner's table as what the partner would have posted over the web (pure but for reading the file)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from console.offers import harmless
from ingest.readers.markup import line
from ingest.readers.reading import Unreadable
from ingest.readers.tables import delimited, headers, sheet_rows
from ingest.readers.tables.cells import Dates, shown
from ingest.readers.tables.records import Row, record
from ingest.readers.tables.sheet_rows import Cell

MOST_ROWS = 5_000
_LARGEST = 20 * 2**20
_HEADERS_WITHIN = 20
_LONGEST_LINE = 160
_DESCRIPTION = re.compile(
    r"\b(?:(?:job|functie|taak|vacature|profiel)?(?:beschrijving|omschrijving)|descriptions?|descriptif"
    r"|(?:vacature|job)?te[kx]ste?|body)\b"
)
_CLAIMED = ("title", "employer", "places", "country", "remote", "contract", "hours", "salary", "closes", "language")
# What a cell says of these in words of its own is kept in the text, where it can be read.
_MAY_BE_UNREAD = ("country", "remote", "contract", "hours")
_LISTED = re.compile(r"-\s+\S")
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says: the fields of a vacancy, or why it cannot be told."""

    row: int
    """As a spreadsheet counts, the headers among them."""
    fields: dict[str, Any] | None = None
    closed: str | None = None
    """Why the row says that the vacancy is closed."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file; `broken` says why those after the last are missing."""

    rows: tuple[Said, ...]
    broken: str | None = None


def read_table(file: Path) -> Table:
    """The vacancies of a CSV file or of a workbook's sheet. Raises Unreadable if it is no table of vacancies."""
    rows, broken = _rows(file)
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(shown(cell) for cell in row)]
    if not filled:
        raise Unreadable(broken or "The table is empty.")
    at = _header([row for _, row in filled[:_HEADERS_WITHIN]])
    names = [line(shown(cell), 80) or "" for cell in filled[at][1]]
    texts = [column for column, name in enumerate(names) if _DESCRIPTION.search(headers.plain(name))]
    meant = headers.meaning(["" if column in texts else name for column, name in enumerate(names)], ("vacancies",))
    if meant is None or "title" not in meant.fields["vacancy"]:
        raise Unreadable("The first row does not name the columns of vacancies, such as title, place and description.")
    below = filled[at + 1 :]
    dates = Dates.of([row for _, row in below], len(names))
    made = _Maker(names, meant.fields["vacancy"], meant.days("vacancy"), texts, dates)
    return Table(tuple(made.said(number, row) for number, row in below), broken)


@dataclass(frozen=True, slots=True)
class _Maker:
    """What the columns mean."""

    names: list[str]
    fields: headers.Fields
    days: frozenset[int]
    texts: list[int]
    dates: Dates

    def said(self, number: int, row: Sequence[Cell]) -> Said:
        """One row as a vacancy."""
        if any(shown(cell) for cell in row[len(self.names) :]):
            return Said(number, reason="It has more cells than there are columns: is a text with a comma in quotes?")
        cells: list[Cell] = [*row, *[""] * (len(self.names) - len(row))][: len(self.names)]
        dated: list[object] = [self.dates.counted(cell) if at in self.days else cell for at, cell in enumerate(cells)]
        read = Row("vacancy", self.fields, dated, self.names, self.dates)
        try:
            found = record(read)
        except Unreadable as error:
            return Said(number, reason=error.reason)
        closed = found.get("closed")
        return Said(number, self._vacancy(read, found), closed=str(closed) if closed else None)

    def _vacancy(self, row: Row, found: dict[str, object]) -> dict[str, Any]:
        said = {name: found[name] for name in _CLAIMED if name in found}
        # What cannot be read is refused by its name, not dropped.
        apply = found.get("apply") or row.text("apply") or found.get("link")
        closes = found.get("closes") or row.text("closes")
        given = {"apply": apply, "closes": closes, "description": self._text(row, found)}
        reference = str(found["id"])
        if len(reference) > 100:
            reference = hashlib.sha256(reference.encode()).hexdigest()[:32]
        return {**said, **{name: value for name, value in given.items() if value}, "reference": reference}

    def _text(self, row: Row, found: dict[str, object]) -> str:
        """The description, and what the other columns say that are no field of a vacancy."""
        parts = [harmless(_whole(row.cells[at])) for at in self.texts]
        unread = {self.fields[name] for name in _MAY_BE_UNREAD if name in self.fields and name not in found}
        claimed = set(self.fields.values()) - unread
        for at, name in enumerate(self.names):
            if at in claimed or at in self.texts or not (words := _whole(row.cells[at])):
                continue
            if len(words) > _LONGEST_LINE or "\n" in words:
                parts.append(f"## {name}\n\n{harmless(words)}" if name else harmless(words))
            elif short := line(words, _LONGEST_LINE):
                parts.append(f"**{name}**: {short}" if name else short)
        return "\n\n".join(filter(None, parts))


def _rows(file: Path) -> tuple[list[list[Cell]], str | None]:
    try:
        if file.stat().st_size > _LARGEST:
            raise Unreadable(f"The file is larger than {_LARGEST // 2**20} MB.")
        with file.open("rb") as stream:
            start = stream.read(8)
            if start.startswith(_OLD_WORKBOOK):
                raise Unreadable("This is a workbook of an old kind: save it as .xlsx or CSV and offer that.")
            if start.startswith(_WORKBOOK):
                return _sheet(start + stream.read())
            return _bounded(delimited.rows(stream, start))
    except OSError as error:
        raise Unreadable(f"The file cannot be opened: {error.strerror}.") from error


def _sheet(content: bytes) -> tuple[list[list[Cell]], str | None]:
    """The rows of the sheet with vacancies: the one whose headers say most, the first of such."""
    sheets: list[Sequence[Sequence[Cell]]] = [
        rows for rows in sheet_rows.sheets(content).values() if any(map(any, rows))
    ]
    if not sheets:
        raise Unreadable("The table is empty.")
    most: Sequence[Sequence[Cell]] = max(sheets, key=_says_most)
    return _bounded(iter(most))


def _says_most(rows: Sequence[Sequence[Cell]]) -> int:
    return max(_known(row) for row in rows[:_HEADERS_WITHIN])


def _bounded(rows: Iterator[Sequence[Cell]]) -> tuple[list[list[Cell]], str | None]:
    found: list[list[Cell]] = []
    try:
        for row in islice(rows, MOST_ROWS + 1):
            found.append(list(row))
    except Unreadable as error:
        return found, error.reason
    return found, f"The table has more than {MOST_ROWS} rows." if len(found) > MOST_ROWS else None


def _known(row: Sequence[Cell]) -> int:
    """How many of its cells name a column."""
    said = map(shown, row)
    return sum(headers.known(cell) or bool(_DESCRIPTION.search(headers.plain(cell))) for cell in said)


def _header(rows: Sequence[Sequence[Cell]]) -> int:
    """Which of the first rows names the columns."""
    known = list(map(_known, rows))
    return max(range(len(rows)), key=lambda at: (known[at], -at))


def _whole(cell: object) -> str:
    """What a cell shows; a list keeps the dash that it begins with, which no formula does."""
    text = str(cell).strip() if isinstance(cell, str) else shown(cell)
    return text if _LISTED.match(text) else shown(text)
