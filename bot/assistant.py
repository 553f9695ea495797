"""The whole path of a question, one method."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic
from typing import Any

from bot.care import Desk, Heard
from bot.checking import Given
from bot.compose.brief import brief, said_by
from bot.compose.written import drafted, with_notice
from bot.conversation import Answer, Conversation
from bot.lookup import Clock, Found, Lookup, Understood
from bot.meaning import Meanings
from bot.memory import Memory, now
from bot.model.bare import as_they_are, bare
from bot.model.failures import ModelFailed
from bot.model.mind import Asking, Mind, question_of
from bot.pieces import Piece, Replaced, Status, Text, as_json, in_lines
from bot.reading import Reading, merged, reading_prompt, unsure
from bot.saved_searches import Clerk, goes_before
from bot.writing import Written, write
from knowledge.keywords import words
from knowledge.language import language_of, make_ready
from knowledge.library import Library
from knowledge.records import Language
from prompts import reply

__all__ = ["Assistant", "Piece", "QuestionRefused", "Replaced", "Status", "Text", "as_json"]

log = logging.getLogger(__name__)


class QuestionRefused(Exception):
    """A question that cannot be looked at; the text says why, in the language of the person."""


class Assistant:
    """Answers questions out of a library, and remembers what was said."""

    def __init__(
        self,
        library: Library,
        memory: Memory,
        *,
        today: Callable[[], date],
        question_limit: int,
        contacts: Mapping[Any, str] | None = None,
        mind: Mind | None = None,
        meanings: Meanings | None = None,
        searches: Clerk | None = None,
    ) -> None:
        """`contacts` says for some topics of care how a person is reached. Without a `mind` no model is asked;
        by their `meanings` its sentences are compared with the sources. Without `searches` none is saved."""
        self._memory, self._limit, self._mind, self._searches = memory, question_limit, mind, searches
        self._meanings = meanings or Meanings()
        self._lookup, self._desk = Lookup(library, today), Desk(memory, contacts or {})

    async def reply(
        self, question: str, conversation: str | None = None, language: Language | None = None,
        owner: str | None = None,
    ) -> AsyncGenerator[Piece, None]:  # fmt: skip
        """Answer one question piece by piece, ending with the whole Answer. Closing it ends all that was begun.
        `owner` names who asks, where a channel can tell them later of what they are looking for.

        Raises QuestionRefused for a question that is empty or too long, UnknownConversation for an
        id that is not known, before the first piece. Anything else that goes wrong ends in an Answer with outcome
        `failed`. Somebody in need is answered before any of this, and whatever fails.
        """
        asked_at, question = monotonic(), _storable(question)
        refused = await self._refusal(question, conversation, language)
        if refused is None:
            yield Status("understanding")
        heard = await asyncio.to_thread(self._desk.hear, question, conversation, language)
        if refused is not None:
            if not heard.at_once:
                raise refused
            yield Status("understanding")
        answer = None
        asker = _Asker(conversation, language, owner, asked_at)
        async with aclosing(self._answered(question, heard, asker)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answer):
                    answer = piece
                else:
                    yield piece
        assert answer is not None
        await asyncio.to_thread(self._keep, question, answer)
        yield answer

    async def open(self) -> None:
        """Make ready what the first question on this event loop would wait for."""
        if self._mind:
            await self._mind.open()
            await asyncio.to_thread(make_ready)

    async def close(self) -> None:
        """Close what is kept open for the next question on this event loop."""
        if self._mind:
            await self._mind.close()

    async def _refusal(self, question: str, conversation: str | None, language: Language | None) -> Exception | None:
        """Why a question cannot be looked at: what is seen without looking anything up but the conversation."""
        spoken = language or language_of(question[: self._limit])
        if not any(character.isalnum() for character in question):
            return QuestionRefused(reply(spoken, "say.empty"))
        if len(question) > self._limit:
            return QuestionRefused(reply(spoken, "say.too_long", limit=self._limit))
        if conversation is not None:
            try:
                await asyncio.to_thread(self._memory.recall, conversation, now())
            except Exception as error:
                return error
        return None

    async def _answered(self, question: str, heard: Heard, asker: _Asker) -> AsyncGenerator[Piece, None]:
        """The pieces of what is said to it: in fixed words, or from the library, with a model where that helps."""
        if heard.care is None:
            async with aclosing(self._from_library(question, heard, asker)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Answer) and heard.hints:
                        yield Text(self._desk.line(piece, heard))
                        piece = self._desk.with_a_line(piece, heard)
                    yield piece
            return
        yield Status("gathering")
        answer = await asyncio.to_thread(self._cared_for, question, heard, asker)
        yield Status("composing")
        for piece in _whole(answer):
            yield piece

    def _cared_for(self, question: str, heard: Heard, asker: _Asker) -> Answer:
        """Fixed words, unless the need can wait and there is an answer to the question that came with it."""
        care = heard.care
        of_searches = care is not None and goes_before(care, question)
        if care and (care.can_wait or of_searches):
            try:
                conversation = self._begun(heard)
                heard = replace(heard, conversation=conversation)
                if of_searches and (told := self._of_searches(question, conversation, asker)):
                    return told
                if care.can_wait and (answer := self._looked_up(question, conversation, asker)):
                    return self._desk.with_a_line(answer, heard)
            except Exception:
                _log_failure(question)
        return self._with_what_was_asked(heard, self._desk.answer(heard, asker.conversation), asker)

    def _with_what_was_asked(self, heard: Heard, answer: Answer, asker: _Asker) -> Answer:
        """Fixed words, and after them the answer to a question that stood beside the need."""
        beside = self._desk.beside(heard)
        if not beside or len(beside) > self._limit:
            return answer
        try:
            conversation = heard.conversation or Conversation(answer.conversation)
            looked_up = self._looked_up(beside, conversation, replace(asker, language=heard.language))
            return self._desk.with_both(answer, looked_up) if looked_up else answer
        except Exception:
            _log_failure(beside)
            return answer

    def _looked_up(self, question: str, conversation: Conversation, asker: _Asker) -> Answer | None:
        found = self._lookup.found(self._lookup.understood(question, conversation, asker.language), Clock())
        answer = self._lookup.finished(found, found.draft, conversation, Clock())
        return answer if answer.outcome == "answered" else None

    def _of_searches(self, question: str, conversation: Conversation, asker: _Asker) -> Answer | None:
        """What is said of saved searches; None if nothing is asked of them."""
        if self._searches is None:
            return None
        return self._searches.answer(question, conversation, asker.owner, asker.language)

    async def _from_library(self, question: str, heard: Heard, asker: _Asker) -> AsyncGenerator[Piece, None]:
        clock, shown = Clock(), ""
        conversation = Conversation(secrets.token_urlsafe(18))
        try:
            conversation = await asyncio.to_thread(self._begun, heard)
            if told := await asyncio.to_thread(self._of_searches, question, conversation, asker):
                yield Status("composing")
                for piece in _whole(told):
                    yield piece
                return
            understood = await asyncio.to_thread(self._lookup.understood, question, conversation, asker.language)
            if self._mind and self._mind.reads:
                understood = await self._read_again(understood, conversation, self._mind)
            clock.lap("understand")
            yield Status("gathering")
            found = await asyncio.to_thread(self._lookup.found, understood, clock)
            yield Status("composing")
            async with aclosing(self._composed(found, conversation, clock, asker.asked_at)) as pieces:
                async for piece in pieces:
                    shown += piece.delta if isinstance(piece, Text) else ""
                    yield piece
        except Exception:
            _log_failure(question)
            answer = _failed(question, conversation, asker.language)
            yield Replaced(answer.text) if shown else Text(answer.text)
            yield answer

    async def _composed(
        self, found: Found, conversation: Conversation, clock: Clock, asked_at: float
    ) -> AsyncGenerator[Piece, None]:
        if self._mind is None or not found.passages:
            answer = await asyncio.to_thread(self._lookup.finished, found, found.draft, conversation, clock)
            for piece in _whole(answer):
                yield piece
            return
        async with aclosing(self._written(found, conversation, clock, asked_at, self._mind)) as pieces:
            async for piece in pieces:
                yield piece

    async def _written(
        self, found: Found, conversation: Conversation, clock: Clock, asked_at: float, mind: Mind
    ) -> AsyncGenerator[Piece, None]:
        """A model's words as they come, then what stands of them; the guide's own answer where they fail."""
        shown, draft, id = "", found.draft, secrets.token_urlsafe(12)
        try:
            asked = await asyncio.to_thread(self._asked, found, conversation, id, asked_at)
            async with aclosing(write(mind, *asked, self._meanings)) as parts:
                async for part in parts:
                    if isinstance(part, Written):
                        stands = as_they_are(part.paragraphs, found.passages)
                        draft = drafted(stands, found.findings, found.draft)
                    elif part:
                        if not shown:
                            clock.lap("first_word")
                        shown += part
                        yield Text(part)
                    else:
                        yield Status("checking")
        except ModelFailed as failed:
            draft = with_notice(found.draft, failed.kind, found.findings.request.language, conversation)
        except Exception as error:
            # Not the trace: it might hold the words.
            log.error("what a model wrote could not be used: %s", type(error).__name__)
        answer = await asyncio.to_thread(self._lookup.finished, found, draft, conversation, clock, id)
        if not shown:
            for line in in_lines(answer.text):
                yield Text(line)
        elif shown != answer.text:
            yield Replaced(answer.text)
        yield answer

    def _asked(self, found: Found, conversation: Conversation, id: str, asked_at: float) -> tuple[Asking, Given]:
        findings, today = found.findings, self._lookup.today()
        passages = tuple(map(bare, found.passages))
        told = brief(findings, passages, conversation, found.understood.paths, today, question_of)
        given = Given(passages, said_by(findings, conversation), today)
        language = findings.request.language
        return Asking(told.system, told.question, told.shorter, language, conversation.id, id, asked_at), given

    async def _read_again(self, understood: Understood, conversation: Conversation, mind: Mind) -> Understood:
        """The request as the small model reads it, where the guide itself is unsure; its own reading otherwise."""
        request = understood.request
        if not unsure(request, conversation):
            return understood
        try:
            asked = reading_prompt(request, conversation, understood.paths, question_of)
            read = await mind.reading(*asked, Reading, conversation.id)
            return replace(understood, request=merged(request, read, understood.paths)) if read else understood
        except Exception as error:
            log.error("what a model read could not be used: %s", type(error).__name__)
            return understood

    def _begun(self, heard: Heard) -> Conversation:
        return heard.conversation or self._memory.begin(now())

    def _keep(self, question: str, answer: Answer) -> None:
        try:
            self._memory.keep(answer.conversation, question, as_json(answer), answer.language, now())
            self._desk.note(answer)
        except Exception:
            # An answer that cannot be remembered is still an answer.
            log.exception("a turn could not be kept")


@dataclass(frozen=True, slots=True)
class _Asker:
    """What a question came with."""

    conversation: str | None
    language: Language | None
    owner: str | None
    asked_at: float


def _whole(answer: Answer) -> Iterator[Piece]:
    for line in in_lines(answer.text):
        yield Text(line)
    yield answer


def _storable(question: str) -> str:
    """A question without what no database takes: half a character, or a NUL."""
    return question.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _failed(question: str, conversation: Conversation, language: Language | None) -> Answer:
    spoken = language or language_of(question)
    return Answer(
        id=secrets.token_urlsafe(12),
        conversation=conversation.id,
        text=reply(spoken, "say.failed"),
        language=spoken,
        outcome="failed",
        made_by="fixed",
    )


def _log_failure(question: str) -> None:
    """The log has the trace and never the question; the person gets kind words."""
    log.exception("a question of %d words failed", len(words(question)))
