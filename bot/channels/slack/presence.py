"""What Slack shows while an answer is in the making: that it is, which step it is at, and the button that stops it."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from bot.channels.slack.calls import Calls
from bot.channels.slack.ledger import Job
from knowledge.records import Language
from prompts import reply

_STEPS = ("understanding", "gathering", "composing", "checking")
_RENEWED = 80.0
"""Seconds after which it is said again: Slack takes it down after two minutes."""
_WAITED = 1.0
"""Seconds that an answer waits for it to be shown."""


class Presence:
    """Shown on entering, gone on leaving, however one leaves. Nothing depends on it."""

    def __init__(self, calls: Calls, job: Job, language: Language) -> None:
        self._calls, self._job, self._language = calls, job, language
        self._step = ""
        self._tasks: list[asyncio.Task[Any]] = []

    async def __aenter__(self) -> Self:
        self._step = _STEPS[0]
        shown = asyncio.create_task(self._show())
        self._tasks = [shown, asyncio.create_task(self._renew())]
        await asyncio.wait([shown], timeout=_WAITED)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(self._session("active"), self._words(""))

    def step(self, step: str) -> None:
        """Tell which step it is at."""
        if step in _STEPS and step != self._step:
            self._step = step
            self._tasks = [task for task in self._tasks if not task.done()]
            self._tasks.append(asyncio.create_task(self._words(reply(self._language, f"slack.{step}"))))

    async def _show(self) -> None:
        await asyncio.gather(self._session("processing"), self._words(reply(self._language, f"slack.{self._step}")))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_RENEWED)
            await self._show()

    async def _session(self, status: str) -> None:
        where = {"channel_id": self._job.channel, "thread_ts": self._job.thread}
        by = {"initiator_user_id": self._job.person} if status == "processing" else {}
        await self._calls.optional("agents_sessions_setStatus", status=status, **where, **by)

    async def _words(self, status: str) -> None:
        where = {"channel_id": self._job.channel, "thread_ts": self._job.thread}
        loading = {"loading_messages": [reply(self._language, f"slack.{step}") for step in _STEPS]} if status else {}
        await self._calls.optional("assistant_threads_setStatus", status=status, **where, **loading)
