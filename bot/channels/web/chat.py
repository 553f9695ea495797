"""Chat over HTTP: a question goes in once, its answer comes as a stream or at once, and can be come back for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.responses import JSONResponse, StreamingResponse

from bot.care import recognise, words_for
from bot.channels.problems import language_of_headers, problem, spoken
from bot.channels.web.admission import Busy
from bot.channels.web.answering import ChatQuestion, Desk, answer
from bot.channels.web.events import STREAM
from bot.channels.web.limits import Asker, TooMany
from bot.channels.web.runs import Run, unnamed
from bot.memory import UnknownConversation, digest, now
from bot.messages import OtherQuestion
from knowledge.language import language_of
from prompts import reply

log = logging.getLogger(__name__)

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_LONGEST_HEARD = 2000
_TRY_AFTER = 5


def router(desk: Desk) -> APIRouter:
    """The routes of chat."""
    routes = APIRouter()

    @routes.post("/api/chat", response_model=None)
    async def chat(
        body: ChatQuestion,
        request: Request,
        accept: Annotated[str, Header()] = "application/json",
        last_event_id: Annotated[str | None, Header(max_length=20)] = None,
    ) -> StreamingResponse | JSONResponse:
        """Answer a question: `text/event-stream` streams status, text and the answer, anything else is the Answer."""
        run = desk.runs[body.message] if body.message else None
        if run is None:
            if refusal := await _refusal(desk, body, request):
                return refusal
            # Another request for the same message may have come in meanwhile.
            run = desk.runs[body.message] if body.message else None
        if run is None:
            run = Run(body.message or unnamed(), _asked(body), body.conversation)
            desk.runs.start(run, lambda started: answer(desk, started, body))
        elif run.asked != _asked(body):
            raise OtherQuestion
        return await _told(desk, run, request, accept, last_event_id, stays=body.message is not None)

    @routes.get("/api/chat/{message}", response_model=None)
    async def resume(
        message: str,
        request: Request,
        accept: Annotated[str, Header()] = "application/json",
        last_event_id: Annotated[str | None, Header(max_length=20)] = None,
        x_conversation: Annotated[str | None, Header(max_length=200)] = None,
    ) -> StreamingResponse | JSONResponse:
        """The answer to a message again, from the event after `Last-Event-ID`. 404 if there is none: send it anew."""
        run = _run_of(desk, message, x_conversation)
        if run is None:
            kept = await asyncio.to_thread(desk.messages.answered, message, x_conversation, now())
            if kept is None:
                raise HTTPException(404, reply(spoken(request), "http.unknown_message"))
            run = Run(message, "", x_conversation)
            run.add("answer", kept)
            run.end()
        return await _told(desk, run, request, accept, last_event_id, stays=True)

    @routes.post("/api/chat/{message}/stop")
    async def stop(
        message: str, request: Request, x_conversation: Annotated[str | None, Header(max_length=200)] = None
    ) -> JSONResponse:
        """End an answer where it is: what stands is kept, and says that it was stopped."""
        run = _run_of(desk, message, x_conversation)
        if run is None:
            kept = await asyncio.to_thread(desk.messages.answered, message, x_conversation, now())
            if kept is None:
                raise HTTPException(404, reply(spoken(request), "http.unknown_message"))
            return JSONResponse(dict(kept), headers=_HEADERS)
        if run.task and not run.over and run.answer is None:
            run.stopped = True
            run.task.cancel()
        return JSONResponse(dict(await run.whole()), headers=_HEADERS)

    return routes


async def _told(
    desk: Desk, run: Run, request: Request, accept: str, last: str | None, *, stays: bool
) -> StreamingResponse | JSONResponse:
    # The first piece is awaited here, so that a refusal is an error and not a broken stream.
    await run.first()
    if STREAM not in accept:
        return JSONResponse(dict(await run.whole()), headers=_HEADERS)
    session = getattr(request.state, "session", None)
    desk.streams.open(session)
    after = int(last) if last and last.isascii() and last.isdigit() else 0
    return StreamingResponse(_read(desk, run, after, session, stays), media_type=STREAM, headers=_HEADERS)


async def _read(desk: Desk, run: Run, after: int, session: str | None, stays: bool) -> AsyncIterator[bytes]:
    try:
        async for events in run.read(after, lambda: desk.runs.leaving):
            yield events
    finally:
        desk.streams.close(session)
        # Nobody can come back for a question without an id.
        if not stays and run.task and not run.over:
            run.task.cancel()


def _asked(body: ChatQuestion) -> str:
    return digest(f"{body.question}\0{body.conversation or ''}")


def _run_of(desk: Desk, message: str, conversation: str | None) -> Run | None:
    """A run, to who holds its conversation, or began it with this message."""
    run = desk.runs[message]
    if run is None or run.conversation == conversation or (conversation is None and run.began):
        return run
    raise UnknownConversation


# What is refused for a while


async def _refusal(desk: Desk, body: ChatQuestion, request: Request) -> JSONResponse | None:
    """None if the question may be asked. Somebody in need always may; beyond all measure the words come as they are."""
    asker = Asker(getattr(request.state, "session", None), desk.visitors.network(request.scope))
    try:
        if desk.admission.full:
            raise Busy
        desk.limits.admit(asker)
    except (TooMany, Busy) as refused:
        language = body.language or language_of_headers(request.headers)
        words = await asyncio.to_thread(_words_in_need, body.question[:_LONGEST_HEARD], desk.contacts)
        if words is None:
            seconds = refused.after if isinstance(refused, TooMany) else _TRY_AFTER
            said = reply(language, "http.too_many", seconds=seconds) if isinstance(refused, TooMany) else None
            status = 429 if said else 503
            return problem(status, said or reply(language, "http.busy"), {"Retry-After": str(seconds)})
        try:
            desk.limits.admit_in_need(asker)
        except TooMany as still:
            return problem(429, words, {"Retry-After": str(still.after)})
    return None


def _words_in_need(question: str, contacts: Mapping[Any, str]) -> str | None:
    """The fixed words for somebody in need; None for everybody else."""
    try:
        language = language_of(question)
        care = recognise(question, language, ())
    except Exception as error:
        log.error("whether a message needs care could not be told: %s", type(error).__name__)
        return None
    needs = care is not None and care.outcome == "supported"
    return words_for(care, language, contacts) if care is not None and needs else None
