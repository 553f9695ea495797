"""The whole path of a question, one method."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from time import perf_counter
from typing import Any

from bot.cards import cards
from bot.care import Desk, Heard
from bot.citations import cite, evidence_of
from bot.compose import compose
from bot.conversation import Answer, Conversation
from bot.gather import gather
from bot.memory import Memory, now
from bot.naming import Paths
from bot.slips import mentioning, read_as, respelled
from bot.suggestions import suggest
from bot.understand import understand
from knowledge.keywords import words
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import Document, Language
from prompts import reply

log = logging.getLogger(__name__)


class QuestionRefused(Exception):
    """A question that cannot be looked at; the text says why, in the language of the person."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the guide is doing: understanding, gathering or composing."""

    step: str


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer's text."""

    delta: str


Piece = Status | Text | Answer


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
    ) -> None:
        """`contacts` says for some topics of care how a person is reached."""
        self._library, self._memory = library, memory
        self._today, self._limit = today, question_limit
        self._desk = Desk(memory, contacts or {})
        # Their names are made ready once, and again after each write to the library.
        self._paths_from: Sequence[Document] = ()
        self._paths = Paths(())

    async def reply(
        self, question: str, conversation: str | None = None, language: Language | None = None
    ) -> AsyncIterator[Piece]:
        """Answer one question piece by piece, ending with the whole Answer.

        Raises QuestionRefused for a question that is empty or too long, UnknownConversation for an
        id that is not known. Anything else that goes wrong ends in an Answer with outcome `failed`.
        Somebody in need is answered before any of this, and whatever fails.
        """
        question = _storable(question)
        heard = await asyncio.to_thread(self._desk.hear, question, conversation, language)
        if not heard.at_once:
            self._check(question, language)
            recalled = heard.conversation or await asyncio.to_thread(self._recall, conversation)
            heard = replace(heard, conversation=recalled)
        yield Status("gathering")
        answer = await asyncio.to_thread(self._answer, question, heard, conversation, language)
        yield Status("composing")
        for piece in _pieces(answer.text):
            yield Text(piece)
        yield answer

    def _check(self, question: str, language: Language | None) -> None:
        spoken = language or language_of(question)
        if not any(character.isalnum() for character in question):
            raise QuestionRefused(reply(spoken, "say.empty"))
        if len(question) > self._limit:
            raise QuestionRefused(reply(spoken, "say.too_long", limit=self._limit))

    def _recall(self, conversation: str | None) -> Conversation:
        return self._memory.begin(now()) if conversation is None else self._memory.recall(conversation, now())

    def _answer(self, question: str, heard: Heard, given: str | None, language: Language | None) -> Answer:
        answer = None
        if heard.care is None or heard.care.can_wait:
            assert heard.conversation is not None
            answer = self._answer_from_library(question, heard.conversation, language)
        if answer is None or (heard.care and answer.outcome != "answered"):
            answer = self._desk.answer(heard, given)
        self._keep(question, answer)
        return answer

    def _answer_from_library(self, question: str, conversation: Conversation, language: Language | None) -> Answer:
        try:
            return self._look_up(question, conversation, language)
        except Exception:
            # The log has the trace and never the question; the person gets kind words.
            log.exception("a question of %d words failed", len(words(question)))
            return self._failed(question, conversation, language)

    def _look_up(self, question: str, conversation: Conversation, language: Language | None) -> Answer:
        clock = _Clock()
        paths = self._known_paths()
        slips = read_as(question, self._library)
        request = understand(respelled(question, slips), conversation, paths, language)
        clock.lap("understand")
        findings = gather(request, self._library, self._today())
        clock.lap("gather")
        draft = compose(findings)
        documents = self._library.behind([evidence.passage for evidence in evidence_of(draft.paragraphs)])
        text, citations = cite([*draft.paragraphs, *mentioning(slips, request.language)], documents)
        clock.lap("compose")
        return Answer(
            id=secrets.token_urlsafe(12),
            conversation=conversation.id,
            text=text,
            language=request.language,
            outcome=draft.outcome,
            made_by=draft.made_by,
            citations=citations,
            cards=cards(findings, documents),
            suggestions=suggest(findings, paths, answered=draft.outcome == "answered"),
            timings_ms=clock.laps,
        )

    def _known_paths(self) -> Paths:
        known = self._library.records("path")
        if known is not self._paths_from:
            self._paths_from, self._paths = known, Paths(known)
        return self._paths

    def _failed(self, question: str, conversation: Conversation, language: Language | None) -> Answer:
        spoken = language or language_of(question)
        return Answer(
            id=secrets.token_urlsafe(12),
            conversation=conversation.id,
            text=reply(spoken, "say.failed"),
            language=spoken,
            outcome="failed",
            made_by="fixed",
        )

    def _keep(self, question: str, answer: Answer) -> None:
        try:
            self._memory.keep(answer.conversation, question, as_json(answer), answer.language, now())
            self._desk.note(answer)
        except Exception:
            # An answer that cannot be remembered is still an answer.
            log.exception("a turn could not be kept")


def as_json(answer: Answer) -> dict[str, Any]:
    """An Answer as JSON: a card's details stand beside its other fields, days as YYYY-MM-DD."""
    plain = asdict(answer)
    plain["citations"] = [asdict(citation) | {"checked": citation.checked.isoformat()} for citation in answer.citations]
    plain["cards"] = [
        {"kind": card.kind, "id": card.id, "title": card.title, "address": card.address, **card.details}
        for card in answer.cards
    ]
    return plain


def _storable(question: str) -> str:
    """A question without what no database takes: half a character, or a NUL."""
    return question.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _pieces(text: str) -> list[str]:
    """A text in lines, as it is streamed."""
    return text.splitlines(keepends=True)


class _Clock:
    """How long each step took, in milliseconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._started = self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.laps[step] = round((now - self._last) * 1000, 1)
        self.laps["total"] = round((now - self._started) * 1000, 1)
        self._last = now
