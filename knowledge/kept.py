"""Records as rows and rows as records: the one place where the two shapes meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row

from knowledge.records import CareerPath, Course, Document, Event, Facts, Passage, Reference, Sentence, Vacancy, Verdict

_FACTS: Mapping[str, type[Facts]] = MappingProxyType(
    {"path": CareerPath, "vacancy": Vacancy, "course": Course, "event": Event}
)
_DATES = {"posted", "closes", "starts", "ends", "deadline"}
_TIMES = {"starts_at", "ends_at"}


def document_row(document: Document, identity: str) -> dict[str, Any]:
    """A document as a row of the documents table."""
    row = {field.name: getattr(document, field.name) for field in fields(document)}
    return row | {
        "id": identity,
        "facts": facts_json(document.facts),
        "references": [asdict(reference) for reference in document.references],
        "aliases": list(document.aliases),
    }


def document_of(row: Row[Any]) -> Document:
    """The document that a row tells of."""
    values = {field.name: row._mapping[field.name] for field in fields(Document)}
    return Document(
        **values
        | {
            "facts": _facts_of(row.kind, row.facts),
            "references": tuple(Reference(**reference) for reference in row._mapping["references"]),
            "aliases": tuple(row.aliases),
        }
    )


def passage_of(row: Row[Any]) -> Passage:
    """The passage that a row of passages joined with documents tells of."""
    # What columns a table has is known from its document, where it is asked.
    values = {field.name: row._mapping[field.name] for field in fields(Passage) if field.name != "columns"}
    return Passage(**values | {"sentences": tuple(Sentence(start, end) for start, end in row.sentences)})


def facts_json(facts: Facts | None) -> dict[str, Any] | None:
    """Facts as plain JSON: days as YYYY-MM-DD, times as ISO 8601."""
    if facts is None:
        return None
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(facts).items()}


def _facts_of(kind: str, stored: Mapping[str, Any] | None) -> Facts | None:
    if stored is None:
        return None
    record = _FACTS[kind]
    # What an older edition kept under another name is read anew by the next run; till then it is unknown.
    known = {field.name for field in fields(record)} & stored.keys()
    return record(**{name: _value(name, stored[name]) for name in known})


def _value(name: str, value: Any) -> Any:
    if name in _DATES:
        return date.fromisoformat(value) if value else None
    if name in _TIMES:
        return datetime.fromisoformat(value) if value else None
    if name == "verdicts":
        return {aspect: Verdict(**verdict) for aspect, verdict in value.items()}
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
    return value
