"""A guide in Slack as a process of its own, whose answers cost a wait and nothing else: `slack_intake` kills it."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from bot.assistant import Piece, Status, Text
from bot.channels.slack.channel import Slack
from bot.channels.slack.setup import Setup
from bot.conversation import Answer
from knowledge.database import open_database
from knowledge.tables import metadata


class Waiting:
    """Answers after so many seconds, and writes down each question that it begins."""

    def __init__(self, seconds: float, log: Path) -> None:
        self._seconds, self._log = seconds, log

    async def reply(
        self, question: str, conversation: str | None = None, language: Any = None, owner: str | None = None
    ) -> AsyncIterator[Piece]:
        """The question, as its own answer."""
        del language, owner
        with self._log.open("a", encoding="utf-8") as log:
            log.write(question + "\n")
        yield Status("composing")
        await asyncio.sleep(self._seconds)
        text = f"You asked: {question}. This is what I found about it in the library."
        yield Text(text)
        own = conversation or secrets.token_urlsafe(8)
        yield Answer(secrets.token_urlsafe(8), own, text, "en", "answered", "extractive")


def main() -> None:
    """`folder port api seconds workers`."""
    folder, port, api, seconds, workers = sys.argv[1:]
    engine = open_database(Path(folder) / "library.db")
    metadata.create_all(engine)
    setup = Setup(bot_token="xoxb-1", signing_secret="s", api_url=api, workers=int(workers))
    slack = Slack(setup, Waiting(float(seconds), Path(folder) / "asked.txt"), engine, lambda _: None)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await slack.start()
        yield
        await slack.close()

    app = FastAPI(lifespan=lifespan)
    app.include_router(slack.routes())
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False, timeout_graceful_shutdown=2)


if __name__ == "__main__":
    main()
