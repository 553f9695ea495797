"""A row of a table, whose columns are understood, as the metadata of a vacancy, an event or a course."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time

from ingest.readers.postings import contract, hours, known, places, remote, times, web
from ingest.readers.postings.moments import Moment, moment
from ingest.readers.postings.places import country_code
from ingest.readers.reading import Unreadable
from ingest.readers.tables import headers
from ingest.readers.tables.cells import Dates, shown
from ingest.readers.tables.headers import Fields
from ingest.readers.tables.workbooks import Linked

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
_CLOCK = re.compile(r"\D*?(\d{1,2})\s?(?:[:.hu]|uur)\s?([0-5]\d)?(?!\d)", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\d{1,3}(?:[ .,]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?")
_EURO = re.compile(r"€|\beur(?:o|os|o's)?\b", re.IGNORECASE)
_SOME_DAYS = re.compile(
    r"\b(?:\d(?:[ -]\d)? ?(?:dag|days?\b|jours?\b)|gedeeltelijk|occasion|mogelijk|possible)", re.IGNORECASE
)
_APART = re.compile(r"\s*[;|\n•]\s*")
_COMMAS = re.compile(r"\s*,\s*")
_MOST_SKILLS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one record, and what they mean."""

    kind: str
    fields: Fields
    cells: list[object]
    names: list[str]
    dates: Dates

    def text(self, field: str) -> str | None:
        """What the column of this field shows, or None."""
        at = self.fields.get(field)
        return (shown(self.cells[at]) or None) if at is not None else None

    def span(self, field: str) -> tuple[Moment | None, Moment | None]:
        """When it starts and, where one cell tells both, when it ends."""
        at = self.fields.get(field)
        return self.dates.span(at, self.cells[at]) if at is not None else (None, None)

    def day(self, field: str) -> str | None:
        """The day of this field, as YYYY-MM-DD."""
        at = self.fields.get(field)
        found = self.dates.moment(at, self.cells[at]) if at is not None else None
        return found.day.isoformat() if found else None

    def address(self, field: str) -> str | None:
        """Where this field leads to: the link of the cell, its words if they are one, or a mailbox."""
        at = self.fields.get(field)
        if at is None:
            return None
        cell = self.cells[at]
        for said in (cell.address if isinstance(cell, Linked) else "", shown(cell)):
            if _MAIL.fullmatch(said):
                return f"mailto:{said}"
            if found := web(f"https://{said}" if _HOST.fullmatch(said) else said):
                return found
        return None

    def money(self, field: str) -> str | None:
        """An amount as written, with the currency that only its header names."""
        said = self.text(field)
        named = said and _EURO.search(self.names[self.fields[field]]) and _BARE_NUMBER.fullmatch(said)
        return f"€ {said}" if named else said


def record(row: Row) -> dict[str, object]:
    """The metadata of the record. Raises Unreadable if the row has no title."""
    if not row.text("title"):
        raise Unreadable("It has no title.")
    found = {"kind": row.kind, **_BUILDERS[row.kind](row)}
    if (code := (row.text("language") or "").lower()) in ("en", "nl", "fr") and row.kind != "course":
        found["language"] = code
    if "title" not in found:
        raise Unreadable("It has no title.")
    return {**found, "id": _id(row, found)}


def _vacancy(row: Row) -> dict[str, object]:
    where = places(row.text("places"))
    status = row.text("status") or ""
    said: dict[str, object | None] = {
        "country": country_code(row.text("country")),
        "remote": _remote(row.text("remote") or ""),
        "contract": contract(row.text("contract"), row.text("hours")),
        "hours": hours(row.text("hours"), row.text("contract")),
        "posted": row.day("posted"),
        "closes": row.day("closes"),
        "closed": status if headers.says("closed", status) else None,
    }
    return {
        **known(
            title=row.text("title"),
            employer=row.text("employer"),
            salary=row.money("salary"),
            apply=row.address("apply"),
            link=row.address("link"),
        ),
        **where,
        **{name: value for name, value in said.items() if value},
    }


def _course(row: Row) -> dict[str, object]:
    (starts, ends), deadline = row.span("starts"), row.day("deadline")
    skills = _APART.split(row.text("skills") or "")
    return {
        **known(
            title=row.text("title"),
            provider=row.text("provider"),
            skills=(_COMMAS.split(skills[0]) if len(skills) == 1 else skills)[:_MOST_SKILLS],
            format=row.text("format"),
            place=row.text("place"),
            price=row.money("price"),
            duration=row.text("duration"),
            language_of_teaching=row.text("language"),
            address=row.address("address") or row.address("link"),
            link=row.address("link"),
        ),
        **_days(starts, row.span("ends")[0] or ends),
        **({"deadline": deadline} if deadline else {}),
    }


def _event(row: Row) -> dict[str, object]:
    starts, until = row.span("starts")
    starts = _at(starts, row.text("starts_time"))
    ends = row.span("ends")[0] or until
    ends = _at(ends or (Moment(starts.day) if starts and row.text("ends_time") else None), row.text("ends_time"))
    online = any(headers.says("online", said) for field in ("place", "online") if (said := row.text(field)))
    status = row.text("status") or ""
    cancelled = headers.says("cancelled", status) or headers.says("yes", row.text("cancelled") or "")
    return {
        **known(
            title=row.text("title"),
            organiser=row.text("organiser"),
            place=row.text("place"),
            address=row.address("address") or row.address("link"),
            link=row.address("link"),
        ),
        **times(starts, ends),
        **({"online": True} if online or headers.says("yes", row.text("online") or "") else {}),
        **({"cancelled": True} if cancelled else {}),
    }


_BUILDERS: Mapping[str, Callable[[Row], dict[str, object]]] = {"vacancy": _vacancy, "course": _course, "event": _event}


def _remote(said: str) -> str | None:
    if headers.says("yes", said) or headers.says("no", said):
        return remote(headers.says("yes", said))
    return "partly" if _SOME_DAYS.search(said) else remote(said)


def _days(starts: Moment | None, ends: Moment | None) -> dict[str, object]:
    return {name: when.day.isoformat() for name, when in (("starts", starts), ("ends", ends)) if when}


def _at(when: Moment | None, clock: str | None) -> Moment | None:
    """The day with the time that a column of its own tells."""
    found = _CLOCK.match(clock or "")
    if when is None or when.at or not found or int(found[1]) > 23:
        return when
    return moment(f"{when.day.isoformat()} {time(int(found[1]), int(found[2] or 0)):%H:%M}") or when


def _id(row: Row, found: Mapping[str, object]) -> str:
    """Its own id, its page, or what it is called by whom and where: not what may change while it stands."""
    if said := known(id=row.text("id")).get("id"):
        return str(said)
    if "link" in found:
        return str(found["link"])
    about = (
        row.kind,
        found["title"],
        *(found.get(name) for name in ("employer", "provider", "organiser", "places", "place")),
    )
    when = found.get("starts") if row.kind != "vacancy" else None
    return hashlib.sha256(repr((*about, when)).encode("utf-8", "replace")).hexdigest()[:16]
