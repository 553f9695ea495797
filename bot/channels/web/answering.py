"""The work behind chat: a message is claimed, its answer made piece by piece, and noted as made."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

from pydantic import BaseModel, Field

from bot.assistant import Assistant, Piece, QuestionRefused, Status, as_json
from bot.channels.web.admission import Admission, Place
from bot.channels.web.events import named
from bot.channels.web.limits import Limits, Streams
from bot.channels.web.runs import Run, Runs, Stopped
from bot.channels.web.visitors import Visitors
from bot.conversation import Answer
from bot.memory import Memory, UnknownConversation, now
from bot.messages import Answered, Messages, OtherQuestion, Ours
from knowledge.language import language_of
from prompts import reply

log = logging.getLogger(__name__)

_LOOK_AGAIN = 0.5
_LONGEST = 180.0
_MARKS = re.compile(r"\s?\[[1-8]\]")
_REFUSALS = {UnknownConversation: "say.unknown_conversation", OtherQuestion: "http.other_question"}
_WORKED_ON = ("understanding", "gathering")


class ChatQuestion(BaseModel):
    """A question, and the conversation that it goes on with."""

    question: str
    conversation: str | None = Field(default=None, max_length=200)
    language: Literal["en", "nl", "fr"] | None = None
    message: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{16,64}$")
    """An id of the asker's making, random: a question is answered once under it, however often it is sent."""


Counted = Callable[[Answer, float], None]
"""Told of every answer and the seconds that it took."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What chat is done with."""

    assistant: Assistant
    memory: Memory
    messages: Messages
    runs: Runs
    admission: Admission
    limits: Limits
    streams: Streams
    visitors: Visitors
    counted: Counted
    longest: int
    contacts: Mapping[Any, str]


async def answer(desk: Desk, run: Run, body: ChatQuestion) -> None:
    """Answer a question into its run. Raises what refuses it before there is anything to read."""
    place = desk.admission.place()
    try:
        async with asyncio.timeout(_LONGEST):
            if body.message is not None and await _is_heard(desk, body):
                # Said before any work and any waiting: who asks sees at once that they were heard.
                run.add(*named(Status("understanding")))
                await place.take()
            conversation = await _claimed(desk, run, body)
            if run.answer is None:
                await _pieces(desk, run, body, conversation, place)
    except asyncio.CancelledError:
        if not run.stopped:
            raise
        if run.task:
            run.task.uncancel()
        await _keep_what_stands(desk, run, body)
    except (QuestionRefused, UnknownConversation, OtherQuestion) as refused:
        if not isinstance(refused, OtherQuestion):
            await _released(desk, body)
        if not run.has_begun:
            raise
        # What was found out only now cannot be an error any more.
        words = str(refused) or reply(_language(body), _REFUSALS[type(refused)])
        run.add("answer", _ended(run, body, words))
    except Exception:
        if not run.has_begun:
            await _released(desk, body)
            raise
        # Not the words of the question: only what went wrong.
        log.exception("an answer broke off")
        run.add("answer", _ended(run, body, reply(_language(body), "say.failed")))
    finally:
        place.give_back()


async def _pieces(desk: Desk, run: Run, body: ChatQuestion, conversation: str | None, place: Place) -> None:
    pieces = _watched(desk.assistant.reply(body.question, conversation, body.language), desk.counted)
    try:
        async for piece in pieces:
            if isinstance(piece, Answer):
                run.conversation = run.conversation or piece.conversation
                await _settled(desk, body, piece)
            if not (run.has_begun and piece == Status("understanding")):
                run.add(*named(piece))
            if isinstance(piece, Status) and piece.step in _WORKED_ON:
                await place.take()
            else:
                place.give_back()
    finally:
        await pieces.aclose()


async def _watched(pieces: AsyncIterator[Piece], counted: Counted) -> Any:
    started = perf_counter()
    try:
        async for piece in pieces:
            if isinstance(piece, Answer):
                counted(piece, perf_counter() - started)
            yield piece
    finally:
        close = getattr(pieces, "aclose", None)
        if close:
            await close()


async def _is_heard(desk: Desk, body: ChatQuestion) -> bool:
    """As far as can be told without work, the question will be answered and not refused."""
    if not any(sign.isalnum() for sign in body.question) or len(body.question) > desk.longest:
        return False
    if body.conversation is None:
        return True
    try:
        return await asyncio.to_thread(desk.memory.knows, body.conversation, now())
    except Exception:
        log.exception("a conversation could not be looked for")
        return False


async def _claimed(desk: Desk, run: Run, body: ChatQuestion) -> str | None:
    """The conversation to answer in. What was answered before goes into the run instead."""
    if body.message is None:
        return body.conversation
    run.began = body.conversation is None
    while True:
        try:
            claim = await asyncio.to_thread(desk.messages.claim, body.message, body.question, body.conversation, now())
        except UnknownConversation:
            # Whether somebody is in need is for the assistant to hear first.
            return body.conversation
        except OtherQuestion:
            raise
        except Exception:
            # A question that cannot be noted is still answered.
            log.exception("a message could not be noted")
            return body.conversation
        if isinstance(claim, Ours):
            run.conversation = claim.conversation
            return claim.conversation
        if isinstance(claim, Answered):
            run.conversation = str(claim.answer["conversation"])
            run.add("answer", claim.answer)
            return run.conversation
        # Another process is at it.
        if not run.has_begun:
            run.add("status", {"step": "understanding"})
        await asyncio.sleep(_LOOK_AGAIN)


async def _settled(desk: Desk, body: ChatQuestion, answer: Answer) -> None:
    if body.message is None:
        return
    try:
        await asyncio.to_thread(desk.messages.settle, body.message, answer.id)
    except Exception:
        log.exception("the answer of a message could not be noted")


async def _released(desk: Desk, body: ChatQuestion) -> None:
    if body.message is None:
        return
    try:
        await asyncio.to_thread(desk.messages.release, body.message)
    except Exception:
        log.exception("a message could not be released")


async def _keep_what_stands(desk: Desk, run: Run, body: ChatQuestion) -> None:
    answer = _ended(run, body, reply(_language(body), "say.stopped"))
    try:
        if run.conversation:
            kept = (run.conversation, body.question.replace("\0", " "), answer, answer["language"], now())
            await asyncio.to_thread(desk.memory.keep, *kept)
            if body.message:
                await asyncio.to_thread(desk.messages.settle, body.message, answer["id"])
    except UnknownConversation:
        raise Stopped from None
    except Exception:
        log.exception("what was said of a stopped answer could not be kept")
    run.add("answer", answer)


def _ended(run: Run, body: ChatQuestion, otherwise: str) -> dict[str, Any]:
    """What stands of an answer that did not come to its end. Its sources are not known, so their marks go."""
    stands = _MARKS.sub("", run.text).strip()
    answer = Answer(
        id=secrets.token_urlsafe(12),
        conversation=run.conversation or "",
        text=stands or otherwise,
        language=_language(body),
        outcome="failed",
        made_by="extractive" if stands else "fixed",
    )
    return as_json(answer) | {"stopped": run.stopped}


def _language(body: ChatQuestion) -> Any:
    return body.language or language_of(body.question)
