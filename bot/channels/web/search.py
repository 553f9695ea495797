"""What the library holds, over HTTP: the ranked passages of a search, and a page for each document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from bot.channels.library_page import page
from bot.search import passages_json, search_in_conversation
from knowledge.library import Library


class EarlierTurn(BaseModel):
    """What was asked before, and what was answered."""

    question: str = Field(max_length=20_000)
    answer: str | None = Field(default=None, max_length=100_000)


class SearchQuestion(BaseModel):
    """A search, and the turns that came before it, oldest first."""

    query: str = Field(min_length=1, max_length=20_000)
    turns: list[EarlierTurn] = Field(default_factory=list, max_length=100)
    limit: int = Field(default=10, ge=1, le=100)


def router(library: Library, today: Callable[[], date]) -> APIRouter:
    """The routes of the library."""
    routes = APIRouter()

    @routes.post("/api/search")
    def search(body: SearchQuestion) -> Sequence[dict[str, Any]]:
        """The ranked passages alone, as `opinno search` gives them."""
        turns = [(turn.question, turn.answer) for turn in body.turns]
        return passages_json(search_in_conversation(library, body.query, turns, today=today(), limit=body.limit))

    @routes.get("/library/{identity}", include_in_schema=False)
    def document(identity: str) -> HTMLResponse:
        """A document of the library, to check a quote in its place."""
        found = library.catalogue.documents_by_id([identity]).get(identity)
        if found is None:
            raise HTTPException(404)
        return HTMLResponse(page(found))

    return routes
