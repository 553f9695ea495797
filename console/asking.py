"""The assistant as the settings want it, for the server and for the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from bot.assistant import Assistant, Replaced, Text, as_json
from bot.channels.terminal import Answering, Hear
from bot.conversation import Answer
from bot.meaning import Meanings
from bot.memory import Memory
from bot.model.ledger import Spent
from bot.model.wanted import mind_for
from bot.saved_searches import Clerk
from console.intake import shipped
from knowledge.library import Library
from settings import Settings


def assistant_on(
    library: Library, settings: Settings, memory: Memory, told: Callable[[Spent], None] = lambda _: None
) -> Assistant:
    """The assistant on an open library. `told` hears what each call to a model cost. Raises ModelNotSet."""
    mind = mind_for(settings, library.catalogue.engine, told)
    return Assistant(
        library,
        memory,
        today=settings.day,
        question_limit=settings.question_limit,
        contacts=settings.contacts,
        mind=mind,
        meanings=Meanings(shipped().sentences) if mind else None,
        searches=clerk_on(library, settings),
    )


def clerk_on(library: Library, settings: Settings) -> Clerk:
    """Who looks after saved searches on an open library."""
    return Clerk(
        library,
        library.catalogue.engine,
        settings.day,
        settings.time,
        days=settings.saved_search_days,
        conversation_days=settings.conversation_days,
    )


@contextmanager
def answering(library: Library, settings: Settings) -> Iterator[Answering]:
    """Answers questions one after another, without a server."""
    assistant = assistant_on(library, settings, Memory(library.catalogue.engine, settings.conversation_days))

    async def answer(question: str, conversation: str | None, language: Any, hear: Hear) -> dict[str, Any]:
        pieces = []
        async for piece in assistant.reply(question, conversation, language):
            pieces.append(piece)
            if isinstance(piece, Text):
                hear(piece.delta, False)
            elif isinstance(piece, Replaced):
                hear(piece.text, True)
        return as_json(cast(Answer, pieces[-1]))

    # One loop for the whole talk: a connection to a model lives as long as its loop.
    with asyncio.Runner() as runner:
        runner.run(assistant.open())
        yield lambda *question: runner.run(answer(*question))
        runner.run(assistant.close())
