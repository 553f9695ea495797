"""A reading -> a document of the library, with its record if it is about one thing."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from ingest import facts
from ingest.readers import Reading, Unreadable
from ingest.readers.postings.closing import closed_because, closes_in
from ingest.verdicts import verdicts
from knowledge import front_matter
from knowledge.language import language_of
from knowledge.records import LANGUAGES, Course, Document, Event, Facts, Kind, Language, Vacancy

# Part of every fingerprint: raise it when readers or splitting change, and everything is read and split anew.
EDITION = "11"

log = logging.getLogger(__name__)


def document_from(reading: Reading, source: str, origin: str, today: date) -> Document:
    """What a file or page at `origin` says, or one of the things that it lists, as a document."""
    address = origin if reading.part is None else f"{origin}#{reading.part}"
    metadata = _metadata(reading, origin)
    kind, record = _record(metadata, reading.text)
    stated = _day_if_any(metadata, "checked")
    return Document(
        source=source,
        address=address,
        part_of=None if reading.part is None else origin,
        title=str(metadata["title"]),
        kind=kind,
        language=_language(metadata, front_matter.below(reading.text)),
        text=reading.text,
        fingerprint=fingerprint_of(reading),
        checked=stated or today,
        says_checked=stated is not None,
        work=_work(kind, source, address, metadata),
        link=facts.web_address(metadata, "link"),
        published=_day_if_any(metadata, "published"),
        expires=_expires(metadata, record, today),
        facts=record,
        references=facts.references_of(metadata),
        aliases=facts.aliases_of(metadata),
    )


def fingerprint_of(reading: Reading) -> str:
    """Of all that a reading says, and of the edition of what is made of it."""
    said = json.dumps([EDITION, reading.title, reading.text, reading.metadata], default=str, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()


def _metadata(reading: Reading, origin: str) -> dict[str, Any]:
    path = PurePosixPath(origin)
    stem = str(path.parent / path.name.partition(".")[0])
    said = {name: value for name, value in reading.metadata.items() if value not in (None, "")}
    named = {"id": stem, "title": reading.title or stem.rpartition("/")[2], **said}
    if named.get("kind") == "vacancy":
        named = {**_employer(origin), **_closing(named, reading.text), **named}
    return named


def _employer(origin: str) -> dict[str, str]:
    """Whose site it is, where a vacancy does not name who offers it."""
    host = urlsplit(origin).hostname if "://" in origin else None
    return {"employer": host.removeprefix("www.")} if host else {}


def _closing(metadata: Mapping[str, Any], text: str) -> dict[str, Any]:
    """When it closes and whether it has, where the text says so and no field does."""
    body = front_matter.below(text)
    found = {"closes": closes_in(body), "closed": closed_because(str(metadata["title"]), body)}
    return {name: value for name, value in found.items() if value}


def _work(kind: Kind, source: str, address: str, metadata: Mapping[str, Any]) -> str | None:
    if kind == "page":
        # A page is one of a kind, unless it says which one it shares with its translations.
        same = metadata.get("translates")
        return f"page/{source}/{same}" if isinstance(same, str) and same else None
    # The ids of a feed are its own: another feed may use the same.
    return f"{kind}/{metadata['id']}" if "#" not in address else f"{kind}/{source}/{address}"


def _record(metadata: Mapping[str, Any], text: str) -> tuple[Kind, Facts | None]:
    try:
        return facts.kind_of(metadata), facts.facts_of(metadata, text, verdicts)
    except Unreadable as error:
        # Its words are still worth having, so it goes in as a page like any other.
        log.warning("no record made of %s: %s", metadata["id"], error.reason)
        return "page", None


def _day_if_any(metadata: Mapping[str, Any], name: str) -> date | None:
    try:
        return facts.day(metadata, name)
    except Unreadable as error:
        # `published: last week` is no reason to lose a page; a wrong `expires` is, or it would never end.
        log.warning("left out of %s: %s", metadata["id"], error.reason)
        return None


def _expires(metadata: Mapping[str, Any], record: Facts | None, today: date) -> date | None:
    """The last day on which it still holds: yesterday for what says itself that it has closed."""
    if metadata.get("closed"):
        return today - timedelta(days=1)
    match record:
        case Vacancy():
            return record.closes
        case Event():
            return record.ends or record.starts
        case Course():
            return facts.day(metadata, "expires") or record.ends or record.starts
        case _:
            return facts.day(metadata, "expires")


def _language(metadata: Mapping[str, Any], text: str) -> Language:
    said = str(metadata.get("language") or "")[:2].lower()
    return said if said in LANGUAGES else language_of(text)
