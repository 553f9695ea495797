"""The library's search on its own, with the turns of a conversation taken into account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.follow_up import leans
from knowledge.context import Earlier
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import Match

# A question that could stand alone may still go on with what was said.
_COULD_STAND_ALONE = 0.5


def search_in_conversation(
    library: Library, query: str, turns: Sequence[tuple[str, str | None]], *, today: date, limit: int
) -> list[Match]:
    """The passages for a query, with the turns of its conversation (question and answer, oldest first) in mind."""
    leaning = bool(turns) and leans(query)
    return library.search(
        # A fragment says too little to be found by: the question that it goes on with does.
        f"{query} {turns[-1][0]}" if leaning else query,
        today=today,
        earlier=_earlier(turns, leaning=leaning),
        language=language_of(query),
        limit=limit,
    )


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
