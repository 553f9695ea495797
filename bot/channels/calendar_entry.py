"""An event as an iCalendar file (RFC 5545): folded, escaped, its times in UTC (pure)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from knowledge.records import Event

_LONGEST = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_entry(event: Event, identity: str, checked: date, address: str) -> str | None:
    """The event for a calendar; None while it has no date."""
    when = _when(event)
    if not when:
        return None
    stamp = datetime.combine(checked, time(), UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//OPINNO//Guide//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(identity)}@opinno-guide",
        f"DTSTAMP:{_utc(stamp)}",
        *when,
        f"SUMMARY:{_text(event.name)}",
        *([f"DESCRIPTION:{_text(event.organiser)}"] if event.organiser else []),
        *([f"LOCATION:{_text(event.place)}"] if event.place else []),
        *([f"URL:{_plain(address)}"] if address.startswith(("https://", "http://")) else []),
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _when(event: Event) -> list[str]:
    if event.starts_at:
        # An end is after its beginning, or it is none.
        ends = event.ends_at if event.ends_at and _order(event.ends_at) > _order(event.starts_at) else None
        return [f"DTSTART{_moment(event.starts_at)}", *([f"DTEND{_moment(ends)}"] if ends else [])]
    if event.starts:
        after = max(event.ends or event.starts, event.starts) + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    return []


def _moment(moment: datetime) -> str:
    # Without a zone it is the time on the clocks where it takes place.
    return f":{moment:%Y%m%dT%H%M%S}" if moment.tzinfo is None else f":{_utc(moment)}"


def _order(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return "".join(c for c in value.translate(_ESCAPED) if c.isprintable())


def _plain(address: str) -> str:
    return "".join(c for c in address if c.isprintable() and not c.isspace())


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, never cut within a character; each further one begins with a space."""
    pieces: list[str] = []
    piece = ""
    for character in line:
        if len(f"{piece}{character}".encode()) > _LONGEST - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
