"""Answers under way: each is made once, kept while it may be read again, and read by whoever comes for it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from time import monotonic
from typing import Any

from bot.channels.web.events import HEARTBEAT, event, restart

log = logging.getLogger(__name__)

_HEARTBEAT_EVERY = 15.0
_COME_BACK_AFTER = 1000
# An answer has some kilobytes; more is a model that does not stop.
_LARGEST = 1_000_000
# What a reader who lost the connection may come back for.
_KEPT_FOR = 600.0
_MOST_KEPT = 5000


class Stopped(Exception):
    """A run was ended before its answer."""


class Run:
    """One question being answered: its events so far, and those who wait for the next."""

    def __init__(self, message: str, asked: str, conversation: str | None) -> None:
        self.message, self.asked, self.conversation = message, asked, conversation
        self.answer: Mapping[str, Any] | None = None
        self.error: BaseException | None = None
        self.text = ""
        self.began = False
        """A conversation began with it, so whoever has the message holds the conversation."""
        self.stopped = False
        self.begun = self.ended = monotonic()
        self._events: list[bytes] = []
        self._size = 0
        self._over = False
        self._changed = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    @property
    def over(self) -> bool:
        """Nothing more comes."""
        return self._over

    @property
    def has_begun(self) -> bool:
        """There is something to read."""
        return bool(self._events)

    def add(self, name: str, data: Mapping[str, Any]) -> None:
        """The next event. Raises Stopped if there are more than any answer has."""
        if self._over:
            return
        told = event(len(self._events) + 1, name, data)
        self._size += len(told)
        if self._size > _LARGEST and name != "answer":
            raise Stopped
        self._events.append(told)
        if name == "text":
            self.text += str(data["delta"])
        elif name == "replace":
            self.text = str(data["text"])
        elif name == "answer":
            self.answer = data
        self.wake()

    def end(self, error: BaseException | None = None) -> None:
        """Nothing more comes; with an error nothing came, or not all."""
        self.error, self._over, self.ended = error, True, monotonic()
        self.wake()

    def wake(self) -> None:
        """Let everybody who waits look again."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def first(self) -> None:
        """Until there is something to read. Raises what went wrong before that."""
        while not self._events and not self._over:
            await self._changed.wait()
        if not self._events and self.error:
            raise self.error

    async def whole(self) -> Mapping[str, Any]:
        """The Answer as JSON. Raises what came instead of it."""
        while not self._over:
            await self._changed.wait()
        if self.answer is None:
            raise self.error or Stopped
        return self.answer

    async def read(self, after: int, leaving: Callable[[], bool]) -> AsyncIterator[bytes]:
        """The events after a number, as they come; a heartbeat where none does. To who saw them all the last again."""
        place = max(0, after)
        if self._over and place >= len(self._events):
            place = max(0, len(self._events) - 1)
        while True:
            if place < len(self._events):
                waiting = self._events[place:]
                place += len(waiting)
                yield b"".join(waiting)
            elif self._over:
                return
            elif leaving():
                yield restart(_COME_BACK_AFTER)
                return
            else:
                try:
                    async with asyncio.timeout(_HEARTBEAT_EVERY):
                        await self._changed.wait()
                except TimeoutError:
                    yield HEARTBEAT


class Runs:
    """The runs of this process, by the message that each answers."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._leaving = False

    def __getitem__(self, message: str) -> Run | None:
        return self._runs.get(message)

    @property
    def leaving(self) -> bool:
        """The process is about to end."""
        return self._leaving

    @property
    def under_way(self) -> int:
        """How many questions are being answered."""
        return sum(not run.over for run in self._runs.values())

    def start(self, run: Run, work: Callable[[Run], Any]) -> Run:
        """Answer a question, whether or not anybody stays to read it."""
        self._drop_old()
        self._runs[run.message] = run
        run.task = asyncio.create_task(self._worked(run, work))
        return run

    def forget(self, run: Run) -> None:
        """Nobody shall come back to a run."""
        if self._runs.get(run.message) is run:
            del self._runs[run.message]

    def of(self, conversation: str) -> list[Run]:
        """The runs of a conversation."""
        return [run for run in self._runs.values() if run.conversation == conversation]

    async def leave(self, within: float) -> None:
        """Send readers away kindly, and let what is under way come to its end, for so many seconds."""
        self._leaving = True
        tasks = [run.task for run in self._runs.values() if run.task and not run.over]
        for run in list(self._runs.values()):
            run.wake()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within)
            for task in late:
                task.cancel()

    async def _worked(self, run: Run, work: Callable[[Run], Any]) -> None:
        try:
            await work(run)
            run.end()
        except asyncio.CancelledError:
            run.end(Stopped() if run.answer is None else None)
            self.forget(run)
        except Exception as error:
            run.end(error)
            self.forget(run)

    def _drop_old(self) -> None:
        before = monotonic() - _KEPT_FOR
        for message, run in list(self._runs.items()):
            # In the order in which they began.
            if run.over and (run.ended < before or len(self._runs) > _MOST_KEPT):
                del self._runs[message]
            elif len(self._runs) <= _MOST_KEPT:
                break


def unnamed() -> str:
    """A message id for a question whose asker gave none."""
    return f"~{secrets.token_urlsafe(16)}"
