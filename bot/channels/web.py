"""The guide over HTTP: chat as a stream or at once, search, and a page for each document."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict
from datetime import date
from time import perf_counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from bot.assistant import Assistant, Piece, as_json
from bot.channels.library_page import page
from bot.conversation import Answer
from bot.search import passages_json, search_in_conversation
from knowledge.library import Library

_STREAM = "text/event-stream"
_EVENTS = {"Status": "status", "Text": "text", "Replaced": "replace"}


class ChatQuestion(BaseModel):
    """A question, and the conversation that it goes on with."""

    question: str
    conversation: str | None = Field(default=None, max_length=200)
    language: Literal["en", "nl", "fr"] | None = None


class EarlierTurn(BaseModel):
    """What was asked before, and what was answered."""

    question: str = Field(max_length=20_000)
    answer: str | None = Field(default=None, max_length=100_000)


class SearchQuestion(BaseModel):
    """A search, and the turns that came before it, oldest first."""

    query: str = Field(min_length=1, max_length=20_000)
    turns: list[EarlierTurn] = Field(default_factory=list, max_length=100)
    limit: int = Field(default=10, ge=1, le=100)


Counted = Callable[[Answer, float], None]
"""Told of every answer and the seconds that it took."""


def router(assistant: Assistant, library: Library, today: Callable[[], date], counted: Counted) -> APIRouter:
    """The routes of the guide."""
    routes = APIRouter()

    @routes.post("/api/chat", response_model=None)
    async def chat(
        body: ChatQuestion, accept: Annotated[str, Header()] = "application/json"
    ) -> StreamingResponse | JSONResponse:
        """Answer a question: `text/event-stream` streams status, text and the answer, anything else is the Answer."""
        pieces = _watched(assistant.reply(body.question, body.conversation, body.language), counted)
        # The first piece is awaited here, so that a refusal is an error and not a broken stream.
        first = await anext(pieces)
        if _STREAM in accept:
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            return StreamingResponse(_events(first, pieces), media_type=_STREAM, headers=headers)
        *_, answer = [first, *[piece async for piece in pieces]]
        assert isinstance(answer, Answer)
        return JSONResponse(as_json(answer), headers={"Cache-Control": "no-store"})

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
            raise HTTPException(404, "There is no such document in the library.")
        return HTMLResponse(page(found))

    return routes


async def _watched(pieces: AsyncIterator[Piece], counted: Counted) -> AsyncIterator[Piece]:
    started = perf_counter()
    async for piece in pieces:
        if isinstance(piece, Answer):
            counted(piece, perf_counter() - started)
        yield piece


async def _events(first: Piece, others: AsyncIterator[Piece]) -> AsyncIterator[str]:
    yield _event(first)
    async for piece in others:
        yield _event(piece)


def _event(piece: Piece) -> str:
    name, data = (
        ("answer", as_json(piece)) if isinstance(piece, Answer) else (_EVENTS[type(piece).__name__], asdict(piece))
    )
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
