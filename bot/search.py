"""The library's search on its own, with the turns of a conversation taken into account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot import cues
from knowledge.keywords import content_words
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import Match

_FEW_WORDS = 3


def search_in_conversation(
    library: Library, query: str, turns: Sequence[tuple[str, str | None]], *, today: date, limit: int
) -> list[Match]:
    """The passages for a query. One that leans on what was said before is searched with the question before it."""
    leaning = cues.first("follow_up", cues.flattened(query)) or len(content_words(query)) <= _FEW_WORDS
    question = f"{query} {turns[-1][0]}" if turns and leaning else query
    return library.search(question, today=today, language=language_of(question), limit=limit, most_of_one=limit)


def passages_json(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """Ranked passages as `opinno search --json` and `POST /api/search` give them."""
    return [
        {
            "rank": rank,
            "document": match.passage.address,
            "title": match.passage.title,
            "address": match.passage.link or match.passage.address,
            "heading": match.passage.heading,
            "text": match.passage.text,
        }
        for rank, match in enumerate(matches, start=1)
    ]
