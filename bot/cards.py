"""What is shown beside an answer: the career path, the vacancies, the courses and events it speaks of (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import Card, Citation
from bot.gather import Findings, record_of, vacancy_of
from bot.naming import title_in
from knowledge.catalogue import document_id
from knowledge.kept import facts_json
from knowledge.records import Course, Document, Event, Language, Vacancy

MOST = 6
_MOST_VACANCIES = 5


def cards(findings: Findings, citations: Sequence[Citation], documents: Mapping[str, Document]) -> tuple[Card, ...]:
    """The cards of an answer, at most six: what the question named first, then what is cited."""
    language = findings.request.language
    cited = {citation.document for citation in citations}
    paths = [] if findings.request.purpose == "overview" else findings.request.paths[:2]
    shown = [_path(path, language) for path in paths]
    vacancies = [v for v in findings.vacancies if findings.request.purpose != "vacancies" or v.address in cited]
    shown += [_of_record(vacancy, vacancy_of(vacancy).apply) for vacancy in vacancies[:_MOST_VACANCIES]]
    if not vacancies:
        shown += [_of_record(d, d.facts.apply) for d in documents.values() if isinstance(d.facts, Vacancy)]
    shown += [_of_record(d, d.facts.address) for d in documents.values() if isinstance(d.facts, Course | Event)]
    return tuple(shown[:MOST])


def _path(path: Document, language: Language) -> Card:
    record = record_of(path)
    details = {"family": record.family, "entry": dict(record.entry), "phd": record.phd, "esco": record.esco}
    return Card("path", record.id, title_in(path, language), _address(path), details)


def _of_record(document: Document, address: str | None) -> Card:
    details: dict[str, Any] = {**(facts_json(document.facts) or {}), "checked": document.checked.isoformat()}
    id = details.pop("id")
    for name in ("title", "name", "address"):
        details.pop(name, None)
    return Card(document.kind, id, document.title, address or _address(document), details)


def _address(document: Document) -> str:
    return document.link or f"/library/{document_id(document.source, document.address)}"
