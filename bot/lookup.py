"""From a question to an answer without a model: understood, looked up, put together. All of it blocks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from bot.as_typed import as_written
from bot.cards import cards
from bot.citations import cite, evidence_of
from bot.compose import Draft, compose
from bot.compose.brief import passages_for
from bot.conversation import Answer, Conversation
from bot.gather import Findings, gather
from bot.introduced import told_without_origins, without_origins
from bot.naming import Paths, known_paths
from bot.slips import mentioning, read_as, respelled
from bot.suggestions import suggest
from bot.understand import Request, understand
from knowledge.library import Library
from knowledge.records import Language, Passage
from tracing import step


@dataclass(frozen=True, slots=True)
class Understood:
    """What was asked, and which slips of the keys were mended for it."""

    request: Request
    slips: Mapping[str, str]
    paths: Paths


@dataclass(frozen=True, slots=True)
class Found:
    """What the library has for a request, the guide's own draft, and what a model may write from."""

    understood: Understood
    findings: Findings
    draft: Draft
    passages: tuple[Passage, ...]


class Lookup:
    """The guide's own mind, on a library."""

    def __init__(self, library: Library, today: Callable[[], date]) -> None:
        self._library, self.today = library, today

    def understood(self, question: str, conversation: Conversation, language: Language | None) -> Understood:
        with step("understand", words=len(question.split())) as understanding:
            understanding.quote(question=question)
            paths = known_paths(self._library)
            asked, before = as_written(question, conversation, language)
            said = without_origins(asked)
            slips = read_as(said, self._library)
            before = told_without_origins(before)
            return Understood(understand(respelled(said, slips), before, paths, language), slips, paths)

    def found(self, understood: Understood, clock: Clock) -> Found:
        with step("gather", purpose=understood.request.purpose, language=understood.request.language) as gathering:
            findings = gather(understood.request, self._library, self.today())
            gathering.note(lines=len(findings.lines))
        clock.lap("gather")
        with step("compose"):
            draft = compose(findings)
        return Found(understood, findings, draft, passages_for(findings, draft))

    def finished(self, found: Found, draft: Draft, conversation: Conversation, clock: Clock, id: str = "") -> Answer:
        """The answer that a draft makes, with its numbers, cards and suggestions."""
        request, findings = found.findings.request, found.findings
        documents = self._library.behind([evidence.passage for evidence in evidence_of(draft.paragraphs)])
        text, citations = cite([*draft.paragraphs, *mentioning(found.understood.slips, request.language)], documents)
        answer = Answer(
            id=id or secrets.token_urlsafe(12),
            conversation=conversation.id,
            text=text,
            language=request.language,
            outcome=draft.outcome,
            made_by=draft.made_by,
            citations=citations,
            cards=cards(findings, documents),
            suggestions=suggest(findings, found.understood.paths, answered=draft.outcome == "answered"),
        )
        clock.lap("compose")
        return replace(answer, timings_ms=clock.laps)


class Clock:
    """How long each step took, in milliseconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._started = self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.laps[step] = round((now - self._last) * 1000, 1)
        self.laps["total"] = round((now - self._started) * 1000, 1)
        self._last = now
