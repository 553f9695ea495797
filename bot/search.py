"""The library's search on its own, with the turns of a conversation taken into account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.as_typed import as_written
from bot.conversation import Conversation, Turn
from bot.follow_up import leans, leant_on
from bot.gather.findings import Findings
from bot.gather.gone import gone_vacancy
from bot.gather.orientation import orientation
from bot.gather.pages import is_of_a_page
from bot.gather.paths import open_to
from bot.gather.vacancies import vacancies
from bot.naming import known_paths
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
    at = datetime.combine(today, time())
    said = tuple(Turn(question, {"text": answer or ""}, at) for question, answer in turns)
    query, before = as_written(query, Conversation("", turns=said))
    leaning = bool(before.turns) and leans(query)
    asked: dict[str, Any] = {
        # A fragment says too little to be found by: the question that it goes on with does.
        "question": f"{query} {leant_on(query, [turn.question for turn in before.turns])}" if leaning else query,
        "today": today,
        "earlier": _earlier(before, leaning=leaning),
        "language": language_of(query),
        "limit": limit,
    }
    found = library.search(**asked)
    listed = _listed(library, query, before, today)
    if not listed:
        return found
    # A list is asked for: what meets it comes first, each once, whatever words it has.
    within = library.search(**{**asked, "today": listed.on, "limit": listed.most}, most_of_one=1, **listed.narrow)
    first = {match.passage.document_id: match for match in reversed(within)}
    # What somebody wrote elsewhere may be a list of its own.
    elsewhere = [match for match in found[:_FIRST] if match.passage.kind == "page"][:_ELSEWHERE]
    told = [*elsewhere, *([first[id] for id in listed.ids if id in first] or within)]
    every = {match.passage.id: match for match in [*told, *found]}
    return list(every.values())[:limit]


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the guide itself would list for a question, whatever words that has."""

    on: date
    """The day to look on."""
    ids: Sequence[str] = ()
    """Its documents, in their order."""
    works: Sequence[str] = ()
    """Or its works, of which those go first that fit best."""

    def __bool__(self) -> bool:
        return bool(self.ids or self.works)

    @property
    def most(self) -> int:
        return len(self.ids) or _MOST_PATHS

    @property
    def narrow(self) -> dict[str, Any]:
        return {"within": self.ids} if self.ids else {"works": self.works}


def _listed(library: Library, query: str, before: Conversation, today: date) -> _Listed:
    """The vacancies or career paths that meet what a question says, or the one vacancy that it names and that has
    closed; nothing where it asks for no list."""
    request = understand(query, before, known_paths(library), None)
    if request.purpose in _OF_ONE and (lost := gone_vacancy(request, library, today)):
        return _Listed(date.min, [document_id(lost.source, lost.address)])
    searched = request.purpose == "vacancies" and request.search is not None and bool(request.search.criteria)
    if not (searched or request.purpose == "overview") or is_of_a_page(request, library):
        return _Listed(today)
    if request.purpose == "overview":
        return _Listed(today, works=[path.work for path in _paths(request, library, today) if path.work])
    found = vacancies(request, library, today)
    shown = found.shown if isinstance(found, Findings) else [found] if found else []
    return _Listed(today, [document_id(vacancy.source, vacancy.address) for vacancy in shown])


def _paths(request: Request, library: Library, today: date) -> Sequence[Document]:
    if request.wishes:
        return orientation(request, library, today).paths
    return request.paths or [path for path in library.records("path") if open_to(path, request.criteria.degree)]


def _earlier(before: Conversation, *, leaning: bool) -> Earlier | None:
    if not before.turns:
        return None
    questions = tuple(turn.question for turn in reversed(before.turns))
    return Earlier(questions, answer=before.turns[-1].answer["text"], weight=1.0 if leaning else _COULD_STAND_ALONE)


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
