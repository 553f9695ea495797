"""Workers: each question is one worker's for as long as it says so, and the next one's if it falls silent."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from time import time
from typing import Any

from bot.channels.slack.ledger import SETTLES, Job, Ledger

log = logging.getLogger(__name__)

LEASE = 15.0
"""Seconds after which the question of a silent worker is taken on by another."""
_HEARTBEAT = 0.8
_LOOKS_EVERY = 1.0
_EXPIRES_EVERY = 60.0
Work = Callable[[Job, asyncio.Event], Awaitable[None]]


class Apart:
    """A thread of its own for what waits for the database: the shared ones may all be busy with answers."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def __call__(self, what: Callable[..., Any], *arguments: Any) -> Any:
        """Run it there."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(what, *arguments))

    def close(self) -> None:
        """Let the thread go once it is done."""
        self._pool.shutdown(wait=False)


@dataclass(slots=True)
class _Running:
    job: Job
    halt: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Workers:
    """Works through the ledger, so many questions at a time."""

    def __init__(self, ledger: Ledger, work: Work, do: Apart, *, many: int, days: int) -> None:
        self._ledger, self._work, self._do, self._many, self._days = ledger, work, do, many, days
        self._name = secrets.token_hex(8)
        self._running: dict[int, _Running] = {}
        self._wake = asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; what came in before is taken on, too."""
        loops = (self._claim_all, self._hold_all, self._expire)
        self._loops = [asyncio.create_task(self._for_ever(each)) for each in loops]

    def wake(self) -> None:
        """Something new came in; a reply is ready a moment later."""
        self._wake.set()
        asyncio.get_running_loop().call_later(SETTLES, self._wake.set)

    def halt(self, ids: Iterable[int]) -> None:
        """Let go of questions that somebody stopped or deleted."""
        for id in ids:
            if id in self._running:
                self._running[id].halt.set()

    async def close(self) -> None:
        """Stop; what was not finished is left for the next process, which need not wait for it."""
        for loop in self._loops:
            loop.cancel()
        under_way = list(self._running.values())
        tasks = [each.task for each in under_way if each.task]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=2)
        for each in under_way:
            if await self._do(self._ledger.state, each.job.id) == "working":
                await self._do(self._ledger.put_back, each.job.id, time())

    async def _for_ever(self, what: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await what()
            except Exception:
                log.exception("Slack: the work is interrupted, and goes on")
                await asyncio.sleep(1)

    async def _claim_all(self) -> None:
        self._wake.clear()
        while len(self._running) < self._many:
            job = await self._do(self._ledger.claim, self._name, time(), LEASE)
            if job is None:
                break
            running = self._running[job.id] = _Running(job)
            running.task = asyncio.create_task(self._one(running))
        try:
            async with asyncio.timeout(_LOOKS_EVERY):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _one(self, running: _Running) -> None:
        try:
            await self._work(running.job, running.halt)
        except Exception:
            # Its lease runs out, and it is tried again: so often and no more.
            log.exception("Slack: a question was not brought to its end")
        finally:
            self._running.pop(running.job.id, None)
            self._wake.set()

    async def _hold_all(self) -> None:
        await asyncio.sleep(_HEARTBEAT)
        lost = await self._do(self._ledger.hold, self._name, list(self._running), time() + LEASE)
        self.halt(lost)

    async def _expire(self) -> None:
        await self._do(self._ledger.expire, time(), self._days)
        await asyncio.sleep(_EXPIRES_EVERY)
