"""What the tests of the bot and of the surface talk to: a guide, a server, a command."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from fakes import TODAY

from bot.assistant import Assistant, as_json
from bot.conversation import Answer
from bot.evidence import Line
from bot.memory import Memory
from bot.signals import Signals, score
from ingest.shelf import VECTORS
from knowledge.embeddings import LocalEmbeddings, ShippedEmbeddings
from knowledge.library import Library
from knowledge.ownership import owner_of
from knowledge.records import Passage

ROOT = Path(__file__).parent.parent
INTERVIEW = Path(__file__).parent / "data" / "vib-interview-flanders-bio.txt"
OPINNO = Path(sys.executable).with_name("opinno")
LONGEST_QUESTION = 2000
_LET_THROUGH = ("PATH", "HOME", "LANG", "TMPDIR")


def open_library(folder: Path, doing: str = "test") -> Library:
    """A library with real embeddings, the shelf's from its file."""
    return Library(folder, ShippedEmbeddings(LocalEmbeddings(), VECTORS), doing=doing)


@dataclass
class Guide:
    """An assistant on an open library."""

    library: Library
    assistant: Assistant

    @classmethod
    def on(cls, library: Library, *, today: Callable[[], date] = lambda: TODAY) -> Guide:
        memory = Memory(library.catalogue.engine, keep_days=30)
        return cls(library, Assistant(library, memory, today=today, question_limit=LONGEST_QUESTION))

    def pieces(self, question: str, conversation: str | None = None, language: Any = None) -> list[Any]:
        """Everything that a question brings, in order."""

        async def every() -> list[Any]:
            try:
                return [piece async for piece in self.assistant.reply(question, conversation, language)]
            finally:
                await self.assistant.close()

        return asyncio.run(every())

    def answer(self, question: str, conversation: str | None = None, language: Any = None) -> Answer:
        """The whole Answer to a question."""
        last = self.pieces(question, conversation, language)[-1]
        assert isinstance(last, Answer)
        return last

    def ask(self, question: str, conversation: str | None = None, language: Any = None) -> dict[str, Any]:
        """The answer to a question, as JSON."""
        return as_json(self.answer(question, conversation, language))


def copied(folder: Path, place: Path) -> Path:
    """A copy of a closed library."""
    return Path(shutil.copytree(folder, place / "library"))


# A server of its own


def settings_for(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a command of its own: what a process needs, and our settings alone."""
    kept = {name: os.environ[name] for name in _LET_THROUGH if name in os.environ}
    ours = {f"OPINNO_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "OPINNO_DATA": str(folder), "OPINNO_TODAY": TODAY.isoformat(), **ours}


@dataclass
class Served:
    """A server that runs."""

    url: str
    key: str
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path
    environment: Mapping[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """`opinno` beside the server, with its settings."""
        return opinno(*command, environment=self.environment)


@contextmanager
def serving(folder: Path, log: Path, **settings: str) -> Iterator[Served]:
    """`opinno serve` on a free port, as a process of its own, until the end of the block."""
    environment = settings_for(folder, examples="on", **settings)
    with log.open("wb") as written:
        process = subprocess.Popen(
            [str(OPINNO), "serve", "--port", "0"], env=environment, stdout=written, stderr=written
        )
    try:
        address, key = _introduced(folder, process, log)
        yield Served(address, key, folder, process, log, environment)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _introduced(folder: Path, process: subprocess.Popen[bytes], log: Path) -> tuple[str, str]:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        owner = owner_of(folder)
        if owner and owner.address and owner.key:
            return owner.address, owner.key
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


def opinno(*command: str, environment: Mapping[str, str], asked: str | None = None) -> subprocess.CompletedProcess[str]:
    """One `opinno` command as a process of its own."""
    return subprocess.run(
        [str(OPINNO), *command], env=dict(environment), input=asked, capture_output=True, text=True, timeout=120
    )


def unweighed(passage: Passage, number: int) -> Line:
    """A sentence of a passage as evidence, with no weight of its own yet."""
    nothing = Signals(*(0.0 for _ in fields(Signals)))
    return Line(passage, number, score=0.0, signals=nothing, about=True, has_asked=True)


def weighing(line: Line, **signals: float) -> Line:
    """A sentence with some of its signals set, and the score that they make."""
    spoken_for = replace(line.signals, **signals)
    return replace(line, signals=spoken_for, score=score(spoken_for))
