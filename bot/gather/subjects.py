"""Which documents a question is about: those that it names, and those that its conversation points at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot import cues
from bot.evidence import Term
from bot.gather.findings import vacancy_of
from bot.understand import Request
from knowledge import keywords
from knowledge.catalogue import document_id
from knowledge.library import Library
from knowledge.records import Document, Match

# A word that more documents open with is no name of any of them.
_FEW_DOCUMENTS = 3
# A vacancy is meant by so much of its title's weight, where the question speaks of a job.
_MOST_OF_A_TITLE = 0.6
_MANNERS = re.compile(r"\((?:[hfxvm]\s?/\s?){1,2}[hfxvm]\)|\b[mvf]/[vxmf](?:/x)?\b", re.I)


def subjects(
    request: Request, matches: Sequence[Match], terms: Sequence[Term], vacancies: Sequence[Document], library: Library
) -> dict[str, str]:
    """Document id -> how it opens, of the documents that the question is about. `vacancies` are the open ones."""
    pointed = library.ids_at(request.points_at)
    named = [document_id(v.source, v.address) for v in meant_vacancies(request, vacancies)]
    found = {match.passage.document_id for match in matches if match.passage.kind != "vacancy"}
    openings = library.openings(list({*found, *pointed, *named}))
    opened = {id: text for id, text in openings.items() if id in found}
    chosen = {*pointed, *named, *_opened_with_the_rarest_word(opened, terms)}
    return {id: text for id, text in openings.items() if id in chosen}


def _opened_with_the_rarest_word(openings: Mapping[str, str], terms: Sequence[Term]) -> list[str]:
    """The documents that open with the rarest word of the question: they may say the rest of it further down.
    None if the word is no name, because many do."""
    words = [term for term in terms if term.known and term.topical and not any(form.isdigit() for form in term.forms)]
    rarest = max(words, key=lambda term: term.weight, default=None)
    if rarest is None:
        return []
    found = [id for id, text in openings.items() if not set(keywords.query_stems(text)).isdisjoint(rarest.forms)]
    return found if len(found) <= _FEW_DOCUMENTS else []


def meant_vacancies(request: Request, vacancies: Sequence[Document]) -> list[Document]:
    """The vacancies that a question names: by their employer, or by their title where it speaks of a job."""
    asked = set(keywords.query_stems(request.query))
    flat = cues.flattened(request.query)
    speaks_of_a_job = cues.first("job", flat) is not None
    places = set(cues.every("place", flat))
    found: list[tuple[float, Document]] = []
    for vacancy in vacancies:
        record = vacancy_of(vacancy)
        there = {place for name in record.places for place in cues.every("place", cues.flattened(name))}
        title = share_of(_MANNERS.sub(" ", record.title), asked)
        named = title == 1 or (speaks_of_a_job and title >= _MOST_OF_A_TITLE)
        if share_of(record.employer, asked) == 1 or (places & there and named):
            found.append((title, vacancy))
    best = max((share for share, _ in found), default=0.0)
    return [vacancy for share, vacancy in found if share == best][:_FEW_DOCUMENTS]


def share_of(name: str, asked: set[str]) -> float:
    """How much of a name's words are among the stems of a question."""
    every = keywords.asked_terms(name)
    return sum(not asked.isdisjoint(term.forms) for term in every) / max(1, len(every))
