"""The whole path of a document: list, fetch, unchanged?, read, split, put; and at the end forget the unseen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from ingest.collect import Item, Place, Unreachable, list_path
from ingest.documents import document_from
from ingest.readers import Content, Unreadable, readings
from ingest.split import split
from ingest.web.outcomes import Gone, Unwelcome
from knowledge.catalogue import document_id
from knowledge.errors import LibraryError
from knowledge.library import Library
from knowledge.origins import Origin, Origins

# Part of every fingerprint: raise it when readers or splitting change, and everything is read anew.
EDITION = "7"

Progress = Callable[[int, int, str], None]
"""Told how many documents are done, of how many, and the address of the one just done."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unread:
    """A document or place that could not be read, and why."""

    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a run. `unreachable` are places that could not even be listed."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    unreadable: tuple[Unread, ...] = ()
    unreachable: tuple[Unread, ...] = ()

    @classmethod
    def of_unreachable(cls, error: Unreachable) -> Report:
        """Of a place that could not be listed."""
        return cls(unreachable=(Unread(error.place, error.reason),))

    def __add__(self, other: Report) -> Report:
        mine, theirs = _fields(self), _fields(other)
        return Report(**{name: mine[name] + theirs[name] for name in mine})

    def as_json(self) -> dict[str, Any]:
        """The report as `opinno ingest --json` prints it; what is unreachable counts as unreadable."""
        every = [asdict(unread) for unread in (*self.unreadable, *self.unreachable)]
        return {name: getattr(self, name) for name in ("new", "changed", "unchanged", "removed")} | {
            "unreadable": every
        }


def ingest(
    library: Library,
    places: Sequence[str],
    today: date,
    progress: Progress = lambda *_: None,
    find: Callable[[str], Place] = list_path,
) -> Report:
    """Bring the library in line with places, which `find` looks for. A failure is part of the report, and the run
    goes on.

    Raises LibraryError only if the library itself cannot take more.
    """
    report = Report()
    for place in places:
        try:
            report += ingest_place(library, find(place), today, progress)
        except Unreachable as error:
            report += Report.of_unreachable(error)
    return report


def ingest_place(library: Library, place: Place, today: date, progress: Progress = lambda *_: None) -> Report:
    """Bring the library in line with one place."""
    run = _Run(library, place, today)
    try:
        for done, item in enumerate(place.items(), start=1):
            run.take(item)
            progress(done, max(done, len(place)), item.address)
    except Unreachable as error:
        run.report += Report.of_unreachable(error)
    run.end()
    return run.report


def embed_anew(library: Library, progress: Progress = lambda *_: None) -> None:
    """Split and embed every document again, if another model wrote the library's vectors."""
    if library.same_model:
        return
    documents = library.catalogue.documents()
    for done, document in enumerate(documents, start=1):
        library.put(document, split(document))
        progress(done, len(documents), document.address)


@dataclass(slots=True)
class _Run:
    """One look at a place: what the library held of it before, what was seen, and what has become of it."""

    library: Library
    place: Place
    today: date
    report: Report = field(default_factory=Report)
    origins: Origins = field(init=False)
    before: Mapping[str, Origin] = field(init=False)
    held: dict[str, dict[str, str]] = field(init=False)
    """Address of a file or page -> the address and fingerprint of each document that came of it."""
    seen: set[str] = field(default_factory=set)
    unchanged: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.origins = Origins(self.library.catalogue.engine)
        self.before = self.origins.of(self.place.source)
        self.held = self.library.catalogue.fingerprints(self.place.source)

    def take(self, item: Item) -> None:
        """Fetch and read one item, and put what has changed of it into the library."""
        try:
            for said in self._bring_in(item):
                self.report += said
        except (Gone, Unwelcome) as error:
            # It is no longer there, or not for us: what was known of it goes with what was not seen.
            self._note(item.address, error.reason)
            return
        except Unreadable as error:
            self._note(item.address, error.reason)
        except LibraryError:
            raise
        except Exception:
            # One document that trips a reader must not end the run for all others.
            log.exception("reading failed: %s", item.address)
            self._note(item.address, "The file could not be read; the log has the details.")
        self.seen.add(item.address)

    def end(self) -> None:
        """Forget what has gone, and note what was found as it had been."""
        self.library.catch_up()
        self.library.catalogue.recheck(self.unchanged, self.today)
        for address, reason in self.place.unread.items():
            self._note(address, reason)
        # Only a listing that completed can tell that something has gone.
        if self.place.complete:
            gone = sorted((self.held.keys() | self.before.keys()) - self.seen - self.place.unread.keys())
            self._forget([document for origin in gone for document in self.held.get(origin, ())])
            self.origins.forget(self.place.source, gone)

    def _bring_in(self, item: Item) -> Iterator[Report]:
        known, held = self.before.get(item.address), self.held.get(item.address, {})
        fetched = item.fetch(known)
        fingerprint = fetched.content.fingerprint(_edition(fetched.content, self.today)) if fetched.content else None
        if known and fingerprint in (None, known.fingerprint):
            self.unchanged += [document_id(self.place.source, address) for address in held]
            yield Report(unchanged=len(held))
            return
        assert fetched.content is not None
        assert fingerprint is not None
        found: set[str] = set()
        for reading in readings(fetched.content, item.address, self.today):
            document = document_from(reading, self.place.source, item.address, self.today)
            if document.address in found:
                continue
            found.add(document.address)
            if held.get(document.address) == document.fingerprint:
                self.unchanged.append(document_id(document.source, document.address))
                yield Report(unchanged=1)
                continue
            self.library.put(document, split(document), settle=False)
            yield Report(changed=1) if document.address in held else Report(new=1)
        self._forget([address for address in held if address not in found])
        # Written last: a run that is cut off before reads the item again.
        origin = Origin(fingerprint, fetched.etag, fetched.last_modified)
        self.origins.remember(self.place.source, item.address, origin)

    def _forget(self, addresses: Sequence[str]) -> None:
        self.library.forget(self.place.source, addresses)
        self.report += Report(removed=len(addresses))

    def _note(self, address: str, reason: str) -> None:
        log.warning("unreadable: %s: %s", address, reason)
        self.report += Report(unreadable=(Unread(address, reason),))


def _edition(content: Content, today: date) -> str:
    # A calendar is read a year ahead, so it says something else as time goes by.
    return f"{EDITION} {today:%Y-%m}" if b"BEGIN:VCALENDAR" in content.head()[:64] else EDITION


def _fields(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in Report.__dataclass_fields__}
