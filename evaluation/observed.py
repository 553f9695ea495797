"""What came of a case: the answer, the documents that the search ranked, and the texts that were cited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from bot.assistant import Assistant
from bot.conversation import Answer
from bot.memory import Memory
from bot.model.mind import Mind
from bot.search import search_in_conversation
from evaluation.cases import Case
from evaluation.texts import document_name, flattened
from knowledge.library import Library

Said = tuple[str, str | None]
"""A question and what was answered."""
Progress = Callable[[int, int, str], None]
"""Told how many cases are done, of how many, and the id of the one just done."""

# Enough passages for ten documents: a document has about six.
_PASSAGES = 50
_LONGEST_QUESTION = 2000
_KEPT_DAYS = 30
_NAMED = ("employer", "places")


@dataclass(frozen=True, slots=True)
class Observed:
    """What came of one case."""

    answer: Answer
    ranked: tuple[str, ...]
    """The names of the documents that a search alone finds, best first, each once; of cases with an answer."""
    sources: Mapping[str, str]
    """The whole text of each cited document, by the address under which it is cited."""

    @property
    def shown(self) -> str:
        """The answer's text and the cards beside it, flattened."""
        return flattened("\n".join((self.answer.text, *map(_on_card, self.answer.cards))))


class Asked(Protocol):
    """Something that can be asked as the guide can."""

    async def answer(self, question: str, conversation: str | None) -> Answer:
        """The answer to a question, in a conversation or in a new one."""
        ...

    def ranked(self, question: str, said: Sequence[Said]) -> Sequence[str]:
        """The documents of the passages that fit a question, best passage first; what was said before is known."""
        ...

    def sources(self, answer: Answer) -> Mapping[str, str]:
        """The whole texts of what an answer cites, by address."""
        ...


class Guide:
    """The guide on an open library, asked as a person asks it."""

    def __init__(self, library: Library, today: date, mind: Mind | None = None) -> None:
        memory = Memory(library.catalogue.engine, keep_days=_KEPT_DAYS)
        self._assistant = Assistant(library, memory, today=lambda: today, question_limit=_LONGEST_QUESTION, mind=mind)
        self._library, self._today = library, today

    async def answer(self, question: str, conversation: str | None) -> Answer:
        """The answer to a question, its language told from its words."""
        pieces = [piece async for piece in self._assistant.reply(question, conversation)]
        assert isinstance(pieces[-1], Answer)
        return pieces[-1]

    def ranked(self, question: str, said: Sequence[Said]) -> Sequence[str]:
        """The documents of what `opinno search` finds."""
        matches = search_in_conversation(self._library, question, said, today=self._today, limit=_PASSAGES)
        return [match.passage.ingested for match in matches]

    def sources(self, answer: Answer) -> Mapping[str, str]:
        """The texts as the library holds them."""
        return {citation.cited: self._texts[citation.cited] for citation in answer.citations}

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {document.address: document.text for document in self._library.catalogue.documents()}


def observe(cases: Sequence[Case], asked: Asked, progress: Progress = lambda *_: None) -> dict[str, Observed]:
    """What comes of each case, by its id. The earlier questions of a case are really asked."""
    return asyncio.run(_observe_all(cases, asked, progress))


async def _observe_all(cases: Sequence[Case], asked: Asked, progress: Progress) -> dict[str, Observed]:
    observed: dict[str, Observed] = {}
    for done, case in enumerate(cases, start=1):
        observed[case.id] = await observe_one(case, asked)
        progress(done, len(cases), case.id)
    return observed


async def observe_one(case: Case, asked: Asked) -> Observed:
    """What comes of a case."""
    said: list[Said] = []
    conversation: str | None = None
    for question in case.turns:
        before = await asked.answer(question, conversation)
        conversation = before.conversation
        said.append((question, before.text))
    answer = await asked.answer(case.question, conversation)
    # A ranking is judged by its right documents, which only a case with an answer has.
    ranked = asked.ranked(case.question, said) if case.answerable else ()
    names = tuple(dict.fromkeys(map(document_name, ranked)))
    return Observed(answer, names, asked.sources(answer))


def _on_card(card: Any) -> str:
    """What a card says by which a vacancy, course or path is known."""
    named = (card.details.get(name) or "" for name in _NAMED)
    return "\n".join((card.title, *(value if isinstance(value, str) else ", ".join(value) for value in named)))
