"""How often a site is asked: never twice at once, nor within a second, nor sooner than it wishes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ingest.web.outcomes import Unavailable

BETWEEN = 1.0
"""Seconds from the end of one request to the next at the same host, at least."""

_LONGEST_REST = 60.0


class Pace:
    """Remembers when each host may be asked again."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock, self._sleep = clock, sleep
        self._last: dict[str, float] = {}
        self._rests: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, delay: float = BETWEEN) -> Iterator[None]:
        """One request, after the wait that it takes. Raises Unavailable if the host wants a longer rest."""
        now = self._clock()
        resting = self._rests.get(host, now) - now
        if resting > _LONGEST_REST:
            raise Unavailable("The site asks not to be visited for a while.", retry_after=resting, soon=False)
        due = self._last.get(host, float("-inf")) + max(delay, BETWEEN)
        if (wait := max(due - now, resting)) > 0:
            self._sleep(wait)
        try:
            yield
        finally:
            self._last[host] = self._clock()

    def rest(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        until = self._clock() + seconds
        self._rests[host] = max(self._rests.get(host, until), until)
