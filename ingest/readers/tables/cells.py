"""What a cell of a table shows, and the days that a column of them tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ingest.readers.postings.moments import Moment, moment
from ingest.readers.tables.workbooks import Linked

_QUOTED = re.compile(r'\A="([^"]*)"\Z')
_FORMULA = re.compile(r"\A(?:[=@\t\r]+|[+-](?=\s*[A-Za-z(@=+-]))+")
_NUMBERED_DAY = re.compile(r"(?<![\d/-])(\d{1,2})\s?[/-]\s?(\d{1,2})\s?[/-]\s?(?:\d{4}|\d{2})(?![\d/-])")
_SHORT_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2}([/.-])\d{1,2}\2)(\d{2})(?![\d/.-])")
_SPAN = re.compile(
    r"\s*(?:(?:van|from|du|le)\s+)?(.{5,40}?)(?:\s*[–—;]\s*|\s+(?:-|tot(?: en met)?|t/m|t\.?e\.?m\.?|en|et|and|to|until"
    r"|au|jusqu'au)\s+)(.{5,40})",
    re.IGNORECASE,
)
_EXCEL_STARTS = datetime(1899, 12, 30)
_SERIALS = (32_874, 73_050)
"""Of 1990 and 2100: no other number in a column of days is one."""


def shown(cell: object) -> str:
    """What a person reads in the cell. What would be a formula elsewhere is only its words."""
    match cell:
        case str():
            return _words(cell)
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case Linked():
            return _words(cell.text)
        case _:
            return str(cell)


def _words(text: str) -> str:
    text = text.strip()
    if not text or text[0] not in "=@+-\t":
        return text
    # Spreadsheets keep a zero in front so.
    quoted = _QUOTED.match(text)
    return quoted[1].strip() if quoted else _FORMULA.sub("", text).strip()


@dataclass(frozen=True, slots=True)
class Dates:
    """How each column of a table writes its days."""

    day_first: Mapping[int, bool | None]
    """Column -> whether the day stands before the month; None where the column contradicts itself."""
    usual: bool | None

    @classmethod
    def of(cls, rows: Sequence[Sequence[object]], width: int) -> Dates:
        """What rows of the table give away: no month is the thirteenth."""
        found = {at: _order(shown(row[at]) for row in rows if at < len(row)) for at in range(width)}
        said = {order for order in found.values() if order is not None}
        # Where nothing tells, a table made in Belgium has the day first.
        usual = True if not said - {"both"} else (said == {"day"} or (None if len(said) > 1 else False))
        return cls(
            {at: {"day": True, "month": False, "both": None}[order] for at, order in found.items() if order}, usual
        )

    def counted(self, cell: object) -> object:
        """A cell of a column of days: what only counts them as the day that it means."""
        return cell if (found := _serial(cell)) is None else found

    def moment(self, column: int, cell: object) -> Moment | None:
        """The moment that a cell tells, or None if it can be read in two ways or none."""
        if (serial := _serial(cell)) is not None:
            return moment(serial)
        if isinstance(cell, datetime | date):
            whole = isinstance(cell, datetime) and cell.time() == time()
            return moment(cell.date() if isinstance(cell, datetime) and whole else cell)
        return moment(_with_whole_year(shown(cell)), day_first=self._order(column))

    def span(self, column: int, cell: object) -> tuple[Moment | None, Moment | None]:
        """From when to when, for a cell that may tell both."""
        if found := self.moment(column, cell):
            return found, None
        if not (both := _SPAN.fullmatch(shown(cell)[:100])):
            return None, None
        first, last = (moment(_with_whole_year(said), day_first=self._order(column)) for said in both.groups())
        return (first, last) if first and last and first.day <= last.day else (None, None)

    def _order(self, column: int) -> bool | None:
        return self.day_first.get(column, self.usual)


def _order(texts: Iterable[str]) -> str | None:
    seen = {
        "day" if int(found[1]) > 12 else "month"
        for text in texts
        for found in _NUMBERED_DAY.finditer(text[:80])
        if (int(found[1]) > 12) != (int(found[2]) > 12)
    }
    return "both" if len(seen) > 1 else next(iter(seen), None)


def _serial(cell: object) -> date | datetime | None:
    """The day that a workbook counts, where its cell was not said to hold a day."""
    if isinstance(cell, str) and re.fullmatch(r"\d{5}(?:[.,]\d+)?", cell.strip()):
        cell = float(cell.strip().replace(",", "."))
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not _SERIALS[0] <= cell < _SERIALS[1]:
        return None
    found = _EXCEL_STARTS + timedelta(minutes=round(cell * 1440))
    return found.date() if found.time() == time() else found


def _with_whole_year(text: str) -> str:
    return _SHORT_YEAR.sub(r"\g<1>20\3", text)
