"""Workbooks (.xlsx): the sheets, rows and columns that a person sees, with the values that formulas last had."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from ingest.readers import office
from ingest.readers.reading import TOO_COMPLEX, Unreadable

Value = str | int | float | bool | date | datetime | time | timedelta | None

_MOST_SHEETS = 50
_MOST_MERGED = 20_000
_MOST_CELLS = 10_000_000
_TALL = 600
"""Rows; of fewer, even the widest sheet has not too many cells."""
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HIDDEN = rb"<(?:\w+:)?%s\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>"
_HIDDEN_ROW = re.compile(_HIDDEN % b"row")
_HIDDEN_COLUMN = re.compile(_HIDDEN % b"col")
_HYPERLINK = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d{1,7})\"")
_COLUMN = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})\d")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_DAMAGED = "The file is damaged: it is not a complete workbook."

# What a damaged workbook trips over, in one library or another.
_BROKEN = (CalamineError, BadZipFile, KeyError, OSError, ParseError, DefusedXmlException, ValueError, zlib.error)


@dataclass(frozen=True, slots=True)
class Linked:
    """A text in a cell, and the address that it leads to."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that shows, with its rows."""

    name: str
    rows: Iterator[list[object]]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the file says of a sheet beside its values."""

    rows: frozenset[int]
    columns: frozenset[int]
    links: Mapping[int, Mapping[int, str]]
    """Row -> column -> address."""


def sheets(content: bytes) -> Iterator[Sheet]:
    """The sheets in their order, without those that are hidden."""
    office.check(BytesIO(content), "workbook")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        parts = _parts(content)
    except _BROKEN as error:
        raise Unreadable(_DAMAGED) from error
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    for name in shown[:_MOST_SHEETS]:
        try:
            drawn = _drawn(content, parts.get(name, ""))
            yield Sheet(name, _rows(book.get_sheet_by_name(name), drawn))
        except _BROKEN as error:
            raise Unreadable(_DAMAGED) from error


def _rows(sheet: CalamineSheet, drawn: _Drawn) -> Iterator[list[object]]:
    merged = _merged(sheet)
    hanging: dict[int, tuple[int, object]] = {}
    # The rows are counted from the sheet's first, the columns from the first that holds anything.
    before: list[object] = [None] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows()):
        cells = before + [None if value == "" else value for value in row]
        for column, (last, value) in list(hanging.items()):
            if number > last:
                del hanging[column]
            elif column < len(cells) and cells[column] is None:
                # The name of a group belongs to each of its rows.
                cells[column] = value
        for column, last in merged.get(number, ()):
            if column < len(cells) and cells[column] is not None:
                hanging[column] = (last, cells[column])
        for column, address in drawn.links.get(number, {}).items():
            if column < len(cells) and isinstance(text := cells[column], str):
                cells[column] = Linked(text, address)
        if number not in drawn.rows:
            yield [value for column, value in enumerate(cells) if column not in drawn.columns]


def _merged(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """First row -> column and last row of what is merged downwards."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in (sheet.merged_cell_ranges or [])[:_MOST_MERGED]:
        if bottom > top:
            found.setdefault(top, []).append((left, bottom))
    return found


def _parts(content: bytes) -> dict[str, str]:
    """The name of each sheet -> the part that draws it."""
    with ZipFile(BytesIO(content)) as archive:
        book = _tree(archive.read("xl/workbook.xml"))
        targets = {
            rel.get("Id"): posixpath.normpath(posixpath.join("xl", rel.get("Target", "")))
            for rel in _tree(archive.read("xl/_rels/workbook.xml.rels"))
        }
    return {
        sheet.get("name", ""): targets.get(sheet.get(_REL + "id"), "").removeprefix("/")
        for sheet in book.findall(".//{*}sheet")
    }


def _drawn(content: bytes, part: str) -> _Drawn:
    with ZipFile(BytesIO(content)) as archive:
        if part not in archive.namelist():
            return _Drawn(frozenset(), frozenset(), {})
        drawn = archive.read(part)
        folder, _, name = part.rpartition("/")
        links = f"{folder}/_rels/{name}.rels"
        related = _tree(archive.read(links)) if links in archive.namelist() else ()
    if _spans(drawn) > _MOST_CELLS:
        raise Unreadable(TOO_COMPLEX)
    targets = {rel.get("Id"): rel.get("Target", "") for rel in related if rel.get("TargetMode") == "External"}
    rows = frozenset(int(said) - 1 for tag in _HIDDEN_ROW.findall(drawn) if (said := _said(tag, b"r")).isdecimal())
    columns: set[int] = set()
    for tag in _HIDDEN_COLUMN.findall(drawn):
        first, last = _said(tag, b"min"), _said(tag, b"max")
        if first.isdecimal() and last.isdecimal():
            columns |= set(range(int(first) - 1, min(int(last), 16_384)))
    return _Drawn(rows, frozenset(columns), _links(drawn, targets))


def _spans(drawn: bytes) -> int:
    """How many cells lie between the first and the last, all of which are laid out in memory."""
    height = max((int(row) for row in _ROW.findall(drawn)), default=0)
    if height < _TALL:
        return 0
    width = max((_number(letters) for letters in {*_COLUMN.findall(drawn)}), default=0)
    return height * width


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _links(drawn: bytes, targets: Mapping[str | None, str]) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for tag in _HYPERLINK.findall(drawn)[:_MOST_MERGED]:
        place = _CELL.match(_said(tag, b"ref"))
        address = targets.get(_said(tag, rb"\w+:id"))
        if place and address:
            found.setdefault(int(place[2]) - 1, {})[_number(place[1].encode()) - 1] = address
    return found


def _said(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s%s=\"([^\"]*)\"" % name, tag)
    return found[1].decode("utf-8", "replace") if found else ""


def _tree(part: bytes) -> Element:
    found: Element = fromstring(part)
    return found
