"""Saved searches over HTTP, to who holds the secret of their conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bot.cards import of_vacancy
from bot.channels.problems import problem, spoken
from bot.channels.web.conversations import Conversation
from bot.channels.web.limits import Asker, Limits
from bot.channels.web.visitors import Visitors
from bot.memory import Memory, now
from bot.saved_searches import MOST, Clerk, Full, NothingAsked, Owner, SavedSearch, owner_of
from knowledge.language import language_of
from knowledge.records import Document, Language
from knowledge.vacancies import vacancy_of
from prompts import reply

_PRIVATE = {"Cache-Control": "no-store"}


class Wanted(BaseModel):
    """What vacancies have to meet, in the person's own words."""

    question: str = Field(min_length=1, max_length=2000)
    language: Literal["en", "nl", "fr"] | None = None


class Changed(BaseModel):
    """What is to become of a search: `seen` says that what is new was shown, `keep` that it is kept as long again."""

    state: Literal["watching", "paused"] | None = None
    seen: bool = False
    keep: bool = False


def router(clerk: Clerk, memory: Memory, limits: Limits, visitors: Visitors) -> APIRouter:
    """The routes of one's own saved searches."""
    routes = APIRouter()

    @routes.post("/api/saved-searches", status_code=201)
    def save(
        body: Wanted, request: Request, x_conversation: Annotated[str | None, Header(max_length=200)] = None
    ) -> JSONResponse:
        """Save a search. Without a conversation one is begun, and its secret given."""
        limits.admit(Asker(getattr(request.state, "session", None), visitors.network(request.scope)))
        question = body.question.encode("utf-8", "replace").decode().replace("\0", " ")
        language = body.language or language_of(question, spoken(request))
        search = clerk.criteria_in(question)
        if not clerk.criteria_of(search):
            return _nothing_asked(language)
        conversation = memory.recall(x_conversation, now()) if x_conversation else memory.begin(now())
        try:
            saved = clerk.save(search, owner_of(conversation.id), language)
        except NothingAsked:
            return _nothing_asked(language)
        except Full:
            return problem(409, reply(language, "saved.full", most=MOST))
        told = _told(clerk, saved.search, (), language) | {"matching": len(saved.today)}
        told |= {"conversation": conversation.id}
        return JSONResponse(told, status_code=201 if saved.is_new else 200, headers=_PRIVATE)

    @routes.get("/api/saved-searches")
    def searches(x_conversation: Conversation) -> JSONResponse:
        """One's saved searches, each with the vacancies that are new since they were seen."""
        owner = _owner(memory, x_conversation).name
        mine = clerk.store.of(owner, clerk.now())
        found = clerk.watch.new_of(owner, mine, clerk.now())
        items = [_told(clerk, each, found.get(each.id, ()), each.language) for each in mine]
        return JSONResponse({"total": len(items), "most": MOST, "items": items}, headers=_PRIVATE)

    @routes.patch("/api/saved-searches/{id}")
    def change(id: str, body: Changed, x_conversation: Conversation, request: Request) -> JSONResponse:
        """Pause a search, go on with it, keep it longer, or say that what is new was seen."""
        owner = _owner(memory, x_conversation).name
        if body.seen:
            clerk.store.seen(owner, id)
        if body.keep:
            clerk.change(owner, id, "keep")
        if body.state:
            clerk.change(owner, id, "pause" if body.state == "paused" else "resume")
        mine = [each for each in clerk.store.of(owner, clerk.now()) if each.id == id]
        if not mine:
            raise HTTPException(404, reply(spoken(request), "saved.unknown"))
        found = clerk.watch.new_of(owner, mine, clerk.now())
        return JSONResponse(_told(clerk, mine[0], found.get(id, ()), mine[0].language), headers=_PRIVATE)

    @routes.delete("/api/saved-searches/{id}", status_code=204)
    def delete(id: str, x_conversation: Conversation, request: Request) -> Response:
        """Delete a search and all that it has found."""
        if not clerk.change(_owner(memory, x_conversation).name, id, "delete"):
            raise HTTPException(404, reply(spoken(request), "saved.unknown"))
        return Response(status_code=204)

    return routes


def _owner(memory: Memory, conversation: str) -> Owner:
    return owner_of(memory.recall(conversation, now()).id)


def _told(clerk: Clerk, search: SavedSearch, new: Sequence[Document], language: Language) -> dict[str, Any]:
    return {
        "id": search.id,
        "criteria": clerk.teller.parts(search.criteria, language),
        "text": clerk.teller.words(search.criteria, language),
        "language": search.language,
        "state": "paused" if search.paused else "watching",
        "until": search.until.date().isoformat(),
        "ending": clerk.ends_soon(search),
        "new": [_vacancy(each) for each in new],
    }


def _vacancy(document: Document) -> dict[str, Any]:
    record = vacancy_of(document)
    return {
        "id": record.id,
        "title": record.title,
        "employer": record.employer,
        "places": list(record.places),
        "closes": record.closes.isoformat() if record.closes else None,
        "address": of_vacancy(document).address,
    }


def _nothing_asked(language: Language) -> JSONResponse:
    return problem(422, reply(language, "saved.no_criteria", example=reply(language, "saved.example")))
