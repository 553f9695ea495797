"""Request -> Findings: the sentences that bear on it, and the career paths, vacancies and courses that go with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.evidence import Line, best, term_weights, weigh
from bot.understand import Request
from knowledge import keywords
from knowledge.library import Library
from knowledge.plain import plain
from knowledge.records import CareerPath, Document, Kind, Language, Match, Passage, Vacancy
from knowledge.sections import PATH_SECTIONS, Section

Sections = Mapping[Section | None, Sequence[Passage]]
"""The passages of a career path's page by section; None is the opening."""

_KINDS: Mapping[str, tuple[Kind, ...]] = {"vacancies": ("vacancy",), "courses": ("course",), "events": ("event",)}
_LOOKED_THROUGH = 8
_VACANCIES_LOOKED_THROUGH = 40
# Two sentences in two sources this close, and with a number or name in common, say the same.
_SAME = 0.87
_TELLING = re.compile(r"\d[\d.,]*|(?<=\s)[A-ZÀ-Þ][\w-]{2,}")


@dataclass(frozen=True, slots=True)
class Findings:
    """What the library has for a request."""

    request: Request
    """The request, as what was found made of it."""
    lines: Sequence[Line] = ()
    """Sentences that bear on the question, best first."""
    same: Line | None = None
    """Another source that says the same as the best of them."""
    unknown: Sequence[str] = ()
    """Names in the question that occur nowhere in the library."""
    paths: Sequence[Document] = ()
    """The career paths meant; all of them for an overview."""
    sections: Mapping[str, Sections] = field(default_factory=dict)
    """Career path id -> its page's sections."""
    vacancies: Sequence[Document] = ()
    """Open vacancies, best first."""
    documents: int = 0
    """How many documents the library holds."""


def gather(request: Request, library: Library, today: date) -> Findings:
    """Look up what the request needs, and nothing more."""
    match request.purpose:
        case "greeting" | "thanks" | "about":
            return Findings(request, paths=library.records("path"), documents=library.document_count())
        case "overview":
            paths = [path for path in library.records("path") if _open_to(path, request.ladder)]
            return Findings(request, paths=paths, sections=_sections(library, _examples(paths), request, today))
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
    kinds = _KINDS.get(request.purpose)
    limit = _VACANCIES_LOOKED_THROUGH if request.purpose == "vacancies" else _LOOKED_THROUGH
    matches = library.search(request.query, today=today, language=request.language, kinds=kinds, limit=limit)
    if kinds and not matches:
        return _searched(replace(request, purpose="question"), library, today)
    if request.paths and request.purpose == "question":
        matches = [*_on_their_pages(request, library, today), *matches]
    matches = _in_one_language_each(matches, request.language)
    words = [keywords.query_stems(word) for word in keywords.content_words(request.query)]
    counts = library.term_counts([stem for forms in words for stem in forms])
    lines = weigh(matches, term_weights(words, counts, library.passage_count()), request.asks)
    lead = best(lines)
    return Findings(
        request,
        lines=lines,
        same=_also_said(library, lead, today) if lead and request.purpose == "question" else None,
        unknown=tuple(_unknown_names(request.question, counts)),
        paths=request.paths,
        sections=_sections(library, request.paths, request, today),
        vacancies=_found_vacancies(library, lines) if request.purpose == "vacancies" else (),
    )


def _in_one_language_each(matches: Sequence[Match], language: Language) -> list[Match]:
    """Without the passages of pages whose translation into the reader's language was found as well."""
    spoken = {match.passage.work for match in matches if match.passage.language == language}
    return [m for m in matches if m.passage.language == language or m.passage.work not in spoken - {None}]


def _on_their_pages(request: Request, library: Library, today: date) -> list[Match]:
    """The passages of the pages of the career paths that the question is about."""
    return library.search(
        request.query,
        today=today,
        language=request.language,
        works=[path.work for path in request.paths if path.work],
        most_of_one=_LOOKED_THROUGH,
    )


def _also_said(library: Library, lead: Line, today: date) -> Line | None:
    telling = set(_TELLING.findall(plain(lead.text)))
    for match in library.like(lead.passage, lead.number, today=today):
        if match.passage.work and lead.passage.work:
            # Two pages of the shelf rest on the same sources, so one adds no weight to the other.
            continue
        number = max(range(len(match.nearness)), key=lambda n: match.nearness[n])
        line = Line.found(match.passage, number)
        if match.nearness[number] >= _SAME and telling & set(_TELLING.findall(plain(line.text))):
            return line
    return None


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


def _vacancies_for(library: Library, paths: Sequence[Document], today: date) -> list[Document]:
    ids = {record_of(path).id for path in paths}
    return [v for v in library.records("vacancy") if _is_open(v, today) and vacancy_of(v).path in ids]


def _found_vacancies(library: Library, lines: Sequence[Line]) -> list[Document]:
    by_address = {(v.source, v.address): v for v in library.records("vacancy")}
    by_path = {address: v for (_, address), v in by_address.items()}
    return [by_path[address] for address in dict.fromkeys(line.passage.address for line in lines) if address in by_path]


def vacancy_of(document: Document) -> Vacancy:
    """The record of a vacancy."""
    assert isinstance(document.facts, Vacancy)
    return document.facts


def _is_open(document: Document, today: date) -> bool:
    return document.expires is None or document.expires >= today


def _unknown_names(question: str, counts: Mapping[str, int]) -> Iterator[str]:
    """Capitalised words and codes of the question that the library has never seen."""
    for number, word in enumerate(re.findall(r"[\w.&+-]+", question)):
        looks_like_a_name = (number > 0 and word[:1].isupper()) or word.isupper() or any(c.isdigit() for c in word)
        stems = keywords.query_stems(word)
        if looks_like_a_name and len(word) > 2 and stems and not any(stem in counts for stem in stems):
            yield word.strip(".")
