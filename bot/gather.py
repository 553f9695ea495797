"""Request -> Findings: the sentences that bear on it, and the career paths, vacancies and courses that go with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from bot import cues
from bot.evidence import Line, Term, terms_of, weigh
from bot.understand import Request
from knowledge import keywords
from knowledge.catalogue import document_id
from knowledge.library import Library
from knowledge.records import CareerPath, Document, Kind, Match, Passage, Vacancy
from knowledge.sections import PATH_SECTIONS, Section

Sections = Mapping[Section | None, Sequence[Passage]]
"""The passages of a career path's page by section; None is the opening."""

_KINDS: Mapping[str, tuple[Kind, ...]] = {"courses": ("course",), "events": ("event",)}
_LOOKED_THROUGH = 8
# A word that more documents open with is no name of any of them.
_FEW_DOCUMENTS = 3
_VACANCIES_LOOKED_THROUGH = 40
_A_WORD = re.compile(r"[\w.&+-]+")
_BEFORE_A_SENTENCE = ("", ".", "!", "?", ":", "\n")
_IN_A_PLACE = re.compile(r"\b(?:in|te|bij|near|around|nabij|rond|à|près de)\s+([A-ZÀ-Þ][a-zà-ÿ][\w-]+)")
_FROM = re.compile(
    r"\b(?:am|['’]m|come|coming) from\s*$|\b(?:kom|ben|afkomstig) (?:uit|van)\s*$|\b(?:viens|suis) (?:de|du|d['’])\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the library has for a request."""

    request: Request
    """The request, as what was found made of it."""
    lines: Sequence[Line] = ()
    """Sentences that bear on the question, best first."""
    unknown: Sequence[str] = ()
    """Names in the question that occur nowhere in the library; for vacancies, any such word."""
    paths: Sequence[Document] = ()
    """The career paths meant; all of them for an overview."""
    sections: Mapping[str, Sections] = field(default_factory=dict)
    """Career path id -> its page's sections."""
    vacancies: Sequence[Document] = ()
    """Open vacancies, best first."""
    pages: Mapping[str, Sequence[Passage]] = field(default_factory=dict)
    """Address of a vacancy -> its passages."""
    every_path: int = 0
    """How many career paths the library knows, of which `paths` may be some."""
    documents: int = 0
    """How many documents the library holds."""


def gather(request: Request, library: Library, today: date) -> Findings:
    """Look up what the request needs, and nothing more."""
    match request.purpose:
        case "greeting" | "thanks" | "about":
            return Findings(request, paths=library.records("path"), documents=library.document_count())
        case "overview":
            paths = [path for path in library.records("path") if _open_to(path, request.ladder)]
            return Findings(
                request,
                paths=paths,
                sections=_sections(library, _examples(paths), request, today),
                every_path=len(library.records("path")),
            )
        case "vacancies":
            return _vacancies(request, library, today)
        case "explain" | "compare":
            return Findings(
                request,
                paths=request.paths,
                sections=_sections(library, request.paths, request, today),
                vacancies=_vacancies_for(library, request.paths, today),
            )
        case _:
            return _searched(request, library, today)


def _searched(request: Request, library: Library, today: date) -> Findings:
    matches = _found(request, library, today)
    counts = library.term_counts(keywords.query_stems(request.query))
    terms = terms_of(request.query, counts, library.passage_count())
    meant = _meant(library.openings(list({match.passage.document_id for match in matches})), terms)
    matches += _inside(list(meant), request, library, today)
    return Findings(
        request,
        lines=weigh(
            matches,
            terms,
            language=request.language,
            asks=request.asks,
            understood=_understood(matches, meant, request),
        ),
        unknown=tuple(_unknown_names(request.question, counts)),
        paths=request.paths,
        sections=_sections(library, request.paths, request, today),
    )


def _meant(openings: Mapping[str, str], terms: Sequence[Term]) -> dict[str, str]:
    """The documents, with their openings, that open with the rarest word of the question: they may say the rest
    of it further down. None if the word is no name, because many do."""
    words = [term for term in terms if term.known and term.topical and not any(form.isdigit() for form in term.forms)]
    rarest = max(words, key=lambda term: term.weight, default=None)
    if rarest is None:
        return {}
    found = {id: text for id, text in openings.items() if not set(keywords.query_stems(text)).isdisjoint(rarest.forms)}
    return found if len(found) <= _FEW_DOCUMENTS else {}


def _inside(documents: Sequence[str], request: Request, library: Library, today: date) -> list[Match]:
    """What the question finds within documents."""
    if not documents:
        return []
    found = library.search(
        request.query,
        today=today,
        language=request.language,
        within=documents,
        limit=_LOOKED_THROUGH,
        most_of_one=_LOOKED_THROUGH,
    )
    return _without_examples(found, library)


def _understood(matches: Sequence[Match], meant: Mapping[str, str], request: Request) -> dict[str, set[str]]:
    """Document id -> the stems that go without saying on it: of its opening, if it is meant, and of the path named."""
    names = {path.work: _name_stems(path) for path in request.paths if path.work}
    understood = {id: set(keywords.query_stems(text)) for id, text in meant.items()}
    for match in matches:
        understood.setdefault(match.passage.document_id, set()).update(names.get(match.passage.work or "", ()))
    return understood


def _found(request: Request, library: Library, today: date) -> list[Match]:
    """The passages to look through: on the pages of the career paths meant, of the kind asked for, of what was
    read from elsewhere than the shelf, and of any."""
    narrower: list[dict[str, Sequence[str]]] = [{"kinds": ("page",)}]
    if request.paths:
        narrower.append({"works": [path.work for path in request.paths if path.work]})
    if request.purpose in _KINDS:
        narrower.append({"kinds": _KINDS[request.purpose]})
    found = [
        match
        for only in ({}, *narrower)
        for match in library.search(
            request.query, today=today, language=request.language, limit=_LOOKED_THROUGH, **cast(Any, only)
        )
    ]
    return _in_the_readers_language(_without_examples(found, library), request, library, today)


def _without_examples(matches: Sequence[Match], library: Library) -> list[Match]:
    """An invented vacancy is shown as a vacancy, with its mark, and never quoted as a fact."""
    examples = {document_id(v.source, v.address) for v in library.records("vacancy") if vacancy_of(v).example}
    return [match for match in matches if match.passage.document_id not in examples]


def _in_the_readers_language(matches: Sequence[Match], request: Request, library: Library, today: date) -> list[Match]:
    """Passages of pages that have a twin in the reader's language give way to those of the twin."""
    foreign = {m.passage.work for m in matches if m.passage.work and m.passage.language != request.language}
    if not foreign:
        return list(matches)
    found = library.search(
        request.query, today=today, language=request.language, works=sorted(foreign), limit=_LOOKED_THROUGH
    )
    twins = [match for match in found if match.passage.language == request.language]
    spoken = {match.passage.work for match in twins}
    kept = [m for m in matches if m.passage.language == request.language or m.passage.work not in spoken]
    return [*kept, *twins]


def _sections(
    library: Library, paths: Sequence[Document], request: Request, today: date
) -> dict[str, Mapping[Section | None, list[Passage]]]:
    found: dict[str, Mapping[Section | None, list[Passage]]] = {}
    for path in paths:
        sections: dict[Section | None, list[Passage]] = {}
        for passage in library.page(path.work or "", request.language, today):
            sections.setdefault(_section_of(passage), []).append(passage)
        found[record_of(path).id] = sections
    return found


def _section_of(passage: Passage) -> Section | None:
    heading = passage.heading.split(" > ")[-1]
    return next((name for name, titles in PATH_SECTIONS.items() if heading in titles.values()), None)


def record_of(path: Document) -> CareerPath:
    """The record of a career path's base page."""
    assert isinstance(path.facts, CareerPath)
    return path.facts


def _open_to(path: Document, ladder: str | None) -> bool:
    return ladder is None or record_of(path).entry.get(ladder) in ("usual", "possible")


def _examples(paths: Sequence[Document]) -> list[Document]:
    """One path a family to tell of: where a PhD matters least and most ladders lead in."""
    chosen: dict[str, Document] = {}
    for path in sorted(paths, key=_accessible, reverse=True):
        chosen.setdefault(record_of(path).family, path)
    return list(chosen.values())


def _accessible(path: Document) -> tuple[bool, int]:
    record = record_of(path)
    return record.phd == "not asked", sum(verdict == "usual" for verdict in record.entry.values())


def _open_vacancies(library: Library, today: date) -> list[Document]:
    return [v for v in library.records("vacancy") if v.expires is None or v.expires >= today]


def _vacancies_for(library: Library, paths: Sequence[Document], today: date) -> list[Document]:
    ids = {record_of(path).id for path in paths}
    return [v for v in _open_vacancies(library, today) if vacancy_of(v).path in ids]


def _vacancies(request: Request, library: Library, today: date) -> Findings:
    """Every open vacancy, those that the search finds first, and for each the sentences to tell it by."""
    matches = library.search(
        request.query, today=today, language=request.language, kinds=("vacancy",), limit=_VACANCIES_LOOKED_THROUGH
    )
    rank = {address: place for place, address in enumerate(dict.fromkeys(m.passage.address for m in matches))}
    vacancies = _open_vacancies(library, today)
    if not vacancies or _names_something_else(request.question, vacancies):
        return _searched(replace(request, purpose="question"), library, today)
    vacancies.sort(key=lambda v: rank.get(v.address, len(rank)))
    counts = library.term_counts(keywords.query_stems(request.query))
    return Findings(
        request,
        unknown=[
            *(word for word in keywords.content_words(request.question) if not _known(word, counts)),
            *_strange_places(request.question),
        ],
        paths=request.paths,
        vacancies=vacancies,
        pages={v.address: library.page(v.work or "", v.language, today) for v in vacancies},
    )


def _names_something_else(question: str, vacancies: Sequence[Document]) -> bool:
    """It names what no vacancy has in its title, employer or places: a page about a job, perhaps."""
    records = [vacancy_of(vacancy) for vacancy in vacancies]
    told = {word for v in records for word in keywords.words(" ".join((v.title, v.employer, *v.places)))}
    for match in _A_WORD.finditer(question):
        word, begins = match.group().strip("."), match.start() == 0
        known = cues.first("place", cues.flattened(word)) or told.intersection(keywords.words(word))
        common = keywords.ASKING.union(told) | {"phd"}
        if word[:1].isupper() and not begins and not known and not common.issuperset(keywords.words(word)):
            return not any(cues.first(group, cues.flattened(word)) for group in ("general", "purpose", "ladder"))
    return False


def _strange_places(question: str) -> Iterator[str]:
    """Names after `in` and the like that are no place the guide can look for."""
    for match in _IN_A_PLACE.finditer(question):
        if not cues.first("place", cues.flattened(match.group(1))):
            yield match.group(1)


def _known(word: str, counts: Mapping[str, int]) -> bool:
    return any(stem in counts for stem in keywords.query_stems(word)) or bool(
        cues.first("place", f" {word} ") or cues.first("purpose", f" {word} ") or cues.first("general", f" {word} ")
    )


def vacancy_of(document: Document) -> Vacancy:
    """The record of a vacancy."""
    assert isinstance(document.facts, Vacancy)
    return document.facts


def _unknown_names(question: str, counts: Mapping[str, int]) -> Iterator[str]:
    """Capitalised words and codes of the question that the library has never seen."""
    if question.isupper():
        return
    for match in _A_WORD.finditer(question):
        word = match.group().strip(".")
        begins = question[: match.start()].rstrip()[-1:] in _BEFORE_A_SENTENCE
        looks_like_a_name = (word[:1].isupper() and not begins) or word.isupper() or any(c.isdigit() for c in word)
        # Where somebody comes from is not what the question is about.
        origin = _FROM.search(question[: match.start()]) is not None
        stems = [stem for known in keywords.content_words(word) for stem in keywords.query_stems(known)]
        asks = word.casefold() in keywords.ASKING
        if looks_like_a_name and len(word) > 2 and not origin and not asks and not any(s in counts for s in stems):
            yield word


def _name_stems(path: Document) -> set[str]:
    record = record_of(path)
    names = [*record.names.values(), *(alias for aliases in record.aliases.values() for alias in aliases)]
    return {stem for name in names for stem in keywords.query_stems(name)}
