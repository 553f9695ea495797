"""How many questions are worked on at once, and when one more must wait outside."""

from __future__ import annotations

import asyncio


class Busy(Exception):
    """So many are waiting that one more would wait too long."""


class Admission:
    """A few are worked on at a time, in the order in which they came; a bounded number waits."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places, self._most = asyncio.Semaphore(at_once), waiting
        self._waiting = 0

    @property
    def full(self) -> bool:
        """As many wait as may."""
        return self._waiting >= self._most

    def place(self) -> Place:
        """A place to work in, not yet taken."""
        return Place(self)

    async def _take(self) -> None:
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1

    def _give_back(self) -> None:
        self._places.release()


class Place:
    """One question's place: taken before the work, given back once the rest is only telling."""

    def __init__(self, admission: Admission) -> None:
        self._admission, self._taken = admission, False

    async def take(self) -> None:
        """Wait for it, once."""
        if not self._taken:
            await self._admission._take()
            self._taken = True

    def give_back(self) -> None:
        """Let the next one in."""
        if self._taken:
            self._taken = False
            self._admission._give_back()
