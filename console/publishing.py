"""From approved postings to documents of the library, so that one more run always mends what a crash left."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from bot.cards import in_short
from console.partners import Partner, Partners
from console.postings import Fields, Posting, Postings
from ingest.documents import document_from
from ingest.readers import postings as readers
from ingest.readers.reading import Reading, reading
from ingest.run import EDITION
from ingest.split import split
from knowledge.front_matter import HEADING
from knowledge.kept import facts_json
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import LANGUAGES, Document, Language
from knowledge.vacancies import vacancy_of, with_paths

# What a partner withdraws must not come back by an approval that was under way.
_PUBLISHING = threading.Lock()
_LIST = "vacancies"
_LABELS = {
    "en": {"salary": "Salary", "closes": "Apply until", "apply": "How to apply"},
    "nl": {"salary": "Loon", "closes": "Solliciteren tot en met", "apply": "Solliciteren via"},
    "fr": {"salary": "Salaire", "closes": "Postuler jusqu'au", "apply": "Comment postuler"},
}


def publish_approved(library: Library, today: date, partner: Partner | None = None) -> int:
    """Bring the library in line with what is approved, of one partner or of all. Gives the number of changes.

    Called after each decision, at start and after each ingest: whatever was cut short is made good.
    """
    partners = [partner] if partner else Partners(library.catalogue.engine).every()
    with _PUBLISHING:
        changes = sum(_publish(library, each, today) for each in partners)
        if changes:
            library.catch_up()
    return changes


def document_of(posting: Posting, partner: Partner, fields: Fields, checked: date, until: date) -> Document:
    """A posting as the document that the guide makes of it."""
    found = _reading(posting, fields, checked, until)
    document = document_from(found, partner.source, _LIST, checked)
    return replace(document, expires=until, fingerprint=_fingerprint(posting, fields))


def as_read(library: Library, posting: Posting, partner: Partner, today: date) -> dict[str, Any]:
    """The version offered last as the guide reads it: its record, each verdict with its line, its text."""
    document = document_of(posting, partner, posting.offered, today, posting.until)
    record = vacancy_of(with_paths([document], library.records("path"))[0])
    return {
        **(facts_json(record) or {}),
        "checked": None,
        **in_short(record),
        "verdicts": {aspect: asdict(verdict) for aspect, verdict in record.verdicts.items()},
        "text": document.text,
        "language": document.language,
    }


def address_of(posting: Posting) -> str:
    """The place of a posting among those of its partner; an item of a list, for no two of them are the same job."""
    return f"{_LIST}#{posting.id}"


def _publish(library: Library, partner: Partner, today: date) -> int:
    approved = {address_of(posting): posting for posting in Postings(library.catalogue.engine).approved(partner)}
    there = library.catalogue.fingerprints(partner.source).get(_LIST, {})
    gone = sorted(there.keys() - approved.keys())
    if gone:
        library.forget(partner.source, gone)
    changes = len(gone)
    for address, posting in approved.items():
        assert posting.approved
        fields, until = posting.approved["fields"], date.fromisoformat(posting.approved["until"])
        is_over = until < today and address not in there
        if there.get(address) != _fingerprint(posting, fields) and not is_over:
            document = document_of(posting, partner, fields, date.fromisoformat(posting.approved["checked"]), until)
            library.put(document, split(document), settle=False)
            changes += 1
    return changes


def _fingerprint(posting: Posting, fields: Fields) -> str:
    said = json.dumps([EDITION, posting.approved, fields], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _reading(posting: Posting, fields: Fields, checked: date, until: date) -> Reading:
    """A posting as any other reader would give it, with what its fields say in its text, so that it can be quoted."""
    said = {name: value for name, value in fields.items() if name not in ("description", "reference")}
    language = fields.get("language") or language_of(fields["description"])
    metadata = {
        "kind": "vacancy",
        **said,
        "id": posting.id,
        "language": language,
        "posted": posting.posted.isoformat(),
        "closes": until.isoformat() if "closes" in fields else None,
        "checked": checked.isoformat(),
    }
    read = readers.vacancy({name: value for name, value in metadata.items() if value}, fields["description"])
    spoken: Language = language if language in LANGUAGES else "en"
    lines = [
        f"- {label}: {str(fields[name]).removeprefix('mailto:')}"
        for name, label in _LABELS[spoken].items()
        if name in fields
    ]
    text = "\n".join((read.text, "", f"## {HEADING[spoken]}", "", *lines))
    return replace(reading(read.title, text, read.metadata), part=posting.id)
