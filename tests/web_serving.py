"""A real server in a thread of the test, with an assistant that says what a test wants it to say, when it wants."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.assistant import Piece, Status, Text, as_json
from bot.conversation import Answer
from bot.memory import Memory, now
from knowledge.library import Library
from server import Server, build
from settings import Settings

QUIET = Settings(shelf="off")


@dataclass
class Scripted:
    """Answers with its words one by one; after `holds_after` of them it waits until the test lets it go on."""

    memory: Memory
    words: tuple[str, ...] = ("One ", "two ", "three.")
    holds_after: int | None = None
    asked: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    async def reply(
        self, question: str, conversation: str | None = None, language: Any = None
    ) -> AsyncGenerator[Piece]:
        """As the Assistant does."""
        told = self.memory.begin(now()).id if conversation is None else self.memory.recall(conversation, now()).id
        yield Status("understanding")
        self.asked.append(question)
        try:
            yield Status("composing")
            for place, word in enumerate(self.words):
                while place == self.holds_after and not self.go_on.is_set():  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
                yield Text(word)
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled.append(question)
            raise
        answer = Answer(secrets.token_urlsafe(12), told, "".join(self.words), language or "en", "answered", "model")
        self.memory.keep(told, question, as_json(answer), answer.language, now())
        yield answer

    async def open(self) -> None:
        """As the Assistant's: there is nothing to make ready."""

    async def close(self) -> None:
        """As the Assistant does."""


@dataclass
class Web:
    """A server that runs, and how to talk with it."""

    url: str
    server: Server
    assistant: Any

    def client(self, **more: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=20, trust_env=False, **more)

    def stop(self) -> None:
        """As SIGTERM does."""
        self.server.should_exit = True


@contextmanager
def web_on(
    library: Library, settings: Settings = QUIET, script: Callable[[Memory], Any] | None = Scripted
) -> Iterator[Web]:
    """A server on a library until the end of the block. Without a script the guide itself answers."""
    assistant = script(Memory(library.catalogue.engine, settings.conversation_days)) if script else None
    server = Server(build(library, settings, assistant), "warning", library, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Web(f"http://127.0.0.1:{port}", server, assistant)
    finally:
        if isinstance(assistant, Scripted):
            assistant.go_on.set()
        server.should_exit = True
        thread.join(15)
        assert not thread.is_alive()


def new_message() -> str:
    """A message id as a page makes it."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Told:
    """One event of a stream."""

    id: int | None
    name: str
    data: Mapping[str, Any]
    retry: int | None = None


def events(lines: Iterator[str]) -> Iterator[Told]:
    """The events of a stream, as they come; heartbeats are left out."""
    fields: dict[str, str] = {}
    for line in lines:
        if line.startswith(":"):
            continue
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            number, retry = fields.get("id"), fields.get("retry")
            yield Told(
                int(number) if number else None,
                fields["event"],
                json.loads(fields["data"]),
                int(retry) if retry else None,
            )
            fields = {}
