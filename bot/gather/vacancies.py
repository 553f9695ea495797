"""Open vacancies, those that the question finds first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot import cues
from bot.gather.findings import Findings, record_of, vacancy_of
from bot.gather.subjects import meant_vacancies
from bot.understand import Request
from knowledge import keywords
from knowledge.library import Library
from knowledge.records import Document

_LOOKED_THROUGH = 40
# Written with a capital, and no name of an employer or a place.
_COMMON = {"phd", "dutch", "french", "english", "nederlands", "frans", "engels", "neerlandais", "francais", "anglais"}
_LISTING = ("purpose", "place", "job", "no_phd", "ladder", "internship", "without_language")
_IN_A_PLACE = re.compile(r"\b(?:in|te|bij|near|around|nabij|rond|à|près de)\s+([A-ZÀ-Þ][a-zà-ÿ][\w-]+)")


def vacancies(request: Request, library: Library, today: date) -> Findings | None:
    """Every open vacancy, those that the search finds first, with the passages to tell each by.

    None if there is no open vacancy, if the question names what is in none of them (a page may tell), or if it asks
    something of one that it names.
    """
    if _asks_of_one(request, library, today):
        return None
    matches = library.search(
        request.query, today=today, language=request.language, kinds=("vacancy",), limit=_LOOKED_THROUGH
    )
    rank = {address: place for place, address in enumerate(dict.fromkeys(m.passage.address for m in matches))}
    vacancies = open_vacancies(library, today)
    if not vacancies or _names_something_else(request.question, vacancies):
        return None
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


def _asks_of_one(request: Request, library: Library, today: date) -> bool:
    """It names one vacancy and asks something of it, such as until when one can apply."""
    named = meant_vacancies(request, open_vacancies(library, today))
    return bool(named) and (request.asks is not None or bool(_words_beside(request, named[0])))


def _words_beside(request: Request, vacancy: Document) -> list[str]:
    """What the question says beside the vacancy's title, employer and places, and beside asking for vacancies."""
    record = vacancy_of(vacancy)
    told = {stem for said in (record.title, record.employer, *record.places) for stem in keywords.query_stems(said)}
    flat = cues.flattened(request.question)
    cued = {word for group in _LISTING for span in cues.spans(group, flat) for word in span.split()}
    every = (word for word in keywords.content_words(flat) if word not in cued and word not in keywords.ASKING)
    return [word for word in every if told.isdisjoint(keywords.query_stems(word))]


def _names_something_else(question: str, vacancies: Sequence[Document]) -> bool:
    """It names what no vacancy has in its title, employer or places: a page about a job, perhaps."""
    records = [vacancy_of(vacancy) for vacancy in vacancies]
    told = {word for v in records for word in keywords.words(" ".join((v.title, v.employer, *v.places)))}
    for match in cues.A_WORD.finditer(question):
        word, begins = match.group().strip("."), match.start() == 0
        known = cues.first("place", cues.flattened(word)) or told.intersection(keywords.words(word))
        common = keywords.ASKING.union(told) | _COMMON
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


def open_vacancies(library: Library, today: date) -> list[Document]:
    """The vacancies that have not closed."""
    return [v for v in library.records("vacancy") if v.expires is None or v.expires >= today]


def vacancies_for(library: Library, paths: Sequence[Document], today: date) -> list[Document]:
    """Open vacancies of these career paths."""
    ids = {record_of(path).id for path in paths}
    return [v for v in open_vacancies(library, today) if vacancy_of(v).path in ids]
