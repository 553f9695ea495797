"""The whole path of a document: list, fetch, unchanged?, read, split, put; and at the end forget the unseen."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ingest import facts
from ingest.collect import Listing, Unreachable, fetch, list_place
from ingest.readers import Reading, Unreadable, read
from ingest.split import split
from knowledge import front_matter
from knowledge.catalogue import document_id
from knowledge.errors import LibraryError
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import LANGUAGES, Document, Facts, Kind, Language, Vacancy

# Part of every fingerprint: raise it when readers or splitting change, and everything is read anew.
EDITION = "6"

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
    report = Report()
    for place in places:
        try:
            report += ingest_listing(library, list_place(place), today, progress)
        except Unreachable as error:
            report += Report(unreachable=(Unread(error.place, error.reason),))
    return report


def ingest_listing(library: Library, listing: Listing, today: date, progress: Progress = lambda *_: None) -> Report:
    """Bring the library in line with one listing."""
    known = library.catalogue.fingerprints(listing.source)
    report = Report()
    unchanged: list[str] = []
    for done, (address, file) in enumerate(listing.files.items(), start=1):
        try:
            outcome = _one(library, listing.source, address, file, known.get(address), today)
        except Unreadable as error:
            log.warning("unreadable: %s: %s", address, error.reason)
            outcome = Report(unreadable=(Unread(address, error.reason),))
        except LibraryError:
            raise
        except Exception:
            # One document that trips a reader must not end the run for all others.
            log.exception("reading failed: %s", address)
            outcome = Report(unreadable=(Unread(address, "The file could not be read; the log has the details."),))
        if outcome.unchanged:
            unchanged.append(document_id(listing.source, address))
        report += outcome
        progress(done, len(listing.files), address)
    library.catch_up()
    library.catalogue.recheck(unchanged, today)
    return report + _forget_unseen(library, listing, known)


def embed_anew(library: Library, progress: Progress = lambda *_: None) -> None:
    """Split and embed every document again, if another model wrote the library's vectors."""
    if library.same_model:
        return
    documents = library.catalogue.documents()
    for done, document in enumerate(documents, start=1):
        library.put(document, split(document))
        progress(done, len(documents), document.address)


def _one(library: Library, source: str, address: str, file: Path, known: str | None, today: date) -> Report:
    content = fetch(file)
    fingerprint = hashlib.sha256(EDITION.encode() + content).hexdigest()
    if fingerprint == known:
        return Report(unchanged=1)
    document = document_from(read(content, address), source, address, fingerprint, today)
    library.put(document, split(document), settle=False)
    return Report(changed=1) if known else Report(new=1)


def _forget_unseen(library: Library, listing: Listing, known: Mapping[str, str]) -> Report:
    # Only a listing that completed can tell that something has gone.
    gone = sorted(known.keys() - listing.files.keys()) if listing.complete else []
    library.forget(listing.source, gone)
    return Report(removed=len(gone))


def document_from(reading: Reading, source: str, address: str, fingerprint: str, today: date) -> Document:
    """A reading as a document of the library, with its record if the front matter makes one."""
    path = PurePosixPath(address)
    stem = str(path.parent / path.name.partition(".")[0])
    said = {name: value for name, value in reading.metadata.items() if value not in (None, "")}
    metadata: dict[str, Any] = {"id": stem, "title": reading.title or stem.rpartition("/")[2], **said}
    kind, record = _record(metadata)
    stated = _day_if_any(metadata, "checked")
    return Document(
        source=source,
        address=address,
        title=str(metadata["title"]),
        kind=kind,
        language=_language(metadata, front_matter.below(reading.text)),
        text=reading.text,
        fingerprint=fingerprint,
        checked=stated or today,
        says_checked=stated is not None,
        work=f"{kind}/{metadata['id']}" if kind != "page" else None,
        link=facts.web_address(metadata, "link"),
        published=_day_if_any(metadata, "published"),
        expires=_expires(record) or facts.day(metadata, "expires"),
        facts=record,
        references=facts.references_of(metadata),
        aliases=facts.aliases_of(metadata),
    )


def _record(metadata: Mapping[str, Any]) -> tuple[Kind, Facts | None]:
    try:
        return facts.kind_of(metadata), facts.facts_of(metadata)
    except Unreadable as error:
        # Its words are still worth having, so it goes in as a page like any other.
        log.warning("no record made of %s: %s", metadata["id"], error.reason)
        return "page", None


def _day_if_any(metadata: Mapping[str, Any], field: str) -> date | None:
    try:
        return facts.day(metadata, field)
    except Unreadable as error:
        # `published: last week` is no reason to lose a page; a wrong `expires` is, or it would never end.
        log.warning("left out of %s: %s", metadata["id"], error.reason)
        return None


def _expires(record: Facts | None) -> date | None:
    return record.closes if isinstance(record, Vacancy) else None


def _language(metadata: Mapping[str, Any], text: str) -> Language:
    said = str(metadata.get("language") or "")[:2].lower()
    return said if said in LANGUAGES else language_of(text)


def _fields(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in Report.__dataclass_fields__}
