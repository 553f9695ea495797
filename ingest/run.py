"""The whole path of a document: list, fetch, unchanged?, read, split, put; and at the end forget the unseen."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any

from ingest.batches import Batch
from ingest.collect import Fetched, Item, Place, Unreachable, list_path
from ingest.documents import EDITION as EDITION
from ingest.documents import document_from
from ingest.readers import Content, Release, Unreadable, readings
from ingest.web.outcomes import Gone, Unwelcome
from knowledge.catalogue import document_id
from knowledge.errors import LibraryError
from knowledge.library import Library
from knowledge.origins import Origin, Origins
from knowledge.records import Document
from tracing import step

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


def ingest(library: Library, places: Sequence[str], today: date, progress: Progress = lambda *_: None) -> Report:
    """Bring the library in line with files and folders. A failure is part of the report, and the run goes on.

    Raises LibraryError only if the library itself cannot take more.
    """
    return sum((look_at(library, partial(list_path, place), today, progress) for place in places), Report())


def look_at(library: Library, find: Callable[[], Place], today: date, progress: Progress = lambda *_: None) -> Report:
    """Bring the library in line with the place that is found, if it is."""
    try:
        return ingest_place(library, find(), today, progress)
    except Unreachable as error:
        return Report.of_unreachable(error)


def ingest_place(library: Library, place: Place, today: date, progress: Progress = lambda *_: None) -> Report:
    """Bring the library in line with one place."""
    with step("ingest", source=place.source) as told:
        run = _Run(library, place, today)
        try:
            for done, item in enumerate(place.items(), start=1):
                run.take(item)
                progress(done, max(done, len(place)), item.address)
        except Unreachable as error:
            run.unreachable.append(Unread(error.place, error.reason))
        run.end()
        report = run.report()
        told.note(new=report.new, changed=report.changed, removed=report.removed, unreadable=len(report.unreadable))
        return report


def embed_anew(library: Library, progress: Progress = lambda *_: None) -> None:
    """Split and embed every document again, if another model wrote the library's vectors. Raises LibraryError."""
    if library.same_model:
        return
    documents, batch = library.catalogue.documents(), Batch(library)
    library.embedding_anew()
    for done, document in enumerate(documents, start=1):
        batch.put(document)
        progress(done, len(documents), document.address)
    batch.flush()
    if batch.tripped:
        raise LibraryError(f"These could not be embedded anew; the log says why: {', '.join(sorted(batch.tripped))}.")


