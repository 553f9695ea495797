"""The library's search on its own, with the turns of a conversation taken into account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from bot.conversation import Conversation, Turn
from bot.flemish import written, written_conversation
from bot.follow_up import leans, leant_on
from bot.gather.findings import Findings
from bot.gather.gone import gone_vacancy
from bot.gather.orientation import orientation
from bot.gather.pages import is_of_a_page
from bot.gather.paths import open_to
from bot.gather.vacancies import vacancies
from bot.naming import Paths
from bot.understand import Request, understand
from knowledge.catalogue import document_id
from knowledge.context import Earlier
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import Document, Match

# A question that could stand alone may still go on with what was said.
_COULD_STAND_ALONE = 0.7
# So many passages of pages from elsewhere stay before the vacancies of a list, where they are among the first.
_ELSEWHERE, _FIRST = 2, 5
_MOST_PATHS = 8
# What may ask for one vacancy that has closed.
_OF_ONE = ("question", "explain", "vacancies")


def search_in_conversation(
    library: Library, query: str, turns: Sequence[tuple[str, str | None]], *, today: date, limit: int
) -> list[Match]:
    """The passages for a query, with the turns of its conversation (question and answer, oldest first) in mind."""
    query = written(query, language_of(query))
    leaning = bool(turns) and leans(query)
    asked: dict[str, Any] = {
        # A fragment says too little to be found by: the question that it goes on with does.
        "question": f"{query} {leant_on(query, [question for question, _ in turns])}" if leaning else query,
        "today": today,
        "earlier": _earlier(turns, leaning=leaning),
        "language": language_of(query),
        "limit": limit,
    }
    found = library.search(**asked)
    listed, on = _listed(library, query, turns, today)
    if not listed:
        return found
    # A list is asked for: what meets it comes first, each once and in its order, whatever words it has.
    within = library.search(**{**asked, "today": on, "limit": len(listed)}, within=listed, most_of_one=1)
    first = {match.passage.document_id: match for match in reversed(within)}
    # What somebody wrote elsewhere may be a list of its own.
    elsewhere = [match for match in found[:_FIRST] if match.passage.kind == "page"][:_ELSEWHERE]
    told = [*elsewhere, *(first[id] for id in listed if id in first)]
    every = {match.passage.id: match for match in [*told, *found]}
    return list(every.values())[:limit]


def _listed(
    library: Library, query: str, turns: Sequence[tuple[str, str | None]], today: date
) -> tuple[list[str], date]:
    """The ids of what the guide itself would list for a question, whatever words that has, and the day to look on: the
    vacancies or career paths that meet what it says, or the one vacancy that it names and that has closed."""
    at = datetime.combine(today, time())
    said = tuple(Turn(question, {"text": answer or ""}, at) for question, answer in turns)
    before = written_conversation(Conversation("", turns=said))
    request = understand(query, before, Paths(library.records("path")), None)
    if request.purpose in _OF_ONE and (lost := gone_vacancy(request, library, today)):
        return [document_id(lost.source, lost.address)], date.min
    if request.purpose == "overview" and not is_of_a_page(request, library):
        return _paths(request, library, today), today
    if request.purpose != "vacancies" or not (request.search and request.search.criteria):
        return [], today
    if is_of_a_page(request, library):
        return [], today
    found = vacancies(request, library, today)
    shown = found.shown if isinstance(found, Findings) else [found] if found else []
    return [document_id(vacancy.source, vacancy.address) for vacancy in shown], today


def _paths(request: Request, library: Library, today: date) -> list[str]:
    """The pages, in the language of the question, of the career paths that it could be answered with."""
    if request.wishes:
        paths: Sequence[Document] = orientation(request, library, today).paths
    else:
        paths = request.paths or [p for p in library.records("path") if open_to(p, request.criteria.degree)]
    pages = (library.page(path.work or "", request.language, today) for path in paths[:_MOST_PATHS])
    return [page[0].document_id for page in pages if page]


def _earlier(turns: Sequence[tuple[str, str | None]], *, leaning: bool) -> Earlier | None:
    if not turns:
        return None
    questions = tuple(question for question, _ in reversed(turns))
    return Earlier(questions, answer=turns[-1][1], weight=1.0 if leaning else _COULD_STAND_ALONE)


def passages_json(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """Ranked passages as `opinno search --json` and `POST /api/search` give them."""
    return [
        {
            "rank": rank,
            "document": match.passage.ingested,
            "title": match.passage.title,
            "address": match.passage.link or match.passage.address,
            "heading": match.passage.heading,
            "text": match.passage.text,
        }
        for rank, match in enumerate(matches, start=1)
    ]
