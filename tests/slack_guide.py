"""The product's side of Slack in the tests: a guide whose answers are scripted, in a real channel of its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from slack_api import SECRET, SlackApi, Workspace, until
from sqlalchemy import Engine, select

from bot.assistant import Piece, Status, Text
from bot.channels.slack.channel import Slack
from bot.channels.slack.setup import Setup
from bot.conversation import Answer, Card, Citation
from bot.memory import Memory, now
from knowledge.database import open_database
from knowledge.slack_tables import slack_jobs
from knowledge.tables import metadata

CITED = Citation(
    1, "Clinical research associate", "What they do", "https://example.org/cra", "cra.md", "They visit sites.", "page",
    date(2026, 11, 20), "en",
)  # fmt: skip
VACANCY = Card(
    "vacancy", "v1", "QA officer & more", "https://example.org/job", {"employer": "Acme <b>", "places": ["Ghent"]}
)


def answer_of(text: str, **fields: Any) -> Answer:
    """An Answer with any field set otherwise."""
    plain: dict[str, Any] = {
        "id": secrets.token_urlsafe(6), "conversation": "", "text": text, "language": "en", "outcome": "answered",
        "made_by": "extractive", "citations": (CITED,), "suggestions": ("What does a day look like?",),
    }  # fmt: skip
    return Answer(**plain | fields)


@dataclass
class Scripted:
    """Answers as it is told, remembers what it was asked, and notices when nobody wants the rest."""

    memory: Memory
    says: Callable[[str], Answer] = field(default=lambda question: answer_of(f"About {question} [1].\n\nIt is so."))
    deltas: Callable[[Answer], list[str]] = field(default=lambda answer: answer.text.splitlines(keepends=True))
    pause: float = 0.0
    """Seconds before the first word."""
    gap: float = 0.0
    """Seconds between two pieces."""
    raises: Exception | None = None
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    cancelled: int = 0

    async def reply(
        self, question: str, conversation: str | None = None, language: Any = None, owner: str | None = None
    ) -> AsyncIterator[Piece]:
        self.asked.append((question, conversation, language))
        try:
            yield Status("understanding")
            await asyncio.sleep(self.pause)
            if self.raises:
                raise self.raises
            yield Status("composing")
            answer = self.says(question)
            own = conversation or self.memory.begin(now()).id
            for delta in self.deltas(answer):
                yield Text(delta)
                await asyncio.sleep(self.gap)
            self.memory.keep(own, question, {"text": answer.text}, answer.language, now())
            yield Answer(**{f: getattr(answer, f) for f in Answer.__dataclass_fields__} | {"conversation": own})
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise


@dataclass
class Here:
    """A guide in a workspace."""

    slack: Slack
    assistant: Scripted
    api: SlackApi
    people: Workspace
    engine: Engine
    memory: Memory

    def states(self) -> list[str]:
        """How every question stands."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(slack_jobs.c.state).order_by(slack_jobs.c.id)).scalars())

    async def settled(self, many: int | None = None, seconds: float = 15.0) -> None:
        """Every question has come to its end."""

        def done() -> bool:
            states = self.states()
            return not {"waiting", "working"} & set(states) and len(states) >= (many or 1)

        await until(done, seconds)


def engine_in(folder: Path) -> Engine:
    """A database with the tables."""
    engine = open_database(folder / "library.db")
    metadata.create_all(engine)
    return engine


@asynccontextmanager
async def guide_in_slack(
    folder: Path,
    api: SlackApi,
    *,
    started: bool = True,
    ping: float = 10.0,
    assistant: Any = None,
    clerk: Any = None,
    **settings: Any,
) -> AsyncIterator[Here]:
    """A guide in Slack, its HTTP door reached without a network, its Web API over 127.0.0.1."""
    engine = engine_in(folder)
    memory = Memory(engine, 30)
    assistant = assistant or Scripted(memory)
    given = {
        "bot_token": "xoxb-1",
        "signing_secret": SECRET,
        "api_url": f"{api.url}/api",
        "site": "https://guide.example",
    }
    slack = Slack(Setup(**given | settings), assistant, engine, memory.forget, ping=ping, clerk=clerk)
    app = FastAPI()
    app.include_router(slack.routes())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://guide.example") as client:
        here = Here(slack, assistant, api, Workspace(client, api), engine, memory)
        if started:
            await slack.start()
        try:
            yield here
        finally:
            await slack.close()
            engine.dispose()


@asynccontextmanager
async def slack_and_guide(folder: Path, **settings: Any) -> AsyncIterator[Here]:
    """Both sides."""
    async with SlackApi().served() as api, guide_in_slack(folder, api, **settings) as here:
        yield here