@dataclass(slots=True)
class _Run:
    """One look at a place: what the library held of it before, what was seen, and what has become of it."""

    library: Library
    place: Place
    today: date
    origins: Origins = field(init=False)
    batch: Batch = field(init=False)
    before: Mapping[str, Origin] = field(init=False)
    held: Mapping[str, Mapping[str, str]] = field(init=False)
    """Address of a file or page -> the address and fingerprint of each document that came of it."""
    seen: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    """The addresses of the documents that the items read so far consist of."""
    as_before: list[str] = field(default_factory=list)
    """The ids of the documents that were looked at and had not changed."""
    counts: Counter[str] = field(default_factory=Counter)
    unreadable: list[Unread] = field(default_factory=list)
    unreachable: list[Unread] = field(default_factory=list)
    broken: bool = False
    """Whether the place is one file or page, and only half of it could be read."""

    def __post_init__(self) -> None:
        self.origins = Origins(self.library.catalogue.engine)
        self.batch = Batch(self.library)
        self.before = self.origins.of(self.place.source)
        self.held = self.library.catalogue.fingerprints(self.place.source)

    def take(self, item: Item) -> None:
        """Fetch and read one item, and put what has changed of it into the library."""
        self.seen.add(item.address)
        if (fetched := self._fetched(item)) is None:
            return
        try:
            self._look_into(item, fetched)
        except Unreadable as error:
            self.broken = item.alone
            self._note(item.address, error.reason)
        except LibraryError:
            raise
        except Exception:
            self.broken = item.alone
            # One document that trips a reader must not end the run for all others.
            log.exception("reading failed: %s", item.address)
            self._note(item.address, "The file could not be read; the log has the details.")

    def end(self) -> None:
        """Forget what has gone, and note what was found as it had been."""
        self.batch.flush()
        for address in sorted(self.batch.tripped):
            self._note(address, "Part of the file could not be taken in; the log has the details.")
        for address, reason in self.place.unread.items():
            self._note(address, reason)
        # Only a listing that completed can tell that something has gone.
        if self.place.complete and not self.broken:
            self._drop(sorted((self.held.keys() | self.before.keys()) - self.seen - self.place.unread.keys()))
        self.library.catch_up()
        self.library.catalogue.recheck(self.as_before, self.today)

    def report(self) -> Report:
        """What has become of it."""
        return Report(**self.counts, unreadable=tuple(self.unreadable), unreachable=tuple(self.unreachable))

    def _fetched(self, item: Item) -> Fetched | None:
        """The item, if it can be had."""
        known = self.before.get(item.address)
        try:
            # What an older edition read is fetched whole, changed or not.
            with step("fetch"):
                return item.fetch(known if known and _is_current(known, self.today) else None)
        except Unreadable as error:
            if isinstance(error, (Gone, Unwelcome)) and not self._is_listing(item.address):
                # No longer there, or not for us. Of a feed that says nothing about what it listed.
                self._drop([item.address])
            self._note(item.address, error.reason, alone=item.alone)
            return None

    def _look_into(self, item: Item, fetched: Fetched) -> None:
        known, held = self.before.get(item.address), self.held.get(item.address, {})
        if fetched.content is None:
            self._leave(held)
            return
        origin = Origin(_fingerprint(fetched.content, self.today), fetched.etag, fetched.last_modified)
        if known and known.fingerprint == origin.fingerprint:
            self._leave(held)
        else:
            # First, or a run that is cut off leaves half of the new version behind the name of the old one.
            self._disown([item.address])
            self._read(item.address, fetched.content, held)
        if origin != known:
            # Only once all of it is in: a run that is cut off before reads the item again.
            self.batch.then(partial(self._finish, item.address, origin, held))

    def _read(self, address: str, content: Content | Release, held: Mapping[str, str]) -> None:
        for reading in readings(content, address, self.today):
            document = document_from(reading, self.place.source, address, self.today)
            if document.address not in self.found:
                self._put(document, held.get(document.address))

    def _put(self, document: Document, held: str | None) -> None:
        if held == document.fingerprint:
            self._leave([document.address])
            return
        self.found.add(document.address)
        self.batch.put(document)
        self.counts["changed" if held else "new"] += 1

    def _leave(self, addresses: Iterable[str]) -> None:
        """Let documents be as they were."""
        for address in addresses:
            self.found.add(address)
            self.as_before.append(document_id(self.place.source, address))
            self.counts["unchanged"] += 1

    def _finish(self, address: str, origin: Origin, held: Mapping[str, str]) -> None:
        """Note that this version of an item was read to its end: what it lists no more has gone."""
        if address in self.batch.tripped:
            return
        self._forget([document for document in held if document not in self.found])
        self.origins.remember(self.place.source, address, origin)

    def _drop(self, addresses: Sequence[str]) -> None:
        """Forget items that are no longer there, except for what another item brought in meanwhile."""
        self._disown(addresses)
        documents = (document for address in addresses for document in self.held.get(address, ()))
        self._forget([document for document in documents if document not in self.found])

    def _disown(self, addresses: Sequence[str]) -> None:
        if known := [address for address in addresses if address in self.before]:
            self.origins.forget(self.place.source, known)

    def _forget(self, documents: Sequence[str]) -> None:
        self.library.forget(self.place.source, documents, settle=False)
        self.counts["removed"] += len(documents)

    def _is_listing(self, address: str) -> bool:
        held = self.held.get(address, {})
        return bool(held) and address not in held

    def _note(self, address: str, reason: str, *, alone: bool = False) -> None:
        log.warning("unreadable: %s: %s", address, reason)
        (self.unreachable if alone else self.unreadable).append(Unread(address, reason))


def _fingerprint(content: Content | Release, today: date) -> str:
    is_calendar = isinstance(content, Content) and b"BEGIN:VCALENDAR" in content.head()[:64]
    return content.fingerprint(_of_this_month(today) if is_calendar else EDITION)


def _is_current(known: Origin, today: date) -> bool:
    return known.fingerprint.partition(":")[0] in (EDITION, _of_this_month(today))


def _of_this_month(today: date) -> str:
    # A calendar is read a year ahead, so it says something else as time goes by.
    return f"{EDITION} {today:%Y-%m}"


def _fields(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in Report.__dataclass_fields__}
