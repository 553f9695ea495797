"""A guide with a model beside it, for tests: the real clients against a local server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fakes import TODAY
from openai_server import ModelServer, Script, serving_model
from pydantic import SecretStr
from talking import LONGEST_QUESTION, Guide

from bot.assistant import Assistant
from bot.meaning import Meanings
from bot.memory import Memory
from bot.model.chat import ChatModel, Place
from bot.model.ledger import Budget, Ledger, Spent
from bot.model.mind import Mind, Waits
from ingest.shelf import VECTORS
from knowledge.embeddings import LocalEmbeddings, ShippedEmbeddings
from knowledge.library import Library

KEY = "sk-test-0123456789abcdef"
# The machine may be busy: nothing but a failure should ever run into these.
UNLIMITED = Budget()
PATIENT = Waits(first=20, gap=20, answer=60, most=90, reading=20)


@dataclass
class Thinking:
    """A guide with a model, the server that plays the model, and what was told of its cost."""

    guide: Guide
    server: ModelServer
    mind: Mind
    spent: list[Spent]

    @property
    def prompt(self) -> str:
        """What the model was last asked, beside the rules."""
        return self.server.last.said


def mind_on(
    library: Library,
    url: str,
    *,
    waits: Waits = PATIENT,
    budget: Budget = UNLIMITED,
    prices: Any = None,
    reads: bool = False,
    model: str = "test-model",
    told: Any = lambda _: None,
    tokens: int = 800,
) -> Mind:
    """A mind whose models are at an address."""
    writer = ChatModel(Place(model, SecretStr(KEY), url))
    ledger = Ledger(library.catalogue.engine, budget, prices or {}, told)
    reader = ChatModel(Place(f"small-{model}", SecretStr(KEY), url)) if reads else None
    return Mind(writer, ledger, reader=reader, waits=waits, tokens=tokens)


def with_mind(library: Library, mind: Mind | None) -> Guide:
    """A guide on a library, with a mind."""
    memory = Memory(library.catalogue.engine, keep_days=30)
    meanings = Meanings(ShippedEmbeddings(LocalEmbeddings(), VECTORS).sentences, seconds=60)
    assistant = Assistant(
        library, memory, today=lambda: TODAY, question_limit=LONGEST_QUESTION, mind=mind, meanings=meanings
    )
    return Guide(library, assistant)


@contextmanager
def thinking(library: Library, script: Script, **settings: Any) -> Iterator[Thinking]:
    """A guide whose model says what a script says."""
    spent: list[Spent] = []
    with serving_model(script) as server:
        mind = mind_on(library, server.url, told=spent.append, **settings)
        yield Thinking(with_mind(library, mind), server, mind, spent)
