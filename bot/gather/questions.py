"""Any other question: the sentences that bear on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot import cues
from bot.attributes import asked_parts, wanted
from bot.definitions import defined_first
from bot.evidence import Line, Term, weigh
from bot.furniture import without_furniture
from bot.gather.editions import Editions, editions, instead, is_of_an_edition, of_those_meant, side_by_side
from bot.gather.findings import Findings, vacancy_of
from bot.gather.named import of_what_is_named, own_page_first
from bot.gather.neighbours import without_neighbours
from bot.gather.paths import name_stems, sections_of
from bot.gather.rows import with_columns_named
from bot.gather.subjects import subjects
from bot.gather.terms import terms_and_counts, terms_in
from bot.gather.vacancies import open_vacancies, page_of
from bot.numerals import numbers_in
from bot.understand import Request
from knowledge import keywords, places
from knowledge.catalogue import document_id
from knowledge.context import Earlier
from knowledge.editions import latest_year
from knowledge.library import Library
from knowledge.records import Document, Event, Kind, Match, Passage
from knowledge.sections import LISTS, PATH_SECTIONS

# Words for what can be asked of anything.
_ANYTHING = ("place", "asks", "labels", "filler", "general", "best", "purpose", "moment")
_KINDS: Mapping[str, tuple[Kind, ...]] = {"courses": ("course",), "events": ("event",)}
_LOOKED_THROUGH = 8
_NEAREST = 2
_WHY = {heading for name in ("suit", "not_suit") for heading in PATH_SECTIONS[name].values()}
_SPEAKS_OF_IT = 0.4
_FROM = re.compile(
    r"\b(?:am|['’]m|come|coming) from\s*$|\b(?:kom|ben|afkomstig) (?:uit|van)\s*$|\b(?:viens|suis) (?:de|du|d['’])\s*$",
    re.I,
)


def question(request: Request, library: Library, today: date) -> Findings:
    """The sentences that bear on a question, found in several ways and weighed together."""
    matches = _found(request, library, today)
    whole, counts = terms_and_counts(request, library)
    recent = library.ids_at([request.recent] if request.recent else [])
    of_each = editions(request, [*recent[:1], *(match.passage.document_id for match in matches)], library, today)
    bare = replace(request, question=of_each.besides)
    terms = terms_in(replace(bare, query=of_each.query), library) if of_each.families else whole
    vacancies = open_vacancies(library, today)
    unknown = tuple(_unknown_names(request.question, counts))
    named = subjects(request, matches, terms, vacancies, library)
    about = _of_those_meant(named, of_each, library)
    inside = instead([*named, *_nearest(matches), *recent[:1]], of_each)
    newer = of_each.in_place_of([*named, *_nearest(matches), *recent[:1]])
    searched = [*_inside(inside, request, library, today), *_inside(newer, request, library, today)]
    matches = _without_examples([*matches, *searched], about, library)
    matches = with_columns_named(_in_the_readers_language(matches, request, library, today), library)
    understood = _as_of_all(_understood(matches, about, request), of_each, library)
    weighed = _weighed(bare, matches, terms, understood, set(about), today, recent)
    if of_each.families and not is_of_an_edition(weighed, of_each):
        # Its year says more than which edition is meant.
        bare, terms = request, whole
        weighed = _weighed(request, matches, terms, understood, set(about), today, recent)
    weighed = _taking_place(weighed, library)
    told = without_furniture([line for line in weighed if not _addresses_another(line, request)], request.question)
    told = of_those_meant(told, of_each)
    openings = of_each.named_alike(library.openings(list({line.passage.document_id for line in told})))
    pointed = {id for id in library.ids_at(request.points_at[:1]) if id in about}
    meant = own_page_first(of_what_is_named(told, request, pointed, openings), request)
    lines = defined_first(without_neighbours(meant, request, terms), request.question)
    return Findings(
        bare,
        lines=lines,
        terms=terms,
        understood=understood,
        editions=side_by_side(lines, of_each),
        earlier=of_each.others.keys(),
        parts=_parts(request, lines, library, today),
        told=_told(request, about, library, today) if request.more else (),
        unknown=unknown,
        strange=_strange(request, terms, counts),
        nearest=library.slips_in([word for name in unknown for word in keywords.words(name)]),
        examples={v.address for v in vacancies if vacancy_of(v).example},
        dated=_dated(library, [line.passage for line in lines[:_LOOKED_THROUGH]]) if request.asks else {},
        paths=request.paths,
        sections=sections_of(library, request.paths, request, today),
    )


def _of_those_meant(named: Mapping[str, str], of_each: Editions, library: Library) -> dict[str, str]:
    """What a question is about, in the editions that it means."""
    return {**library.openings(of_each.in_place_of(named)), **{id: named[id] for id in named.keys() - of_each.others}}


def _as_of_all(understood: Mapping[str, set[str]], of_each: Editions, library: Library) -> dict[str, set[str]]:
    """What goes without saying on an edition that is meant does so by what the others open with, too: one calls itself
    by a whole name, the other by its initials."""
    stems = {id: set(keywords.query_stems(said)) for id, said in library.openings(of_each.every).items()}
    shared = {id: set[str]().union(*(stems.get(one, ()) for one in ids)) for id, ids in of_each.families.items()}
    return {**understood, **{id: understood.get(id, set()) | said for id, said in shared.items()}}


def _strange(request: Request, terms: Sequence[Term], counts: Mapping[str, int]) -> tuple[str, ...]:
    """The words of the question that the library has never seen, in any language, where it speaks of nothing else:
    the rest of `what is the best pizza place in Ghent?` can be asked of anything."""
    if request.before or request.paths:
        return ()
    said = {
        word
        for group in _ANYTHING
        for span in cues.spans(group, cues.flattened(request.question))
        for word in span.split()
    }
    said |= {
        word for m in places.mentions(request.question) for word in keywords.words(request.question[m.start : m.end])
    }
    about = [word for word in keywords.content_words(request.question) if word not in said | keywords.ASKING]
    unseen = [word for word in about if not any(stem in counts for stem in keywords.query_stems(word))]
    forms = {form for term in terms if term.elsewhere or term.known for form in term.forms}
    foreign = any(not forms.isdisjoint(keywords.query_stems(word)) for word in about)
    return tuple(unseen) if unseen and not foreign else ()


def _addresses_another(line: Line, request: Request) -> bool:
    """It tells the readers of a career path's page why that path may or may not suit them; out of its place, `you
    travel often` would be said to whoever asks something else. So would its steps and skills, unless the sentence
    speaks of what is asked."""
    if line.passage.kind != "path" or line.passage.work in {path.work for path in request.paths}:
        return False
    of_its_lists = line.passage.section in LISTS and line.bearing.own < _SPEAKS_OF_IT
    return of_its_lists or line.passage.section in _WHY


def question_about(request: Request, document: Document, library: Library, today: date) -> Findings:
    """What one document says to a question about it; another one's words are no answer."""
    request = replace(request, purpose="question", paths=(), aspect=None)
    id = document_id(document.source, document.address)
    terms, about = terms_in(request, library), library.openings([id])
    matches = _inside([id], request, library, today)
    understood = _understood(matches, about, request)
    return Findings(
        request,
        lines=_weighed(request, matches, terms, understood, set(about), today),
        terms=terms,
        understood=understood,
        of_one=document,
        pages={document.address: page_of(document, library, today)} if _asks_of_phd(request, document) else {},
        examples={document.address} if vacancy_of(document).example else (),
    )


def _asks_of_phd(request: Request, document: Document) -> bool:
    """It is a vacancy, and the question is whether that wants a PhD."""
    return document.kind == "vacancy" and request.asks is None and "phd" in keywords.query_stems(request.question)


def _weighed(
    request: Request,
    matches: Sequence[Match],
    terms: Sequence[Term],
    understood: Mapping[str, set[str]],
    about: Collection[str],
    today: date,
    recent: Sequence[str] = (),
) -> list[Line]:
    flat = cues.flattened(request.question)
    return weigh(
        matches,
        terms,
        language=request.language,
        wanted=wanted(request.asks, request.question, today),
        understood=understood,
        subjects=about,
        numbers=numbers_in(request.question),
        since=today.year - 1 if cues.first("moment", flat) == "now" else 0,
        sought=list(cues.every("sought", flat)),
        recent=recent,
    )


def _parts(request: Request, lines: Sequence[Line], library: Library, today: date) -> list[Line]:
    """Where a question asks for several things: for each the best sentence with it, in the document that answers
    best. `Until when can I apply, and what does it pay?`"""
    parts = asked_parts(request.question)
    if not parts or not lines:
        return []
    id = max(lines, key=lambda line: line.fit).passage.document_id
    about = library.openings([id])
    found: list[Line] = []
    for text, kind in parts:
        part = replace(request, question=text, query=text, asks=kind, before=())
        matches = _inside([id], part, library, today)
        weighed = _weighed(part, matches, terms_in(part, library), _understood(matches, about, part), set(about), today)
        found += sorted((line for line in weighed if line.has_asked), key=lambda line: -line.fit)[:1]
    return found


def _taking_place(lines: Sequence[Line], library: Library) -> list[Line]:
    """The lines without those of events that are cancelled: nothing that they promise happens."""
    off = {
        document_id(d.source, d.address)
        for d in library.records("event")
        if isinstance(d.facts, Event) and d.facts.cancelled
    }
    return [line for line in lines if line.passage.document_id not in off]


def _told(request: Request, about: Mapping[str, str], library: Library, today: date) -> list[Passage]:
    """What there is to tell of the document that is meant, in reading order."""
    documents = library.catalogue.documents_by_id([id for id in library.ids_at(request.points_at[:1]) if id in about])
    works = dict.fromkeys(document.work for document in documents.values() if document.work)
    return [passage for work in works for passage in library.page(work, request.language, today)]


def _dated(library: Library, passages: Sequence[Passage]) -> dict[str, date]:
    """Document id -> when it was published, or the latest year that its title or address names."""
    found: dict[str, date] = {}
    for id, document in library.behind(passages).items():
        year = latest_year(document)
        if day := document.published or (date(year, 1, 1) if year else None):
            found[id] = day
    return found


def _inside(documents: Sequence[str], request: Request, library: Library, today: date) -> list[Match]:
    """What the question finds within documents."""
    if not documents:
        return []
    most = _LOOKED_THROUGH * min(len(documents), 2)
    return _searched(request, library, today, within=documents, most_of_one=most, limit=most)


def _nearest(matches: Sequence[Match]) -> list[str]:
    """The documents of the first passages, and of the first from elsewhere than the shelf: the fact may stand
    further down in them."""
    ids = dict.fromkeys(match.passage.document_id for match in matches)
    pages = dict.fromkeys(match.passage.document_id for match in matches if match.passage.kind == "page")
    return list(dict.fromkeys((*list(ids)[:_NEAREST], *list(pages)[:_NEAREST])))


def _searched(
    request: Request, library: Library, today: date, limit: int = _LOOKED_THROUGH, **only: Any
) -> list[Match]:
    """What the question finds, with the questions that it leans on; only within bounds, if given."""
    return library.search(
        request.query,
        today=today,
        earlier=Earlier(request.before) if request.before else None,
        language=request.language,
        limit=limit,
        **only,
    )


def _understood(matches: Sequence[Match], meant: Mapping[str, str], request: Request) -> dict[str, set[str]]:
    """Document id -> the stems that go without saying on it: of its opening, if it is meant, and of the path named."""
    names = {path.work: name_stems(path) for path in request.paths if path.work}
    understood = {id: set(keywords.query_stems(text)) for id, text in meant.items()}
    for match in matches:
        understood.setdefault(match.passage.document_id, set()).update(names.get(match.passage.work or "", ()))
    return understood


def _found(request: Request, library: Library, today: date) -> list[Match]:
    """The passages to look through: on the pages of the career paths meant, of the kind asked for, of what was
    read from elsewhere than the shelf, and of any."""
    narrower: list[dict[str, Any]] = [{"kinds": ("page",)}]
    if request.paths:
        narrower.append({"works": [path.work for path in request.paths if path.work]})
    if request.purpose in _KINDS:
        narrower.append({"kinds": _KINDS[request.purpose]})
    return [match for only in [dict[str, Any](), *narrower] for match in _searched(request, library, today, **only)]


def _without_examples(matches: Sequence[Match], about: Container[str], library: Library) -> list[Match]:
    """An invented vacancy is shown as a vacancy, with its mark, and quoted only where the question is about it."""
    examples = {document_id(v.source, v.address) for v in library.records("vacancy") if vacancy_of(v).example}
    ids = (match.passage.document_id for match in matches)
    return [match for match, id in zip(matches, ids, strict=True) if id not in examples or id in about]


def _in_the_readers_language(matches: Sequence[Match], request: Request, library: Library, today: date) -> list[Match]:
    """Passages of pages that have a twin in the reader's language give way to those of the twin."""
    foreign = {m.passage.work for m in matches if m.passage.work and m.passage.language != request.language}
    pages = (library.page(work, request.language, today)[:1] for work in sorted(foreign))
    ids = [page[0].document_id for page in pages if page and page[0].language == request.language]
    if not ids:
        return list(matches)
    # Within their works the search might find the foreign pages once more, and nothing else.
    twins = _searched(request, library, today, within=ids, limit=_LOOKED_THROUGH * min(len(ids), 2))
    spoken = {match.passage.work for match in twins}
    kept = [m for m in matches if m.passage.language == request.language or m.passage.work not in spoken]
    return [*kept, *twins]


def _unknown_names(question: str, counts: Mapping[str, int]) -> Iterator[str]:
    """Names and codes of the question that the library has never seen."""
    names = set(cues.names_in(question))
    for match in cues.A_WORD.finditer(question):
        word = match.group().strip(".")
        if word not in names:
            continue
        # Where somebody comes from is not what the question is about.
        origin = _FROM.search(question[: match.start()]) is not None
        stems = [stem for known in keywords.content_words(word) for stem in keywords.query_stems(known)]
        asks = word.casefold() in keywords.ASKING
        if len(word) > 2 and not origin and not asks and not any(s in counts for s in stems):
            yield word
