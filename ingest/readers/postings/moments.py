"""Days and moments as feeds, pages and calendars write them; what can be read in two ways is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")

_EARLIEST, _LATEST = 1990, 2100
_LONGEST = 80
_NAMES = (
    "january januari janvier jan janv",
    "february februari février fevrier feb févr fevr fév",
    "march maart mars mar mrt",
    "april avril apr avr",
    "may mei mai",
    "june juni juin jun",
    "july juli juillet jul juil",
    "august augustus août aout aug",
    "september septembre sep sept",
    "october oktober octobre oct okt",
    "november novembre nov",
    "december décembre decembre dec déc",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WRITTEN = re.compile(
    rf"(?<![\w/.-])(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|e|ste|de)?\.?[\s-]+(?:of\s+|de\s+)?(?P<m1>{_MONTH})\.?,?[\s-]+"
    rf"(?P<y1>\d{{4}})|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<n3>\d{2})-(?P<d3>\d{2})"
    r"|(?P<a>\d{1,2})\s?(?P<by>[/.-])\s?(?P<b>\d{1,2})\s?(?P=by)\s?(?P<y4>\d{4}))(?![\w/])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ISO = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})"
    r"(?:(?:\s*T|\s+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/]+\])?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?")
_AROUND = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|le|op|on|the)?[\s,.]*",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"[\s,]*(?:(?:at|om|à|a|-|–|vanaf|from|dès)\s+)?(\d{1,2})\s?(?:[:h.]|uur|u)\s?(\d{2})?(?:\s*(?:uur|h|u))?[\s.]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day in Belgium and, where it is told, the moment of that day."""

    day: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A day that stands written in a text, and where."""

    start: int
    end: int
    day: date
    sure: bool = True
    """Whether it can be read in one way only; 05/01/2027 is read as a Belgian would."""


def moment(value: object, *, day_first: bool | None = None) -> Moment | None:
    """The moment that a value tells, or None. A time without a zone is one in Belgium.

    `day_first` tells what 05/01/2027 is, where its writer is known; else it is nothing.
    """
    match value:
        case bool() | None:
            return None
        case datetime():
            return _at(value)
        case date():
            return Moment(value)
        case int() | float():
            return _since_epoch(float(value))
        case str() if 4 < len(text := " ".join(value.split())) <= _LONGEST:
            return _read(text, day_first)
        case _:
            return None


def day(value: object, *, day_first: bool | None = None) -> str | None:
    """The day in Belgium that a value tells, as YYYY-MM-DD."""
    found = moment(value, day_first=day_first)
    return found.day.isoformat() if found else None


def said_days(text: str) -> Iterator[SaidDay]:
    """Every whole day that stands written in a text: 15 December 2026, le 5 janvier 2027, 31/01/2027."""
    if not _YEAR.search(text):
        return
    for found in _WRITTEN.finditer(text):
        if said := _written(found, True):
            yield SaidDay(found.start(), found.end(), said, _written(found, None) is not None)


def _read(text: str, day_first: bool | None) -> Moment | None:
    if text.isdecimal() and len(text) in (10, 13):
        return _since_epoch(float(text))
    for pattern, read in ((_ISO, _iso), (_COMPACT, _compact)):
        if found := pattern.fullmatch(text):
            return read(found)
    return _mail(text) or _plain(text, day_first)


def _since_epoch(seconds: float) -> Moment | None:
    # Boards count in milliseconds, and a day of our time is a small number of those.
    exact = seconds / 1000 if abs(seconds) >= 1e11 else seconds
    if not 631_152_000 <= exact < 4_102_444_800:
        return None
    return _at(datetime.fromtimestamp(exact, UTC))


def _iso(found: re.Match[str]) -> Moment | None:
    year, _, month, its_day, hour, minute, second, zone = found.groups()
    offset = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get((zone or "").upper(), zone or "")
    if re.fullmatch(r"[+-]\d{2}", offset):
        offset += ":00"
    date_part = f"{year}-{int(month):02}-{int(its_day):02}"
    try:
        if hour is None or (hour, minute) == ("24", "00"):
            return _checked(Moment(date.fromisoformat(date_part)))
        return _at(datetime.fromisoformat(f"{date_part}T{int(hour):02}:{minute}:{second or '00'}{offset}"))
    except ValueError:
        return None


def _compact(found: re.Match[str]) -> Moment | None:
    year, month, its_day, hour, minute, second, zulu = found.groups()
    try:
        if hour is None:
            return _checked(Moment(date(int(year), int(month), int(its_day))))
        numbers = map(int, (year, month, its_day, hour, minute, second or 0))
        return _at(datetime(*numbers, tzinfo=UTC if zulu else None))  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _mail(text: str) -> Moment | None:
    """As letters and RSS write it: Tue, 03 Nov 2026 09:30:00 +0100."""
    if not re.search(r"\d{1,2} [A-Za-z]{3,9}\.? \d{2,4},? \d{1,2}:\d{2}", text):
        return None
    try:
        return _at(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _plain(text: str, day_first: bool | None) -> Moment | None:
    found = _WRITTEN.search(text)
    if not found or not _AROUND.fullmatch(text[: found.start()]):
        return None
    said, rest = _written(found, day_first), text[found.end() :]
    if said is None:
        return None
    clock = _CLOCK.fullmatch(rest)
    if clock:
        try:
            return _at(datetime(said.year, said.month, said.day, int(clock[1]), int(clock[2] or 0)))
        except ValueError:
            return None
    return Moment(said) if not rest.strip(" .,;)") else None


def _written(found: re.Match[str], day_first: bool | None) -> date | None:
    part = found.groupdict()
    year = part["y1"] or part["y2"] or part["y3"] or part["y4"]
    if part["a"]:
        month, its_day = _numbered(int(part["a"]), int(part["b"]), part["by"], day_first)
    else:
        name = (part["m1"] or part["m2"] or "").lower()
        month = _MONTHS[name] if name else int(part["n3"])
        its_day = int(part["d1"] or part["d2"] or part["d3"])
    try:
        found_day = date(int(year), month, its_day)
    except ValueError:
        return None
    return found_day if _EARLIEST <= found_day.year <= _LATEST else None


def _numbered(first: int, second: int, by: str, day_first: bool | None) -> tuple[int, int]:
    """Month and day, or zeros, which no calendar has."""
    # Points between the numbers are European; strokes are anybody's.
    if first > 12 or first == second or by == "." or day_first:
        return second, first
    if second > 12 or day_first is False:
        return first, second
    return 0, 0


def _at(when: datetime) -> Moment | None:
    try:
        local = when.replace(tzinfo=BRUSSELS) if when.tzinfo is None else when.astimezone(BRUSSELS)
    except (ValueError, OverflowError):
        return None
    return _checked(Moment(local.date(), local.replace(microsecond=0)))


def _checked(found: Moment) -> Moment | None:
    return found if _EARLIEST <= found.day.year <= _LATEST else None


def shown(starts: Moment | None, ends: Moment | None) -> str:
    """`15/12/2026, 19:00–21:00`, as all of Belgium writes it."""
    if starts is None:
        return ""
    first = _day_and_hour(starts)
    if ends and ends.day == starts.day:
        later = starts.at and ends.at and ends.at > starts.at
        return f"{first}–{ends.at:%H:%M}" if later else first
    return f"{first} – {_day_and_hour(ends)}" if ends and ends.day > starts.day else first


def _day_and_hour(when: Moment) -> str:
    return f"{when.day:%d/%m/%Y}" + (f", {when.at:%H:%M}" if when.at else "")
