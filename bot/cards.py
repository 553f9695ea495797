"""What is shown beside an answer: the career path, the vacancies, the courses and events it speaks of (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation import Card
from bot.gather import Findings, record_of, vacancy_of
from bot.naming import title_in
from knowledge.catalogue import document_id
from knowledge.kept import facts_json
from knowledge.records import LANGUAGES, Course, Document, Event, Language, Vacancy

MOST = 6
_MOST_VACANCIES = 24
"""Of a search, where they are the answer."""
_FEW_VACANCIES = 5


def cards(findings: Findings, documents: Mapping[str, Document]) -> tuple[Card, ...]:
    """The cards of an answer, at most six: what the question named first, then what is cited. Of a search for
    vacancies those that are told, and on its first page all that meet it, at most 24."""
    if findings.matched:
        return tuple(of_vacancy(vacancy) for vacancy in _found(findings)[:_MOST_VACANCIES])
    language = findings.request.language
    paths = findings.paths[:MOST] if findings.request.wishes else findings.request.paths[:2]
    shown = [of_path(path, language) for path in paths]
    vacancies = findings.vacancies[:_FEW_VACANCIES]
    vacancies = vacancies or [d for d in documents.values() if isinstance(d.facts, Vacancy) and not findings.gone]
    shown += [of_vacancy(vacancy) for vacancy in vacancies]
    titles = {d.work: d.title for d in documents.values() if d.work and d.language == language}
    for document in documents.values():
        if isinstance(document.facts, Course | Event):
            card = _of_record(document, document.facts.address)
            shown.append(replace(card, title=titles.get(document.work or "", card.title)))
    return tuple(shown[:MOST])


def of_path(path: Document, language: Language) -> Card:
    """The card of a career path."""
    record = record_of(path)
    details = {"family": record.family, "entry": dict(record.entry), "phd": record.phd, "esco": record.esco}
    return Card("path", record.id, title_in(path, language), _address(path), details)


def _found(findings: Findings) -> Sequence[Document]:
    search = findings.request.search
    if findings.matched is None or not findings.shown or (search and (search.page or search.silent)):
        return findings.shown
    return findings.matched.meeting


def of_vacancy(document: Document) -> Card:
    """The card of a vacancy."""
    record = vacancy_of(document)
    card = _of_record(document, record.apply)
    return replace(card, details={**card.details, **in_short(record)})


def in_short(record: Vacancy) -> dict[str, Any]:
    """What a vacancy asks, beside its verdicts, in the fields that are looked at most."""
    phd, degree = record.verdict("phd"), record.verdict("degree")
    return {
        "phd": phd.need,
        "phd_line": phd.line,
        "degree": degree.detail,
        "degree_line": degree.line,
        "languages": {spoken: need for spoken in LANGUAGES if (need := record.verdict(spoken).need) != "unknown"},
    }


def _of_record(document: Document, address: str | None) -> Card:
    details: dict[str, Any] = {**(facts_json(document.facts) or {}), "checked": document.checked.isoformat()}
    id = details.pop("id")
    for name in ("title", "name", "address"):
        details.pop(name, None)
    return Card(document.kind, id, document.title, address or _address(document), details)


def _address(document: Document) -> str:
    return document.link or f"/library/{document_id(document.source, document.address)}"
