"""iCalendar: each coming occurrence of each event, as it was last moved or cancelled."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, BinaryIO

from icalendar import Calendar, Event

from ingest.readers.feeds.calendar_lines import parts
from ingest.readers.feeds.recurrences import Patience, occurrences
from ingest.readers.markup import line, markdown
from ingest.readers.postings import each_once, known, times, web, written
from ingest.readers.postings.moments import BRUSSELS, moment, shown
from ingest.readers.reading import Reading, Unreadable, reading

log = logging.getLogger(__name__)

_AHEAD = timedelta(days=366)
_MOST_OF_ONE = 400
_MOST_SERIES = 20_000
_ONLINE = re.compile(
    r"\b(?:online|webinar|virtual|virtueel|en ligne|zoom|teams meeting|microsoft teams|google meet|https?://)",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]+")
BROKEN_OFF = "The calendar breaks off before its end: what follows the break was not read."


@dataclass(slots=True)
class _Series:
    """An event that repeats, and what became of its occurrences."""

    master: Event | None = None
    changed: dict[datetime, Event] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    """What the events of one calendar are read for, and which could not be."""

    address: str
    today: date
    patience: Patience = field(default_factory=Patience)
    name: str = ""
    left_out: str = ""
    """Why the last of those that are left out is."""

    def leave_out(self, what: str, why: object) -> None:
        log.warning("%s is left out: %s", what, why)
        self.left_out = f"{what}: {why}"


def read_all(stream: BinaryIO, address: str, *, today: date | None = None) -> Iterator[Reading]:
    """Every event that is not over by `today`; of one that repeats, the occurrences of the next twelve months."""
    reader = _Reader(address, today or datetime.now(BRUSSELS).date())
    count = 0
    for one in each_once(_readings(stream, reader)):
        count += 1
        yield one
    if reader.left_out and not count:
        raise Unreadable(f"No event of the calendar could be read, for one thing {reader.left_out}.")


def _readings(stream: BinaryIO, reader: _Reader) -> Iterator[Reading]:
    series: dict[str, _Series] = {}
    ended = called_off = False
    for kind, content in parts(stream):
        if kind == "end":
            ended = True
        elif kind == "name":
            reader.name = content
        elif kind == "zone":
            _learn(content)
        elif kind == "method":
            called_off = content == "CANCEL"
        elif event := _event(content, reader):
            if called_off:
                event["STATUS"] = "CANCELLED"
            uid = str(event.get("UID") or "")
            if uid and (event.get("RRULE") or event.get("RDATE") or event.get("RECURRENCE-ID")):
                if len(series) < _MOST_SERIES:
                    _keep(series.setdefault(uid, _Series()), event, reader)
            else:
                yield from _guarded(event, uid, reader)
    for uid, one in series.items():
        for event, at in _occurrences(uid, one, reader):
            yield from _guarded(event, f"{uid}/{at}", reader)
    if not ended:
        raise Unreadable(BROKEN_OFF)


def _learn(zone: str) -> None:
    """Let later events use a zone that the calendar describes itself."""
    try:
        Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{zone}END:VCALENDAR\r\n")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        log.warning("a time zone is left out: %r", error)


def _event(content: str, reader: _Reader) -> Event | None:
    try:
        found: Any = Event.from_ical(content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        reader.leave_out("an event", error)
        return None
    return found if isinstance(found, Event) else None


def _keep(series: _Series, event: Event, reader: _Reader) -> None:
    try:
        at = _value(event, "RECURRENCE-ID")
    except ValueError as error:
        reader.leave_out("an event", error)
        return
    if at is None:
        if series.master is None or _sequence(event) >= _sequence(series.master):
            series.master = event
        return
    before = series.changed.get(_local(at))
    if len(series.changed) < 4 * _MOST_OF_ONE and (before is None or _sequence(event) >= _sequence(before)):
        series.changed[_local(at)] = event


def _occurrences(uid: str, series: _Series, reader: _Reader) -> Iterator[tuple[Event, str]]:
    """The occurrences from today on, each with the moment that it was first planned for."""
    for at, event in sorted(series.changed.items()):
        yield event, at.isoformat()
    if series.master is None:
        return
    try:
        for planned in _planned(series.master, reader.today, reader.patience):
            if planned not in series.changed:
                yield _as_changed_since(series, planned), planned.isoformat()
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError, KeyError) as error:
        reader.leave_out(f"the repetition of {uid}", error)
        yield series.master, ""


def _as_changed_since(series: _Series, planned: datetime) -> Event:
    """The occurrence as the last change `from here on` before it makes it."""
    assert series.master is not None
    turns = [at for at, event in series.changed.items() if at < planned and _is_from_here_on(event)]
    if not turns:
        return _moved_to(series.master, planned)
    turn = series.changed[max(turns)]
    shift = _local(_value(turn, "DTSTART")).replace(tzinfo=None) - max(turns).replace(tzinfo=None)
    return _moved_to(turn, planned + shift)


def _is_from_here_on(event: Event) -> bool:
    params: Any = getattr(event.get("RECURRENCE-ID"), "params", {})
    return str(params.get("RANGE", "")).upper() == "THISANDFUTURE"


def _planned(master: Event, today: date, patience: Patience) -> list[datetime]:
    starts = _value(master, "DTSTART")
    if starts is None:
        return []
    # Counted on the clock of the event's own zone, so that half past six stays half past six in summer.
    zone = _zone(starts)
    found = occurrences(
        (rule.to_ical().decode() for rule in _every(master, "RRULE")),
        _wall(starts),
        also=[_wall(value, zone) for value in _listed(master, "RDATE")],
        never=[_wall(value, zone) for value in _listed(master, "EXDATE")],
        zone=zone,
        between=(datetime.combine(today, time()) - _length(master), datetime.combine(today + _AHEAD, time())),
        patience=patience,
    )
    return [_local(at.date() if _is_day(starts) else at.replace(tzinfo=zone)) for at in found]


def _moved_to(master: Event, planned: datetime) -> Event:
    starts = _value(master, "DTSTART")
    copy: Event = master.copy()
    copy.pop("DTEND", None)
    copy.pop("DURATION", None)
    copy.pop("DTSTART", None)
    whole_day = _is_day(starts)
    copy.add("DTSTART", planned.date() if whole_day else planned)
    if (length := _length(master)) > timedelta():
        copy.add("DTEND", planned.date() + length if whole_day else (planned + length))
    return copy


def _guarded(event: Event, uid: str, reader: _Reader) -> Iterator[Reading]:
    try:
        found = _reading(event, uid, reader.address, reader.name, reader.today)
    except (Unreadable, ValueError, TypeError, OverflowError, AttributeError, KeyError) as error:
        reader.leave_out(f"the event {uid}", error)
    else:
        if found is not None:
            yield found


def _reading(event: Event, uid: str, address: str, name: str, today: date) -> Reading | None:
    starts = _value(event, "DTSTART")
    ends = _ends(event, starts)
    when = times(moment(starts), moment(ends))
    if starts is None or _last_day(starts, ends) < today:
        return None
    title = line(_said(event, "SUMMARY"))
    described = _said(event, "X-ALT-DESC") if "<" in _said(event, "X-ALT-DESC") else _said(event, "DESCRIPTION")
    place = line(_said(event, "LOCATION"), 160)
    link = web(_said(event, "URL"), address) or _first_link(described)
    online = bool(_ONLINE.search(place or "")) or (place is None and bool(_ONLINE.search(title or "")))
    fields = known(
        address,
        id=uid or None,
        title=title,
        organiser=_organiser(event) or name or None,
        place=_LINK.sub("", place or "").strip(" ,;-") if place else None,
        address=link,
        link=link,
    )
    cancelled = _said(event, "STATUS").upper() == "CANCELLED"
    metadata = {"kind": "event", **fields, **when, **({"online": True} if online else {}), "cancelled": cancelled}
    # Its day stands in the text, too: who asks when it is has to be shown the words that say so.
    said = (
        shown(moment(starts), moment(ends)),
        *(str(fields[key]) for key in ("organiser", "place") if key in fields),
    )
    about = ", ".join(filter(None, said))
    return reading(title, written(title or "", about, markdown(described)), metadata)


def _ends(event: Event, starts: date | datetime | None) -> date | datetime | None:
    ends = _value(event, "DTEND")
    if ends is None and starts is not None and (length := _length(event)) > timedelta():
        ends = starts + length
    if isinstance(ends, date) and _is_day(ends):
        # The end of a whole day is written as the day after it.
        last = ends - timedelta(days=1)
        return last if starts is not None and last > _local(starts).date() else None
    return ends if isinstance(ends, date) else None


def _length(event: Event) -> timedelta:
    starts, ends, told = _value(event, "DTSTART"), _value(event, "DTEND"), event.get("DURATION")
    if starts is not None and ends is not None and _is_day(starts) == _is_day(ends):
        return max(_local(ends) - _local(starts), timedelta())
    length = getattr(told, "dt", None)
    return length if isinstance(length, timedelta) and length > timedelta() else timedelta()


def _last_day(starts: date | datetime, ends: date | datetime | None) -> date:
    return max(_local(starts).date(), _local(ends).date()) if ends is not None else _local(starts).date()


def _value(event: Event, name: str) -> Any:
    found: Any = getattr(next(iter(_every(event, name)), None), "dt", None)
    return found if isinstance(found, date) else None


def _every(event: Event, name: str) -> list[Any]:
    found: Any = event.get(name)
    return found if isinstance(found, list) else [] if found is None else [found]


def _listed(event: Event, name: str) -> Iterator[date | datetime]:
    for values in _every(event, name):
        for value in getattr(values, "dts", []):
            at = value.dt[0] if isinstance(value.dt, tuple) else value.dt
            if isinstance(at, date):
                yield at


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _zone(value: date | datetime) -> tzinfo:
    """A time without a zone is one in Belgium."""
    return (value.tzinfo or BRUSSELS) if isinstance(value, datetime) else BRUSSELS


def _wall(value: date | datetime, zone: tzinfo | None = None) -> datetime:
    """What the clock shows, without its zone."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    return (value.astimezone(zone) if zone and value.tzinfo else value).replace(tzinfo=None)


def _local(value: date | datetime) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), BRUSSELS)
    return value.astimezone(BRUSSELS) if value.tzinfo else value.replace(tzinfo=BRUSSELS)


def _sequence(event: Event) -> int:
    found = event.get("SEQUENCE")
    return int(found) if isinstance(found, int) else 0


def _said(event: Event, name: str) -> str:
    return str(next(iter(_every(event, name)), "") or "")


def _organiser(event: Event) -> str | None:
    found: Any = next(iter(_every(event, "ORGANIZER")), None)
    named = line(getattr(found, "params", {}).get("CN"), 160) if found is not None else None
    return named if named and "@" not in named else None


def _first_link(text: str) -> str | None:
    found: Iterable[re.Match[str]] = _LINK.finditer(text[:20_000])
    return next((link for match in found if (link := web(match[0].rstrip(".,;")))), None)
