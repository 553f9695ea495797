"""Request -> Findings: the sentences that bear on it, and the career paths and vacancies that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.gather.agenda import agenda, next_of, without_a_day
from bot.gather.compared import compared
from bot.gather.editions import resumed
from bot.gather.findings import Findings, Sections, record_of, vacancy_of
from bot.gather.going_on import read_on
from bot.gather.gone import gone, still_open
from bot.gather.nearer import nearer
from bot.gather.orientation import orientation
from bot.gather.pages import is_of_a_page
from bot.gather.paths import examples, open_to, sections_of, wanting_phd
from bot.gather.questions import question, question_about
from bot.gather.rows import rows
from bot.gather.several import several
from bot.gather.vacancies import is_of_a_list, meant_one, page_of, vacancies, vacancies_for
from bot.tables import Told
from bot.understand import Request
from knowledge.library import Library
from knowledge.records import Document, Passage

__all__ = ["Findings", "Sections", "gather", "record_of", "vacancy_of"]

_MOST_TOLD = 8
# What may ask for one vacancy or event that is gone.
_ABOUT_ONE = ("question", "events", "explain")


def gather(request: Request, library: Library, today: date) -> Findings:
    """Look up what the request needs, and nothing more."""
    if side_by_side := compared(request, library, today):
        return Findings(request, compared=side_by_side)
    if request.parts:
        return several(request, library, today, gather)
    request = resumed(request, library)
    found = _found(request, library, today)
    if request.going_on and found.request is request.going_on:
        request = request.going_on
    chosen = rows(request, library, today) if _may_be_in_a_table(request) else Told()
    if chosen and _goes_before(chosen, found):
        return replace(found, rows=chosen)
    return nearer(request, found, library, today) or found


def _may_be_in_a_table(request: Request) -> bool:
    return request.purpose not in ("greeting", "thanks", "about")


def _goes_before(chosen: Told, found: Findings) -> bool:
    """A question on the guide's own subjects is answered by its own pages, unless it names what the table is of."""
    return found.request.purpose == "question" or chosen.anchored


def _found(request: Request, library: Library, today: date) -> Findings:
    if request.purpose in _ABOUT_ONE and (coming := next_of(request, library, today)) is not None:
        return _to_come(replace(request, purpose="events"), coming, library, today)
    if request.purpose == "question" and (coming := agenda(request, library, today)) is not None:
        return _to_come(replace(request, purpose="events"), coming, library, today)
    if request.purpose in _ABOUT_ONE and (lost := gone(request, library, today)):
        return Findings(request, gone=lost, pages={lost.address: page_of(lost, library, date.min)})
    if request.purpose in (*_ABOUT_ONE, "vacancies") and (one := still_open(request, library, today)):
        return Findings(request, still_open=one, shown=[one], pages={one.address: page_of(one, library, today)})
    match request.purpose:
        case "greeting" | "thanks" | "about":
            return Findings(request, paths=library.records("path"), documents=library.document_count())
        case "overview" | "vacancies" if is_of_a_page(request, library) and not is_of_a_list(request, library, today):
            return question(replace(request, purpose="question", search=None), library, today)
        case "overview" if request.wishes and library.records("path"):
            return orientation(request, library, today)
        case "overview" if request.paths:
            told = sections_of(library, request.paths, request, today)
            return Findings(request, paths=request.paths, sections=told, every_path=len(library.records("path")))
        case "overview" if request.has_phd and (paths := wanting_phd(library.records("path"))):
            told = sections_of(library, paths, request, today)
            return Findings(request, paths=paths, sections=told, every_path=len(library.records("path")))
        case "overview":
            paths = [path for path in library.records("path") if open_to(path, request.criteria.degree)]
            if not paths:
                # A library without career paths may still have a page that tells.
                return question(replace(request, purpose="question"), library, today)
            return Findings(
                request,
                paths=paths,
                sections=sections_of(library, paths if request.aspect else examples(paths), request, today),
                every_path=len(library.records("path")),
            )
        case "vacancies":
            found = vacancies(request, library, today)
            if isinstance(found, Document):
                return question_about(request, found, library, today)
            return found or question(replace(request, purpose="question"), library, today)
        case "events" | "courses" if (coming := agenda(request, library, today)) is not None:
            if coming or _told_as_over(request, library):
                return _to_come(request, coming, library, today)
            return question(request, library, today)
        case "explain" | "compare":
            return replace(question(request, library, today), vacancies=vacancies_for(library, request.paths, today))
        case _:
            if one := meant_one(request, library, today):
                return question_about(request, one, library, today)
            found = question(request, library, today)
            return read_on(request, found, library, today) or found


def _to_come(request: Request, coming: Sequence[Document], library: Library, today: date) -> Findings:
    undated = without_a_day(request, library, today)
    dated = [document for document in coming if document not in undated]
    shown = [*dated[:_MOST_TOLD], *undated[: _MOST_TOLD - len(dated)]]
    pages = {document.address: _spoken(document, request, library, today) for document in shown}
    none = not coming and not undated
    return Findings(request, agenda=dated, undated=undated, none_to_come=none, pages=pages)


def _spoken(document: Document, request: Request, library: Library, today: date) -> Sequence[Passage]:
    """The page of an event or course, in the language of the question if it is there in that."""
    own = page_of(document, library, today)
    twin = library.page(document.work or "", request.language, today) if document.language != request.language else []
    return twin or own


def _told_as_over(request: Request, library: Library) -> bool:
    """There are events, but none to come where and when the question asks: that is the answer."""
    return request.purpose == "events" and bool(library.records("event"))
